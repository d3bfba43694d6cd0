using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.MultiPaxos;

namespace Faultline.Systems.Chat;

/// <summary>A chat on a log that Multi-Paxos replicates: no centre, any node can serve any client.</summary>
public sealed class ChatReplicated : SystemDefinition
{
    private readonly KvPaxos _log = new();

    /// <inheritdoc />
    public override string Name => "chat-replicated";

    /// <inheritdoc />
    public override string Summary => "a chat on a log replicated by Multi-Paxos: goes on while a majority does";

    /// <inheritdoc />
    public override string Source => "Lamport, Paxos Made Simple (2001)";

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options { get; } =
    [
        .. ReplicaSettings.Options, .. ChatLimits.Options, .. ChatWorkload.Options,
        ReplicaSettings.MistakeOption(ChatPromises.SortedByTime),
    ];

    /// <inheritdoc />
    public override MessageCodec Codec => _log.Codec;

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [.. ChatPromises.All, Promise.Agreement, Promise.Integrity, Promise.PromisesKept, Promise.Progress(TimeSpan.FromSeconds(10))];

    /// <inheritdoc />
    public override FaultTolerance Tolerates(Cluster cluster) => _log.Tolerates(cluster);

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) => _log.Format(cluster, self);

    /// <inheritdoc />
    public override bool IsForClients(Message message) => _log.IsForClients(message);

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var settings = new ReplicaSettings(cluster);
        return new Replica(cluster, settings, new ChatMachine(settings.SessionCapacity, ChatLimits.Of(cluster.Options))
        {
            ForgetsRetries = settings.Mistake == Mistake.RepeatedRetry,
            SortsByTime = cluster.Options["mistake"] == ChatPromises.SortedByTime,
        });
    }

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self) => _log.CreateClient(cluster, self);

    /// <inheritdoc />
    public override Message? Flood(long number) => ChatFlood.Request(number);

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => ChatWorkload.Of(cluster);
}
