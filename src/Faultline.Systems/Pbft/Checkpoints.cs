using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>Checkpoints, and the proof by which they become stable (section 4.3 of the paper).</summary>
internal sealed class Checkpoints(ReplicaState state, EvidenceBook evidence)
{
    /// <summary>How many of the newest checkpoint messages of each replica are kept.</summary>
    private const int MostVotes = 4;

    private readonly List<StateImage> _images = [];
    private readonly List<Checkpoint>[] _votes = [.. Enumerable.Range(0, state.Members.Count).Select(static _ => new List<Checkpoint>())];

    /// <summary>A proof of a checkpoint that this replica has not reached; null for none.</summary>
    public CheckpointCertificate? Ahead { get; private set; }

    /// <summary>Whether a quorum has another state than this replica had at the same sequence number.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>How much memory the states take that are not stable yet, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var image in _images) bytes += image.Bytes.Length;
            return bytes;
        }
    }

    /// <summary>A sequence number is executed: at every K-th the replica says what its state is.</summary>
    public void TakeIfDue(NodeContext context)
    {
        if (state.Executed % state.Settings.CheckpointEvery != 0 || state.IsRejoining) return;
        var image = new StateImage(state.Executed, state.Store.Save(), state.Settings.StateChunk);
        _images.Add(image);
        var message = state.Sign(new Checkpoint(state.Self, image.Sequence, image.Digest, []));
        context.Broadcast(state.Members.Nodes, message);
        OnCheckpoint(context, message);
        if (Ahead is { } ahead) OnCertificate(context, ahead);
    }

    public void OnCheckpoint(NodeContext context, Checkpoint message)
    {
        if (message.Sequence <= state.Stable.Sequence) return;
        var votes = _votes[state.Members.PlaceOf(message.Author)];
        if (votes.Find(vote => vote.Sequence == message.Sequence) is { } known)
        {
            if (known.StateDigest != message.StateDigest)
            {
                evidence.Add(context, StatementKind.Checkpoint, message.Author, 0, message.Sequence,
                    (known.StateDigest, known.Signature), (message.StateDigest, message.Signature));
            }

            return;
        }

        if (votes.Count == MostVotes) votes.RemoveAt(votes.FindIndex(vote => vote.Sequence == votes.Min(static v => v.Sequence)));
        votes.Add(message);
        if (Certify(message.Sequence, message.StateDigest) is { } certificate) OnCertificate(context, certificate);
    }

    /// <summary>A checkpoint is proved: it is stable here where the same state is here, else it is something to catch up with.</summary>
    /// <returns>Whether it became stable here.</returns>
    public bool OnCertificate(NodeContext context, CheckpointCertificate certificate)
    {
        if (certificate.Sequence <= state.Stable.Sequence) return false;
        if (_images.Find(image => image.Sequence == certificate.Sequence && image.Digest == certificate.StateDigest) is { } image)
        {
            MakeStable(context, certificate, image);
            context.Emit(new NodeEvent(NodeEventKind.SnapshotTaken, certificate.Sequence));
            return true;
        }

        if (!HasDiverged && _images.Exists(image => image.Sequence == certificate.Sequence))
        {
            HasDiverged = true;
            context.Emit(new NodeEvent(
                NodeEventKind.Note, certificate.Sequence, Text: "its own state is not the one that a quorum has: it takes that one"));
        }

        if (!(Ahead?.Sequence >= certificate.Sequence)) Ahead = certificate;
        return false;
    }

    /// <summary>A state has come from others that belongs to a proved checkpoint.</summary>
    public void Install(NodeContext context, CheckpointCertificate certificate, StateImage image)
    {
        state.Executed = certificate.Sequence;
        MakeStable(context, certificate, image);
        context.Emit(new NodeEvent(NodeEventKind.SnapshotInstalled, certificate.Sequence));
    }

    private void MakeStable(NodeContext context, CheckpointCertificate certificate, StateImage image)
    {
        state.MakeStable(certificate, image);
        HasDiverged = false;
        _images.RemoveAll(old => old.Sequence <= certificate.Sequence);
        foreach (var votes in _votes) votes.RemoveAll(vote => vote.Sequence <= certificate.Sequence);
        if (Ahead?.Sequence <= certificate.Sequence) Ahead = null;
        state.RewriteJournal(context);
    }

    private CheckpointCertificate? Certify(long sequence, in Hash256 digest)
    {
        var endorsements = new List<Endorsement>(state.Members.Count);
        foreach (var votes in _votes)
            foreach (var vote in votes)
                if (vote.Sequence == sequence && vote.StateDigest == digest)
                    endorsements.Add(new Endorsement(vote.Author, vote.Signature));
        return endorsements.Count >= state.Settings.Quorum ? new CheckpointCertificate(sequence, digest, [.. endorsements]) : null;
    }
}
