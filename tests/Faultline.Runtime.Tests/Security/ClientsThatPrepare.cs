using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;

namespace Faultline.Runtime.Tests.Security;

/// <summary>A system whose clients, instead of asking, prepare a ballot as only nodes may.</summary>
internal sealed class ClientsThatPrepare(SystemDefinition inner) : SystemDefinition
{
    public override string Name => inner.Name;

    public override string Summary => inner.Summary;

    public override string Source => inner.Source;

    public override IReadOnlyList<SystemOption> Options => inner.Options;

    public override MessageCodec Codec => inner.Codec;

    public override IReadOnlyList<Promise> Promises(Cluster cluster) => inner.Promises(cluster);

    public override Node CreateNode(Cluster cluster, NodeId self) => inner.CreateNode(cluster, self);

    public override Node CreateClient(Cluster cluster, NodeId self) => new Preparer(cluster.Nodes);

    public override Workload CreateWorkload(Cluster cluster) => inner.CreateWorkload(cluster);

    private sealed class Preparer(IReadOnlyList<NodeId> nodes) : Node
    {
        private static readonly TimerKind Done = new("done");

        private long _request;

        public override void OnStart(NodeContext context)
        {
        }

        public override void OnRequest(NodeContext context, in ClientRequest request)
        {
            _request = request.Id;
            context.SetTimer(Done, TimeSpan.FromSeconds(2));
            context.Broadcast(nodes, new Faultline.Systems.MultiPaxos.Prepare(new Faultline.Systems.Paxos.Ballot(long.MaxValue / 2), 1, default));
        }

        public override void OnTimer(NodeContext context, TimerKey timer) => context.Complete(_request, KvResult.Done);
    }
}
