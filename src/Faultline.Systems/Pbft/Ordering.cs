using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>The normal case: pre-prepare, prepare and commit (section 4.2 of the paper).</summary>
internal sealed class Ordering(ReplicaState state, Outbox outbox, Requests requests, EvidenceBook evidence, Rejections rejections)
{
    private long _lastProposed;

    /// <summary>The primary gives what waits its sequence numbers, as far as the pipeline and the watermarks allow.</summary>
    public void Propose(NodeContext context)
    {
        if (!state.IsPrimary || !state.MayVote) return;
        while (_lastProposed - state.Executed < state.Settings.Pipeline && state.Log.IsInWindow(_lastProposed + 1))
        {
            var batch = requests.TakeBatch();
            if (batch.Length == 0) return;
            var message = state.Sign(new PrePrepare(state.Self, state.View, ++_lastProposed, batch, []));
            var proposal = new Proposal(message.Sequence, message.BatchDigest(state.Members), message.Signature);
            var slot = state.Log.At(message.Sequence);
            slot.Propose(proposal, batch);
            outbox.Send(context, new ProposalRecord(state.View, proposal, batch), message);
            TryPrepare(context, slot);
        }
    }

    /// <summary>A view has begun, or a replica has started: where the primary goes on.</summary>
    public void BeginView()
    {
        _lastProposed = Math.Max(state.Executed, state.Log.Low);
        foreach (var slot in state.Log.Slots())
            if (slot.Proposal is not null)
                _lastProposed = Math.Max(_lastProposed, slot.Sequence);
    }

    /// <summary>After a restart: what was prepared or committed when all that is known now was known.</summary>
    public void Resume(NodeContext context)
    {
        foreach (var slot in state.Log.Slots())
        {
            TryPrepare(context, slot);
            TryCommit(slot);
        }
    }

    /// <summary>The replica's own proposal is durable and on its way.</summary>
    public void OnTold(PrePrepare message)
    {
        if (message.View == state.View && state.Log.Find(message.Sequence) is { } slot) slot.IsTold = true;
    }

    public void OnPrePrepare(NodeContext context, PrePrepare message)
    {
        if (message.Author != state.Members.Primary(message.View))
        {
            rejections.Count(context, message, "a pre-prepare by another than the primary");
            return;
        }

        if (message.View != state.View || !state.MayVote || !state.Log.IsInWindow(message.Sequence)) return;
        var digest = message.BatchDigest(state.Members);
        var slot = state.Log.At(message.Sequence);
        if (slot.Proposal is { } known)
        {
            // Section 4.2: "it has not accepted a pre-prepare message for view v and sequence number n containing a different digest".
            if (known.Digest == digest) Fill(context, slot, digest, message.Batch);
            else evidence.Add(context, StatementKind.PrePrepare, message.Author, message.View, message.Sequence,
                (known.Digest, known.Signature), (digest, message.Signature));
            return;
        }

        if (message.Author == state.Self) return;
        if (!AreFit(message.Batch)) rejections.Count(context, message, "a batch with a request that its client has not signed");
        else Accept(context, slot, new Proposal(message.Sequence, digest, message.Signature), message.Batch);
    }

    /// <summary>A backup agrees to a proposal of its view; it accepts no other for this sequence number.</summary>
    public void Accept(NodeContext context, Slot slot, Proposal proposal, Request[]? batch)
    {
        slot.Propose(proposal, batch);
        var record = new ProposalRecord(state.View, proposal, slot.Batch);
        if (state.IsPrimary) state.Journal.Append(context, record);
        else outbox.Send(
            context, record, state.Sign(new Prepare(state.Self, state.View, slot.Sequence, proposal.Digest, [])));
        TryPrepare(context, slot);
    }

    /// <summary>The batch of a proposal that a new view named by its digest has come.</summary>
    public void OnBatch(NodeContext context, BatchBody message)
    {
        if (state.Log.Find(message.Sequence) is { Proposal: { } proposal, Batch: null } slot
            && proposal.Digest == message.BatchDigest(state.Members) && AreFit(message.Batch))
            Fill(context, slot, proposal.Digest, message.Batch);
    }

