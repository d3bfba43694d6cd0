namespace Faultline.Systems.Pbft;

/// <summary>Makes of a journal what the replica was when it was written.</summary>
internal static class Recovery
{
    /// <summary>Takes back what the journal holds, in its order.</summary>
    public static void Replay(ReplicaState state, IReadOnlyList<JournalRecord> records)
    {
        foreach (var record in records)
        {
            switch (record)
            {
                case StableRecord stable:
                    TakeBack(state, stable);
                    break;
                case ViewChangeRecord change:
                    state.Leave(change.Message);
                    break;
                case NewViewRecord beginning:
                    state.Enter(beginning.Message.View, beginning.Message);
                    break;
                case ProposalRecord proposal when state.Log.IsInWindow(proposal.Proposal.Sequence):
                    TakeBack(state, proposal);
                    break;
                case PreparedRecord { Certificate: var prepared } when state.Log.IsInWindow(prepared.Sequence):
                    var slot = state.Log.At(prepared.Sequence);
                    if (prepared.View < slot.Prepared?.View) break;
                    slot.Prepare(prepared, state.View == prepared.View && slot.Proposal?.Digest == prepared.Digest);
                    break;
                case RejoiningRecord rejoining:
                    (state.IsRejoining, state.ReadsFrom) = (true, rejoining.Until);
                    break;
            }
        }
    }

    /// <summary>
    /// Gives the votes again that follow from what is durable. A signature is the same each time, so nobody can tell them from the first.
    /// </summary>
    public static void VoteAgain(ReplicaState state)
    {
        foreach (var slot in state.Log.Slots())
        {
            if (slot.Prepared is { } certificate && !state.IsRejoining) state.ReadsFrom = Math.Max(state.ReadsFrom, certificate.Sequence);
            if (slot.Proposal is not { } proposal || !state.MayVote) continue;
            if (state.IsPrimary) slot.IsTold = true;
            else
                slot.Prepares[state.Place] = state.Sign(new Prepare(state.Self, state.View, slot.Sequence, proposal.Digest, []));
            if (slot.HasPrepared)
                slot.Commits[state.Place] = state.Sign(new Commit(state.Self, state.View, slot.Sequence, proposal.Digest, []));
        }
    }

    private static void TakeBack(ReplicaState state, StableRecord stable)
    {
        var image = new StateImage(stable.Certificate.Sequence, stable.State, state.Settings.StateChunk);
        if (stable.Certificate.Sequence <= state.Stable.Sequence || !state.Store.TryLoad(stable.State)) return;
        state.MakeStable(stable.Certificate, image);
        state.Executed = stable.Certificate.Sequence;
    }

    private static void TakeBack(ReplicaState state, ProposalRecord record)
    {
        var slot = state.Log.At(record.Proposal.Sequence);
        if (record.View == state.View && !state.IsChanging) slot.Propose(record.Proposal, record.Batch);
        else if (record.Batch is not null) slot.Know(record.Proposal.Digest, record.Batch);
    }
}
