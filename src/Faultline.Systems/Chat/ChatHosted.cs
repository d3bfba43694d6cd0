using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Central;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.Chat;

/// <summary>A chat on one server with one durable store, as a cloud service is to its users.</summary>
public sealed class ChatHosted : SystemDefinition
{
    private const string Unsynced = "unsynced";
    private const string RepeatedRetry = "repeated-retry";

    /// <inheritdoc />
    public override string Name => "chat-hosted";

    /// <inheritdoc />
    public override string Summary => "a chat on one server with one disk: simple, and gone while the server is";

    /// <inheritdoc />
    public override string Source => "baseline";

    /// <inheritdoc />
    public override int DefaultNodes => 1;

    /// <inheritdoc />
    public override int MostNodes => 1;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options { get; } =
    [
        .. Admission.Options, .. ChatLimits.Options, .. ChatWorkload.Options,
        new("mistake", "none", "plants a mistake, to see it found", "none", Unsynced, RepeatedRetry, ChatPromises.SortedByTime),
    ];

    /// <inheritdoc />
    public override MessageCodec Codec { get; } = MessageCodec.For<ClientMessage>();

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [.. ChatPromises.All, Promise.Progress(TimeSpan.FromSeconds(10))];

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) => self.IsClient ? [] : DurableStore.Format;

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var mistake = cluster.Options["mistake"];
        var machine = new ChatMachine(DurableStore.SessionCapacity, ChatLimits.Of(cluster.Options))
        {
            ForgetsRetries = mistake == RepeatedRetry,
            SortsByTime = mistake == ChatPromises.SortedByTime,
        };
        return new CentralServer(cluster, new DurableStore(machine) { AnswersBeforeSync = mistake == Unsynced });
    }

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new SessionClient(cluster.Nodes);
    }

    /// <inheritdoc />
    public override Message? Flood(long number) => ChatFlood.Request(number);

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => ChatWorkload.Of(cluster);
}
