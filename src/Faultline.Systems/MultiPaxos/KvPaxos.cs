using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>A key-value store on a log that Multi-Paxos replicates.</summary>
public sealed class KvPaxos : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "kv-paxos";

    /// <inheritdoc />
    public override string Summary => "a key-value store on a log replicated by Multi-Paxos: works while a majority does";

    /// <inheritdoc />
    public override string Source => "Lamport, Paxos Made Simple (2001)";

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options { get; } =
        [.. ReplicaSettings.Options, .. KvWorkload.Options, ReplicaSettings.MistakeOption()];

    /// <remarks>Few large batches instead of many small ones: each takes a round of messages and a sync of every disk.</remarks>
    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string> RealDefaults { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["batch"] = "1000",
        ["pipeline"] = "1",
        ["snapshot-every"] = "5000",
    };

    /// <inheritdoc />
    public override MessageCodec Codec { get; } =
        MessageCodec.Combine(MessageCodec.For<ClientMessage>(), MessageCodec.For<PaxosMessage>());

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [
        Promise.Linearizable, Promise.Agreement, Promise.Integrity, Promise.PromisesKept,
        Promise.Progress(TimeSpan.FromSeconds(10)),
    ];

    /// <inheritdoc />
    public override FaultTolerance Tolerates(Cluster cluster)
    {
        // As many others must be left as a node needs to regain its memory: no quorum takes more.
        var spare = Math.Max(0, cluster.Nodes.Count - new ReplicaSettings(cluster).RejoinQuorum);
        return new FaultTolerance { LostNodes = spare, DamagedDisks = spare };
    }

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) =>
        self.IsClient ? [] : [new InitialFile(Replica.JournalFile, FrameFile.Format())];

    /// <inheritdoc />
    public override bool IsForClients(Message message) => message is ClientMessage;

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self)
    {
        var settings = new ReplicaSettings(cluster);
        var machine = new KvMachine(settings.SessionCapacity) { ForgetsRetries = settings.Mistake == Mistake.RepeatedRetry };
        return new Replica(cluster, settings, machine);
    }

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self) =>
        new SessionClient(cluster.Nodes, cluster.Options.IsOn("follower-reads"));

    /// <inheritdoc />
    public override Message? Flood(long number) => KvFlood.Request(number);

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => KvWorkload.Of(cluster);
}
