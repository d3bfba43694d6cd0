using Faultline.Model.Messages;
using Faultline.Model.Nodes;

namespace Faultline.Benchmarks.Echo;

/// <summary>Keeps a fixed number of pings on their way, to the other nodes in turn, and answers those of others.</summary>
internal sealed class EchoNode(IReadOnlyList<NodeId> peers, int window) : Node
{
    private static readonly Ping Ping = new(1);
    private static readonly Pong Pong = new(1);

    private int _next;

    public override void OnStart(NodeContext context)
    {
        for (var i = 0; i < window; i++) SendPing(context);
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (message is Ping) context.Send(from, Pong);
        else SendPing(context);
    }

    private void SendPing(NodeContext context)
    {
        context.Send(peers[_next], Ping);
        _next = _next + 1 == peers.Count ? 0 : _next + 1;
    }
}
