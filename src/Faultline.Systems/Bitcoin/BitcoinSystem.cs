using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Journals;
using Faultline.Systems.KeyValue;

namespace Faultline.Systems.Bitcoin;

/// <summary>A block chain with proof of work, which carries a key-value store in its transactions.</summary>
public sealed class BitcoinSystem : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "bitcoin";

    /// <inheritdoc />
    public override string Summary => "a block chain that anyone may join: agreement by proof of work, after hours and never for certain";

    /// <inheritdoc />
    public override string Source => "Nakamoto, Bitcoin: A Peer-to-Peer Electronic Cash System (2008)";

    /// <inheritdoc />
    public override int DefaultNodes => 10;

    /// <inheritdoc />
    public override int MostNodes => 2_000;

    /// <inheritdoc />
    public override decimal DefaultRate => 0.002m;

    /// <inheritdoc />
    public override TimeSpan DefaultDuration => TimeSpan.FromHours(24);

    /// <inheritdoc />
    public override int FaultTimeScale => 120;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options => BitcoinSettings.Options;

    /// <inheritdoc />
    public override bool IsOpen => true;

    /// <inheritdoc />
    public override double HashesPerSecond(Cluster cluster) => BitcoinNetwork.Of(cluster).HashesPerSecond;

    /// <inheritdoc />
    public override double HashShareOf(Cluster cluster, NodeId node) => BitcoinNetwork.Of(cluster).Settings.ShareOf(node);

    /// <inheritdoc />
    public override bool SignsMessages => true;

    /// <inheritdoc />
    public override MessageCodec Codec { get; } = MessageCodec.For<BitcoinMessage>();

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [Promise.Agreement, Promise.Integrity, Promise.Conservation, Promise.Progress(new BitcoinSettings(cluster).Patience)];

    /// <inheritdoc />
    public override FaultTolerance Tolerates(Cluster cluster)
    {
        var settings = new BitcoinSettings(cluster);
        var share = AttackPlan.SafeShare(settings.Confirmations);
        return new FaultTolerance
        {
            LyingHashShare = share,
            LyingNodes = settings.LargestWithin(share),
            LostNodes = Math.Max(0, (cluster.Nodes.Count / 2) - 1),
            AbsentNodes = Math.Max(0, (cluster.Nodes.Count / 2) - 1),
            DamagedDisks = cluster.Nodes.Count,
            ExceededByOptions = AttackPlan.WhyTooStrong(settings),
        };
    }

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) =>
        [new InitialFile(BitcoinNode.ChainFile, FrameFile.Format())];

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self) => new BitcoinNode(cluster, self);

    /// <inheritdoc />
    public override Node? CreateClient(Cluster cluster, NodeId self) => null;

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => KvWorkload.Of(cluster);
}
