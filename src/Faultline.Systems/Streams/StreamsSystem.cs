using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Systems.Streams;

/// <summary>Transfers over reliable streams: what TCP makes of a network that loses, doubles and reorders.</summary>
public sealed class StreamsSystem : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "streams";

    /// <inheritdoc />
    public override string Summary => "bulk transfers over reliable, ordered streams with flow and congestion control, as in TCP";

    /// <inheritdoc />
    public override string Source => "RFC 9293 (TCP), RFC 6298 (timeouts), RFC 5681 and 6582 (congestion control); Jacobson 1988";

    /// <inheritdoc />
    public override int DefaultNodes => 2;

    /// <inheritdoc />
    public override decimal DefaultRate => 10;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options => StreamSettings.Options;

    /// <inheritdoc />
    public override MessageCodec Codec { get; } = MessageCodec.For<Segment>();

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
    [
        Promise.StreamIntegrity,

        // A connection that was cut off is given up after the user timeout at the latest, and the next transfer begins afresh.
        Promise.Progress(cluster.Options.Milliseconds("user-timeout") + TimeSpan.FromSeconds(10)),
    ];

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self) => new TransferServer(new StreamSettings(cluster.Options));

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self) => new TransferClient(new StreamSettings(cluster.Options));

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => new Transfers(cluster);

    /// <summary>Users send transfers of one size, each to a node that chance picks.</summary>
    private sealed class Transfers(Cluster cluster) : Workload
    {
        private readonly int _size = cluster.Options.Number("size");
        private long _count;

        public override Operation NextOperation(int client, Prng random) =>
            new Transfer(++_count, random.Pick(cluster.Nodes).ToString(), _size);
    }
}
