using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;

namespace Faultline.Runtime.Tests.Parity;

/// <summary>Nodes that do what tests tell them.</summary>
internal sealed class ProbeSystem : SystemDefinition
{
    public override string Name => "probe";

    public override string Summary => "nodes that do what tests tell them";

    public override string Source => "none";

    public override MessageCodec Codec { get; } = MessageCodec.For<ProbeMessage>();

    public override IReadOnlyList<Promise> Promises(Cluster cluster) => [];

    public override Node CreateNode(Cluster cluster, NodeId self) => new ProbeNode();

    public override Node? CreateClient(Cluster cluster, NodeId self) => null;

    public override Workload CreateWorkload(Cluster cluster) => throw new NotSupportedException("probes are asked by tests");
}