    public void OnPrepare(NodeContext context, Prepare message)
    {
        if (message.Author == state.Members.Primary(message.View))
        {
            rejections.Count(context, message, "a prepare by the primary");
            return;
        }

        if (message.View < state.View || !state.Log.IsInWindow(message.Sequence)) return;
        var slot = state.Log.At(message.Sequence);
        ref var kept = ref slot.Prepares[state.Members.PlaceOf(message.Author)];
        if (kept?.View > message.View) return;
        if (kept?.View == message.View)
        {
            slot.RepeatedPrepares++;
            if (kept.Digest != message.Digest)
            {
                evidence.Add(context, StatementKind.Prepare, message.Author, message.View, message.Sequence,
                    (kept.Digest, kept.Signature), (message.Digest, message.Signature));
                return;
            }
        }
        else
        {
            kept = message;
        }

        TryPrepare(context, slot);
    }

    public void OnCommit(NodeContext context, Commit message)
    {
        if (message.View < state.View || !state.Log.IsInWindow(message.Sequence)) return;
        var slot = state.Log.At(message.Sequence);
        ref var kept = ref slot.Commits[state.Members.PlaceOf(message.Author)];
        if (kept?.View > message.View) return;
        if (kept?.View == message.View)
        {
            slot.RepeatedCommits++;
            if (kept.Digest != message.Digest)
            {
                evidence.Add(context, StatementKind.Commit, message.Author, message.View, message.Sequence,
                    (kept.Digest, kept.Signature), (message.Digest, message.Signature));
                return;
            }
        }
        else
        {
            kept = message;
        }

        TryCommit(slot);
    }

    private void Fill(NodeContext context, Slot slot, in Hash256 digest, Request[] batch)
    {
        if (slot.Batch is not null) return;
        slot.Know(digest, batch);
        if (slot.Proposal is { } proposal) state.Journal.Append(context, new ProposalRecord(state.View, proposal, batch));
        TryPrepare(context, slot);
    }

    private void TryPrepare(NodeContext context, Slot slot)
    {
        if (slot.HasPrepared || slot.Proposal is not { } proposal || slot.Batch is null || !state.MayVote) return;
        var count = 1;
        foreach (var prepare in slot.Prepares)
            if (prepare is not null && prepare.View == state.View && prepare.Digest == proposal.Digest)
                count++;
        if (state.Settings.Mistake == Mistake.CountsVotes) count += slot.RepeatedPrepares;
        if (count < state.Settings.Quorum) return;

        var certificate = new PreparedCertificate(state.View, slot.Sequence, proposal.Digest, proposal.Signature, Endorse(slot, proposal));
        slot.Prepare(certificate, inThisView: true);
        var commit = state.Sign(new Commit(state.Self, state.View, slot.Sequence, proposal.Digest, []));
        outbox.Send(context, new PreparedRecord(certificate), commit);
        TryCommit(slot);
    }

    private void TryCommit(Slot slot)
    {
        // The replica's own commit is one of them: what it executes, it has in its journal as prepared.
        if (!slot.HasPrepared || slot.HasCommitted || slot.Proposal is not { } proposal) return;
        if (slot.Commits[state.Place] is not { } own || own.View != state.View || own.Digest != proposal.Digest) return;
        var count = 0;
        foreach (var commit in slot.Commits)
            if (commit is not null && commit.View == state.View && commit.Digest == proposal.Digest)
                count++;
        if (state.Settings.Mistake == Mistake.CountsVotes) count += slot.RepeatedCommits;
        if (count >= state.Settings.Quorum) slot.HasCommitted = true;
    }

    private Endorsement[] Endorse(Slot slot, Proposal proposal)
    {
        var endorsements = new List<Endorsement>(state.Members.Quorum);
        foreach (var prepare in slot.Prepares)
        {
            if (endorsements.Count == state.Members.Quorum - 1) break;
            if (prepare is not null && prepare.View == state.View && prepare.Digest == proposal.Digest)
                endorsements.Add(new Endorsement(prepare.Author, prepare.Signature));
        }

        return [.. endorsements];
    }

    /// <summary>
    /// Whether a batch may be ordered: each request is signed by its client, and is none that is answered without being ordered.
    /// </summary>
    private bool AreFit(Request[] batch)
    {
        foreach (var request in batch)
            if (request.IsReadOnly)
                return false;
        return Batches.AreAuthentic(state.Members, batch);
    }
}
