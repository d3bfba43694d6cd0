using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Systems.Sessions;

/// <summary>A client of a state machine: finds the node to ask, retries within its session, and gives up after a while.</summary>
/// <remarks>
/// One operation at a time. A retry has the operation's own sequence number, so a write takes effect at most once however often
/// it is sent. A write that is given up has an unknown outcome; a read that is given up has no effect and counts as failed.
/// </remarks>
/// <param name="nodes">The nodes that can be asked.</param>
/// <param name="readAnywhere">Whether reads go to a random node instead of the leader.</param>
public sealed class SessionClient(IReadOnlyList<NodeId> nodes, bool readAnywhere = false) : Node
{
    /// <summary>How long a client waits for an answer before it asks another node.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a client waits before it asks again where a node was busy or knew no leader.</summary>
    public static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(40);

    /// <summary>How long a client tries before it gives an operation up.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private const int MostRedirects = 3;

    private static readonly TimerKind Retry = new("client retry");
    private static readonly TimerKind GiveUp = new("client deadline");

    private NodeId _leader;
    private long _session;
    private long _sequence;
    private ClientRequest? _open;
    private bool _sent;
    private int _redirects;
    private Shortage _refused;

    /// <summary>Why there was no answer in time: what the node that refused last had said, if any did.</summary>
    private string ReasonToGiveUp => _refused switch
    {
        Shortage.None => "no answer in time",
        Shortage.DiskFull => "refused: the disks are full",
        Shortage.DiskFailing => "refused: the disks fail",
        Shortage.Memory => "refused: memory is short",
        _ => "refused: too many wait already",
    };

    /// <inheritdoc />
    public override void OnStart(NodeContext context)
    {
        _leader = nodes[context.Random.Below(nodes.Count)];

        // Not from zero: an answer to what was asked before a restart must not be taken for another.
        _sequence = context.Random.Below(1L << 48);
    }

    /// <inheritdoc />
    public override void OnRequest(NodeContext context, in ClientRequest request)
    {
        _open = request;
        _sequence++;
        _sent = false;
        _redirects = 0;
        _refused = Shortage.None;
        context.SetTimer(GiveUp, Deadline);
        Ask(context, _leader);
    }

    /// <inheritdoc />
    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (_open is not { } open) return;
        switch (message)
        {
            case SessionOpened opened when opened.Nonce == _sequence && _session == 0:
                _session = opened.Session;
                _leader = from;
                Ask(context, from);
                break;
            case Reply reply when reply.Sequence == _sequence:
                Close(context);
                context.Complete(open.Id, reply.Outcome);
                break;
            case Redirect redirect when redirect.Sequence == _sequence:
                // Two nodes may each take the other for the leader: follow a few, then wait.
                if (redirect.Leader.IsNone || ++_redirects > MostRedirects) AskLater(context);
                else Ask(context, _leader = redirect.Leader);
                break;
            case Busy busy when busy.Sequence == _sequence:
                _refused = busy.Shortage;
                AskLater(context);
                break;
            case SessionExpired expired when expired.Sequence == _sequence:
                _session = 0;
                Abandon(context, open, "the session had expired");
                break;
        }
    }

    /// <inheritdoc />
    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (_open is not { } open) return;
        if (timer.Kind == GiveUp) Abandon(context, open, ReasonToGiveUp);
        else AskAnother(context);
    }

    private void AskAnother(NodeContext context)
    {
        _redirects = 0;
        Ask(context, _leader = Other(context));
    }

    private void Ask(NodeContext context, NodeId node)
    {
        var operation = (MachineOperation)_open!.Value.Operation;
        if (_session == 0)
        {
            context.Send(node, new OpenSession(_sequence));
        }
        else
        {
            var to = readAnywhere && operation.IsRead ? context.Random.Pick(nodes) : node;
            context.Send(to, new SessionRequest(_session, _sequence, operation));
            _sent = true;
        }

        context.SetTimer(Retry, RetryAfter);
    }

    private static void AskLater(NodeContext context) => context.SetTimer(Retry, context.Random.Between(Backoff, 2 * Backoff));

    private NodeId Other(NodeContext context)
    {
        if (nodes.Count == 1) return nodes[0];
        var other = context.Random.Below(nodes.Count - 1);
        return nodes[other] == _leader ? nodes[^1] : nodes[other];
    }

    private void Abandon(NodeContext context, in ClientRequest open, string reason)
    {
        Close(context);
        var withoutEffect = !_sent || ((MachineOperation)open.Operation).IsRead;
        context.Abandon(open.Id, withoutEffect ? OperationOutcome.Fail : OperationOutcome.Info, reason);
    }

    private void Close(NodeContext context)
    {
        _open = null;
        context.CancelTimer(Retry);
        context.CancelTimer(GiveUp);
    }
}
