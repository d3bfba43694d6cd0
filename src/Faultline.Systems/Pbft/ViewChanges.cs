using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>Leaving a view, and beginning the next (section 4.4 of the paper).</summary>
internal sealed class ViewChanges(
    ReplicaState state, Outbox outbox, Ordering ordering, Requests requests, Checkpoints checkpoints, Rejections rejections)
{
    private readonly ViewChange?[] _latest = new ViewChange?[state.Members.Count];
    private int _fruitless;
    private long _waitsSince = -1;

    /// <summary>How long a request, or a new view, is waited for now: twice as long with each view that brought nothing.</summary>
    public TimeSpan Timeout
    {
        get
        {
            var timeout = state.Settings.ViewTimeout;
            for (var i = 1; i < _fruitless && timeout < state.Settings.LongestViewTimeout; i++) timeout += timeout;
            return timeout < state.Settings.LongestViewTimeout ? timeout : state.Settings.LongestViewTimeout;
        }
    }

    /// <summary>When the present view began here, by the replica's own clock.</summary>
    public long BeganAt { get; private set; }

    /// <summary>The newest view change of a replica, for one that has missed it.</summary>
    public ViewChange? Own => _latest[state.Place];

    /// <summary>The view has brought something: the next one is given the shortest time again.</summary>
    public void OnProgress() => _fruitless = 0;

    /// <summary>Takes back what the journal has.</summary>
    public void Recover(NodeContext context)
    {
        BeganAt = context.Clock.GetTimestamp();
        if (state.Leaving is { } leaving) _latest[state.Place] = leaving;
        ordering.BeginView();
        SayWhoLeads(context);
    }

    /// <summary>Leaves for a later view.</summary>
    public void Leave(NodeContext context, long view, string reason)
    {
        if (state.IsRejoining || view <= state.View) return;
        if (state.IsPrimary) context.Emit(new NodeEvent(NodeEventKind.SteppedDown, state.View, Text: $"view {state.View}"));
        context.Emit(new NodeEvent(NodeEventKind.Note, view, Text: $"leaves view {state.View} for view {view}: {reason}"));
        var prepared = new List<PreparedCertificate>();
        foreach (var slot in state.Log.Slots())
            if (slot.Prepared is { } certificate)
                prepared.Add(certificate);
        var message = state.Sign(new ViewChange(state.Self, view, state.Stable, [.. prepared], []));
        state.Leave(message);
        _fruitless++;
        _waitsSince = -1;
        outbox.Send(context, new ViewChangeRecord(message), message);
    }

    /// <summary>A replica has left for a view.</summary>
    public void OnViewChange(NodeContext context, ViewChange message)
    {
        if (message.View < state.View || (message.View == state.View && !state.IsChanging)) return;
        ref var latest = ref _latest[state.Members.PlaceOf(message.Author)];
        if (latest?.View >= message.View && !ReferenceEquals(latest, message)) return;
        if (!NewViewPlan.AreProved(state.Members, message))
        {
            rejections.Count(context, message, "a view change without proof");
            return;
        }

        latest = message;
        if (message.Stable.Sequence > state.Stable.Sequence) checkpoints.OnCertificate(context, message.Stable);
        Join(context);
        if (!state.IsChanging) return;
        var (forThisView, forLaterOnes) = Count();
        if (_waitsSince < 0 && forThisView + forLaterOnes >= state.Settings.Quorum) _waitsSince = context.Clock.GetTimestamp();
        if (state.Primary == state.Self && forThisView >= state.Settings.Quorum) Begin(context);
    }

    /// <summary>The primary of a later view begins it.</summary>
    public void OnNewView(NodeContext context, NewView message)
    {
        if (message.View < state.View || (message.View == state.View && !state.IsChanging)) return;
        var trusts = state.Settings.Mistake == Mistake.SkipsNewViewCheck;
        if (NewViewPlan.Objection(state.Members, message, state.Settings.Quorum, trusts) is { } objection)
        {
            rejections.Count(context, message, objection);
            return;
        }

        Enter(context, message);
    }

    /// <summary>The new view does not come in time: the next one may do better.</summary>
    public void OnTick(NodeContext context)
    {
        if (state.IsChanging && _waitsSince >= 0 && context.Clock.GetElapsedTime(_waitsSince) > Timeout)
            Leave(context, state.View + 1, "it did not begin in time");
    }

    /// <summary>
    /// Takes over what the view's beginning proposes, as far as it is between the watermarks; the rest when they have moved.
    /// </summary>
    public void Adopt(NodeContext context)
    {
        if (state.Beginning is not { } beginning || !state.MayVote) return;
        foreach (var proposal in beginning.Proposals)
        {
            if (!state.Log.IsInWindow(proposal.Sequence)) continue;
            var slot = state.Log.At(proposal.Sequence);
            if (slot.Proposal is null) ordering.Accept(context, slot, proposal, BatchOf(slot, proposal));
        }

        ordering.BeginView();
    }

    /// <summary>Section 4.5.2: f + 1 others have left for later views, so a correct one has; waiting longer would only cost time.</summary>
    private void Join(NodeContext context)
    {
        var (count, smallest) = (0, long.MaxValue);
        foreach (var change in _latest)
        {
            if (change is null || change.Author == state.Self || change.View <= state.View) continue;
            count++;
            smallest = Math.Min(smallest, change.View);
        }

        if (count >= state.Members.Weak) Leave(context, smallest, $"{count} others have left");
    }

    /// <summary>
    /// How many have left for this view, and how many for later ones. The paper starts the timer when a quorum has left for this very
    /// view; but
    /// a replica that has gone on does not say again what it said before, and after a restart nobody else remembers it.
    /// </summary>
    private (int ForThisView, int ForLaterOnes) Count()
    {
        var (same, later) = (0, 0);
        foreach (var change in _latest)
        {
            if (change?.View == state.View) same++;
            else if (change?.View > state.View) later++;
        }

        return (same, later);
    }

    private void Begin(NodeContext context)
    {
        // Its own is durable, or it would not be here: it is one of them, and so it knows where the view begins.
        if (_latest[state.Place]?.View != state.View) return;
        var changes = new List<ViewChange>();
        foreach (var change in _latest)
            if (change?.View == state.View && (changes.Count < state.Members.Quorum || change.Author == state.Self))
                changes.Add(change);
        var plan = NewViewPlan.Of(state.Members, changes);
        var proposals = new Proposal[plan.Proposals.Count];
        for (var i = 0; i < proposals.Length; i++)
        {
            var (sequence, digest) = plan.Proposals[i];
            proposals[i] = new Proposal(
                sequence, digest, state.Signer.Sign(StatementKind.PrePrepare, state.View, sequence, digest));
        }

        Enter(context, state.Sign(new NewView(state.Self, state.View, [.. changes], proposals, [])));
    }

    private void Enter(NodeContext context, NewView message)
    {
        state.Enter(message.View, message);
        BeganAt = context.Clock.GetTimestamp();
        _waitsSince = -1;
        if (message.Author == state.Self) outbox.Send(context, new NewViewRecord(message), message);
        else state.Journal.Append(context, new NewViewRecord(message));
        SayWhoLeads(context);
        var stable = NewViewPlan.Of(state.Members, message.ViewChanges).Stable;
        if (stable.Sequence > state.Stable.Sequence) checkpoints.OnCertificate(context, stable);
        Adopt(context);
        requests.BeginView(context);
    }

    private Request[]? BatchOf(Slot slot, Proposal proposal) =>
        proposal.Digest == Batches.DigestOf(state.Members, Batches.Null) ? Batches.Null : slot.BatchOf(proposal.Digest);

    private void SayWhoLeads(NodeContext context)
    {
        if (state.IsPrimary && state.MayVote)
            context.Emit(new NodeEvent(NodeEventKind.BecameLeader, state.View, Text: $"view {state.View}"));
    }
}
