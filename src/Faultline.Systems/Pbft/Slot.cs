using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>What a replica knows about one sequence number.</summary>
/// <remarks>
/// Of each replica the newest vote is kept and no other, so a faulty one can fill its own places and nobody else's. Votes for a later view
/// wait here until that view begins.
/// </remarks>
internal sealed class Slot(long sequence, int replicas)
{
    /// <summary>How many batches are kept: the one of this view, the one that had prepared, and one more.</summary>
    private const int MostBatches = 3;

    private readonly List<(Hash256 Digest, Request[] Batch)> _batches = [];

    public long Sequence { get; } = sequence;

    /// <summary>What the present view proposes; null for nothing yet.</summary>
    public Proposal? Proposal { get; private set; }

    /// <summary>The batch of the proposal; null where only its digest is known.</summary>
    public Request[]? Batch { get; private set; }

    /// <summary>The newest prepare of each replica.</summary>
    public Prepare?[] Prepares { get; } = new Prepare?[replicas];

    /// <summary>The newest commit of each replica.</summary>
    public Commit?[] Commits { get; } = new Commit?[replicas];

    /// <summary>A planted mistake counts these as well: votes that came again.</summary>
    public int RepeatedPrepares { get; set; }

    /// <summary>A planted mistake counts these as well: votes that came again.</summary>
    public int RepeatedCommits { get; set; }

    /// <summary>The certificate of the highest view in which a batch has prepared here; null for none.</summary>
    public PreparedCertificate? Prepared { get; private set; }

    /// <summary>Whether the proposal of the present view has prepared.</summary>
    public bool HasPrepared { get; private set; }

    /// <summary>Whether a quorum has committed the proposal of the present view.</summary>
    public bool HasCommitted { get; set; }

    /// <summary>Whether this replica is the primary and its proposal is durable, so that others may know it.</summary>
    public bool IsTold { get; set; }

    /// <summary>How much memory the batches take, roughly, in bytes.</summary>
    public long Bytes { get; private set; } = 512;

    public void Propose(Proposal proposal, Request[]? batch)
    {
        Proposal = proposal;
        if (batch is not null) Know(proposal.Digest, batch);
        Batch = BatchOf(proposal.Digest);
    }

    /// <summary>A batch is known by now.</summary>
    public void Know(in Hash256 digest, Request[] batch)
    {
        if (BatchOf(digest) is null)
        {
            if (_batches.Count == MostBatches) _batches.RemoveAt(_batches[0].Digest == Prepared?.Digest ? 1 : 0);
            _batches.Add((digest, batch));
            foreach (var request in batch) Bytes += request.Bytes;
        }

        if (Proposal?.Digest == digest) Batch = BatchOf(digest);
    }

    /// <summary>The batch with a digest, where it is known.</summary>
    public Request[]? BatchOf(in Hash256 digest)
    {
        foreach (var known in _batches)
            if (known.Digest == digest)
                return known.Batch;
        return null;
    }

    /// <summary>A batch has prepared, in the present view or an earlier one.</summary>
    public void Prepare(PreparedCertificate certificate, bool inThisView)
    {
        Prepared = certificate;
        HasPrepared = inThisView;
    }

    /// <summary>Another view begins, in which nothing is proposed yet.</summary>
    public void BeginView()
    {
        Proposal = null;
        Batch = null;
        HasPrepared = HasCommitted = IsTold = false;
        RepeatedPrepares = RepeatedCommits = 0;
    }
}
