using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Messages;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>A participant that opens connections like a node and then does what a test says.</summary>
/// <param name="cluster">The network.</param>
/// <param name="victims">Whom it connects to.</param>
/// <param name="heard">Is told of each message, and of the acknowledgement of each connection as null.</param>
/// <param name="every">Is called at every tick; null for never.</param>
/// <param name="tick">How often it tries to connect, in seconds.</param>
internal sealed class Impostor(
    Cluster cluster, NodeId[] victims, Action<NodeContext, NodeId, BitcoinMessage?> heard, Action<NodeContext>? every = null,
    int tick = 60) : Node
{
    private static readonly TimerKind Tick = new("tick");

    public BitcoinNetwork Network { get; } = BitcoinNetwork.Of(cluster);

    private readonly HashSet<NodeId> _connected = [];

    public List<DisconnectReason> Disconnected { get; } = [];

    public override void OnStart(NodeContext context) => context.SetTimer(Tick, TimeSpan.FromSeconds(tick));

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (Disconnected.Count == 0)
            foreach (var victim in victims)
                if (!_connected.Contains(victim))
                    context.Send(victim, new VersionMessage(victim.Number, 0, ConnectionKind.Full, IsAnswer: false));
        every?.Invoke(context);
        context.SetTimer(Tick, TimeSpan.FromSeconds(tick));
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        switch (message)
        {
            case VersionMessage { IsAnswer: false } opening when victims.Contains(from):
                context.Send(from, opening with { IsAnswer = true });
                break;
            case VersionMessage { IsAnswer: true } answer:
                context.Send(from, new VersionAcknowledged(answer.Nonce));
                Connected(context, from);
                break;
            case VersionAcknowledged:
                Connected(context, from);
                break;
            case Disconnect disconnect:
                if (disconnect.Reason == DisconnectReason.Done) _connected.Remove(from);
                else if (_connected.Contains(from)) Disconnected.Add(disconnect.Reason);
                break;
            case Ping ping:
                context.Send(from, new Pong(ping.Nonce, ping.Tip));
                break;
            case BitcoinMessage other:
                heard(context, from, other);
                break;
        }
    }

    private void Connected(NodeContext context, NodeId to)
    {
        _connected.Add(to);
        heard(context, to, null);
    }
}
