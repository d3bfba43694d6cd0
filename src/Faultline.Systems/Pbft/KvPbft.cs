using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;
using Faultline.Systems.KeyValue;

namespace Faultline.Systems.Pbft;

/// <summary>A key-value store that up to f of 3 f + 1 replicas may lie about.</summary>
public sealed class KvPbft : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "kv-pbft";

    /// <inheritdoc />
    public override string Summary => "a key-value store on PBFT: works while fewer than a third of its nodes lie, forget or are gone";

    /// <inheritdoc />
    public override string Source => "Castro and Liskov, Practical Byzantine Fault Tolerance (1999)";

    /// <inheritdoc />
    public override int DefaultNodes => 4;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options => PbftSettings.Options;

    /// <inheritdoc />
    public override MessageCodec Codec { get; } = MessageCodec.For<PbftMessage>();

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [
        Promise.Linearizable, Promise.Agreement, Promise.Integrity, Promise.OneLeader,
        Promise.Progress(TimeSpan.FromSeconds(15)),
    ];

    /// <inheritdoc />
    public override FaultTolerance Tolerates(Cluster cluster)
    {
        // A replica that has forgotten its votes may contradict them, as a liar does: they are faulty nodes alike, f altogether.
        var faulty = Quorums.Faulty(cluster.Nodes.Count);
        return new FaultTolerance { LyingNodes = faulty, LostNodes = faulty, DamagedDisks = faulty, FaultyNodes = faulty };
    }

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) =>
        self.IsClient ? [] : [new InitialFile(ReplicaState.JournalFile, FrameFile.Format())];

    /// <inheritdoc />
    public override Message Seal(Cluster cluster, NodeId self, Message altered) => Sealing.Seal(Membership.Of(cluster), self, altered);

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self) => new Replica(cluster, self);

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self) => new PbftClient(cluster, self);

    /// <inheritdoc />
    public override Message? Flood(long number) =>
        new Request(NodeId.Client(1), number, IsReadOnly: false, new KvPut("flood", "flood"), []);

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => KvWorkload.Of(cluster);
}
