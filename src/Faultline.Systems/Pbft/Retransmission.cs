using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>
/// Replicas say now and then how far they are, and get what they lack: networks lose messages (section 5.2 of the TOCS paper).
/// </summary>
internal sealed class Retransmission(ReplicaState state, ViewChanges viewChanges)
{
    /// <summary>For how many sequence numbers at once another gets what it lacks.</summary>
    private const int MostSlots = 32;

    /// <summary>Something is missing: how often that is said.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    /// <summary>Nothing seems to be missing: how often the replica makes sure.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(500);

    /// <summary>One replica is not answered more often, so that it cannot make others work for it alone.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(20);

    private readonly long[] _answered = [.. Enumerable.Repeat(long.MinValue, state.Members.Count)];
    private long _said = long.MinValue;
    private (long Executed, long View) _seen;

    /// <summary>Whether nothing has changed since the replica last said how far it is.</summary>
    public bool IsStuck => _seen == (state.Executed, state.View);

    /// <summary>Says how far the replica is, where it is time.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="isWaiting">Whether something waits to be executed.</param>
    public void OnTick(NodeContext context, bool isWaiting)
    {
        var now = context.Clock.GetTimestamp();
        var isStuck = (isWaiting || state.IsChanging) && IsStuck;
        if (_said != long.MinValue && now - _said < (isStuck ? Soon : Later).Ticks) return;
        _seen = (state.Executed, state.View);
        Say(context);
    }

    /// <summary>Says how far the replica is.</summary>
    public void Say(NodeContext context)
    {
        _said = context.Clock.GetTimestamp();
        context.Broadcast(state.Members.Nodes, state.Sign(
            new Status(state.Self, state.View, state.IsChanging, state.Stable.Sequence, state.Executed, [])));
        AskForBatches(context);
    }

    /// <summary>Another says how far it is: it gets what it lacks.</summary>
    public void OnStatus(NodeContext context, Status status)
    {
        ref var answered = ref _answered[state.Members.PlaceOf(status.Author)];
        var now = context.Clock.GetTimestamp();
        if (status.Author == state.Self || (answered != long.MinValue && now - answered < LeastPause.Ticks)) return;
        answered = now;
        if (status.Stable < state.Stable.Sequence)
            context.Send(status.Author, state.Sign(new CheckpointProof(state.Self, state.Stable, [])));
        if (state.IsRejoining) return;
        if (state.IsChanging)
        {
            // Only what is durable was ever told: the replica's own is there as soon as it is.
            if (status.View <= state.View && viewChanges.Own is { } own && own.View == state.View) context.Send(status.Author, own);
            return;
        }

        if (status.View > state.View) return;
        if (status.View < state.View || status.IsChanging)
        {
            if (state.Beginning is { } beginning) context.Send(status.Author, beginning);
            return;
        }

        SendVotes(context, status);
    }

    public void OnFetchBatch(NodeContext context, FetchBatch message)
    {
        if (state.Log.Find(message.Sequence)?.BatchOf(message.Digest) is { } batch)
            context.Send(message.Author, state.Sign(new BatchBody(state.Self, message.Sequence, batch, [])));
    }

    private void SendVotes(NodeContext context, Status status)
    {
        var last = Math.Min(status.Executed + MostSlots, state.Log.High);
        for (var sequence = Math.Max(status.Executed, state.Log.Low) + 1; sequence <= last; sequence++)
        {
            if (state.Log.Find(sequence) is not { } slot) continue;
            if (slot is { Proposal: { } proposal, Batch: { } batch } && (slot.IsTold || !state.IsPrimary))
                context.Send(status.Author, new PrePrepare(state.Primary, state.View, sequence, batch, proposal.Signature));
            if (slot.Prepares[state.Place] is { } prepare && prepare.View == state.View) context.Send(status.Author, prepare);
            if (slot.Commits[state.Place] is { } commit && commit.View == state.View) context.Send(status.Author, commit);
        }
    }

    /// <summary>A new view names batches by their digests; those that are not here are asked for.</summary>
    private void AskForBatches(NodeContext context)
    {
        if (state.IsChanging) return;
        var asked = 0;
        for (var sequence = state.Executed + 1; sequence <= state.Log.High && asked < MostSlots; sequence++)
        {
            if (state.Log.Find(sequence) is not { Proposal: { } proposal, Batch: null }) continue;
            context.Broadcast(state.Members.Nodes, state.Sign(new FetchBatch(state.Self, sequence, proposal.Digest, [])));
            asked++;
        }
    }
}
