using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Systems.Pbft;

/// <summary>What clients ask: who may ask, what waits, who gets which answer.</summary>
/// <remarks>
/// Only a client whose key is known is let in, and each has one request waiting: a newer one takes its place. So there are never more than
/// clients, none can crowd out another, and the oldest is proposed first.
/// </remarks>
internal sealed class Requests(ReplicaState state)
{
    private readonly LinkedListNode<PendingRequest>?[] _ofClient = new LinkedListNode<PendingRequest>?[state.Members.Clients];
    private readonly LinkedList<PendingRequest> _pending = new();
    private readonly Queue<PendingRequest> _toPropose = new();

    /// <summary>The request that has waited for longest; null where none waits.</summary>
    public PendingRequest? Oldest => _pending.First?.Value;

    /// <summary>How many wait.</summary>
    public int Waiting => _pending.Count;

    /// <summary>
    /// What requests that were known here had waited, when they were executed: how many since the last look, and their sum.
    /// </summary>
    public (int Count, long Ticks) Waits { get; set; }

    /// <summary>How many requests were executed since the start.</summary>
    public long Executed { get; private set; }

    /// <summary>Takes on a request; the message is authentic.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="request">The request.</param>
    /// <param name="isFromClient">Whether the client itself seems to have sent it, so that the primary may not have it.</param>
    public void OnRequest(NodeContext context, Request request, bool isFromClient)
    {
        var client = state.Members.ClientPlaceOf(request.Author);
        if (request.IsReadOnly)
        {
            AnswerRead(context, request);
            return;
        }

        if (state.Store.LastReplyTo(client) is { } last && last.Timestamp >= request.Timestamp)
        {
            if (last.Timestamp == request.Timestamp) Answer(context, request, last.Result, Reply.Ordered);
            return;
        }

        var waiting = _ofClient[client];
        if (waiting?.Value.Request.Timestamp > request.Timestamp) return;
        if (waiting?.Value.Request.Timestamp != request.Timestamp)
        {
            if (IsShortOfMemory(context)) return;
            if (waiting is not null) _pending.Remove(waiting);
            Add(context, client, request);
        }

        if (isFromClient && !state.IsPrimary && !state.IsChanging) context.Send(state.Primary, request);
    }

    /// <summary>A request is executed: its client gets the result, and waits no more.</summary>
    public void OnExecuted(NodeContext context, int client, Request request, KvResult? result)
    {
        if (_ofClient[client] is { } waiting && waiting.Value.Request.Timestamp <= request.Timestamp)
        {
            var waited = context.Clock.GetElapsedTime(waiting.Value.Since);
            Waits = (Waits.Count + 1, Waits.Ticks + waited.Ticks);
            _pending.Remove(waiting);
            waiting.Value.IsOver = true;
            _ofClient[client] = null;
        }

        if (result is null) return;
        Executed++;
        Answer(context, request, result, Reply.Ordered);
    }

    /// <summary>The requests that the primary proposes next: those that have waited for longest; none where none wait.</summary>
    public Request[] TakeBatch()
    {
        var batch = new List<Request>();
        while (batch.Count < state.Settings.MaxBatch && _toPropose.TryDequeue(out var next))
            if (!next.IsOver)
                batch.Add(next.Request);
        return batch.Count == 0 ? Batches.Null : [.. batch];
    }

    /// <summary>
    /// Another view has begun: what still waits is proposed again by its primary, which the others tell of it. All of it has waited since
    /// now.
    /// </summary>
    public void BeginView(NodeContext context)
    {
        _toPropose.Clear();
        foreach (var waiting in _pending)
        {
            waiting.Restart(context.Clock.GetTimestamp(), Executed);
            _toPropose.Enqueue(waiting);
            if (!state.IsPrimary) context.Send(state.Primary, waiting.Request);
        }
    }

    /// <summary>The state was replaced: what it has answered waits no more.</summary>
    public void OnStateReplaced()
    {
        for (var client = 0; client < _ofClient.Length; client++)
        {
            if (_ofClient[client] is not { } waiting) continue;
            if (!(state.Store.LastReplyTo(client)?.Timestamp >= waiting.Value.Request.Timestamp)) continue;
            _pending.Remove(waiting);
            waiting.Value.IsOver = true;
            _ofClient[client] = null;
        }
    }

    private void Add(NodeContext context, int client, Request request)
    {
        if (_ofClient[client] is { } replaced) replaced.Value.IsOver = true;
        var pending = new PendingRequest(request, context.Clock.GetTimestamp(), Executed);
        _ofClient[client] = _pending.AddLast(pending);

        // A backup needs no queue: it makes one when it becomes primary.
        if (state.IsPrimary) _toPropose.Enqueue(pending);
    }

    private void AnswerRead(NodeContext context, Request request)
    {
        if (!state.Settings.ReadsAtOnce || state.IsRejoining || state.Executed < state.ReadsFrom) return;
        var (result, version) = state.Store.Read((KvGet)request.Operation);
        Answer(context, request, result, version);
    }

    private void Answer(NodeContext context, Request request, KvResult result, long version) => context.Send(
        request.Author, state.Sign(new Reply(state.Self, state.View, request.Author, request.Timestamp, result, version, [])));

    private bool IsShortOfMemory(NodeContext context) => state.Store.Bytes + state.Log.Bytes > context.MemoryBudget / 4 * 3;
}

/// <summary>A request that waits to be executed.</summary>
internal sealed class PendingRequest(Request request, long since, long executedBefore)
{
    public Request Request { get; } = request;

    /// <summary>Since when it has waited in this view, by the replica's own clock.</summary>
    public long Since { get; private set; } = since;

    /// <summary>How many requests had been executed by then.</summary>
    public long ExecutedBefore { get; private set; } = executedBefore;

    /// <summary>Whether it is executed, or replaced by a newer one of its client.</summary>
    public bool IsOver { get; set; }

    public void Restart(long now, long executed) => (Since, ExecutedBefore) = (now, executed);
}
