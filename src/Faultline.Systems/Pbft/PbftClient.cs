using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;

namespace Faultline.Systems.Pbft;

/// <summary>A client: it asks, and believes what so many replicas say that a correct one is among them.</summary>
/// <remarks>
/// <para>
/// A result of an ordered request counts when f + 1 replicas have signed the same. With read-only requests it takes a quorum: a read asks a
/// quorum, so a write that is over must be known to a correct replica of every quorum, or the read could miss it (Berger, Reiser and
/// Bessani, "Making Reads in BFT State Machine Replication Fast, Linearizable, and Live", SRDS 2021).
/// </para>
/// <para>
/// A read-only request goes to all, and counts when a quorum gives the same value with the same version. Where that does not come, the read
/// is ordered as a write is.
/// </para>
/// </remarks>
internal sealed class PbftClient : Node
{
    /// <summary>How long a client tries before it gives an operation up.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private const int MostDoublings = 3;

    private static readonly TimerKind Retry = new("client retry");
    private static readonly TimerKind GiveUp = new("client deadline");

    private readonly PbftSettings _settings;
    private readonly Membership _members;
    private readonly Signer _signer;
    private readonly Reply?[] _replies;
    private Request? _request;
    private long _id;
    private long _timestamp;
    private long _view;
    private int _retries;

    public PbftClient(Cluster cluster, NodeId self)
    {
        _settings = new PbftSettings(cluster);
        _members = _settings.Members;
        _signer = new Signer(_members, self);
        _replies = new Reply?[_members.Count];
    }

    /// <summary>How many replicas must give the same answer.</summary>
    private int Enough => _settings.ReadsAtOnce && _settings.Mistake != Mistake.WeakWrites ? _members.Quorum : _members.Weak;

    /// <inheritdoc />
    public override void OnStart(NodeContext context)
    {
    }

    /// <inheritdoc />
    public override void OnRequest(NodeContext context, in ClientRequest request)
    {
        _id = request.Id;
        var operation = (KvOperation)request.Operation;
        Ask(context, operation, isReadOnly: operation.IsRead && _settings.ReadsAtOnce);
        context.SetTimer(GiveUp, Deadline);
    }

    /// <inheritdoc />
    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (_request is not { } request || message is not Reply reply) return;
        if (!reply.IsWellFormed(_members) || reply.Client != context.Self || reply.Timestamp != request.Timestamp) return;
        if (reply.Version == Reply.Ordered == request.IsReadOnly || !reply.IsAuthentic(_members)) return;
        _replies[_members.PlaceOf(reply.Author)] = reply;
        var (same, all) = (0, 0);
        foreach (var other in _replies)
        {
            if (other is null) continue;
            all++;
            if (other.Result == reply.Result && other.Version == reply.Version) same++;
        }

        if (same >= (request.IsReadOnly ? _members.Quorum : Enough)) Complete(context, reply);
        else if (request.IsReadOnly && all == _members.Count) Ask(context, request.Operation, isReadOnly: false);
    }

    /// <inheritdoc />
    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (_request is not { } request) return;
        if (timer.Kind == GiveUp)
        {
            Close(context);
            context.Abandon(
                _id, request.Operation.IsRead ? OperationOutcome.Fail : OperationOutcome.Info, "no answer in time by enough replicas");
            return;
        }

        if (request.IsReadOnly)
        {
            Ask(context, request.Operation, isReadOnly: false);
            return;
        }

        _retries++;
        context.Broadcast(_members.Nodes, request);
        SetRetry(context);
    }

    private void Ask(NodeContext context, KvOperation operation, bool isReadOnly)
    {
        // Section 4.1: timestamps grow with each request, over restarts as well, so they come from the client's clock.
        _timestamp = Math.Max(_timestamp + 1, context.Clock.GetUtcNow().Ticks);
        _request = _signer.Sign(new Request(context.Self, _timestamp, isReadOnly, operation, []));
        _retries = 0;
        Array.Clear(_replies);
        if (isReadOnly) context.Broadcast(_members.Nodes, _request);
        else context.Send(_members.Primary(_view), _request);
        SetRetry(context);
    }

    private void SetRetry(NodeContext context) =>
        context.SetTimer(Retry, _settings.ClientRetry * (1 << Math.Min(_retries, MostDoublings)));

    private void Complete(NodeContext context, Reply reply)
    {
        // A view is believed when f + 1 name it or a later one.
        var views = new List<long>();
        foreach (var other in _replies)
            if (other is not null)
                views.Add(other.View);
        views.Sort();
        if (views.Count >= _members.Weak) _view = Math.Max(_view, views[^_members.Weak]);
        Close(context);
        context.Complete(_id, reply.Result);
    }

    private void Close(NodeContext context)
    {
        _request = null;
        context.CancelTimer(Retry);
        context.CancelTimer(GiveUp);
    }
}
