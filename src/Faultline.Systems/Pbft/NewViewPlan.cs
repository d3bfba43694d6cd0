using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>
/// What follows from a quorum of view changes: where the new view begins, and what it proposes (section 4.4 of the paper).
/// </summary>
/// <param name="Stable">The latest stable checkpoint among them: min-s.</param>
/// <param name="Proposals">
/// A digest for each sequence number from there to the highest one that has prepared anywhere, max-s: no hole is left.
/// </param>
internal sealed record NewViewPlan(CheckpointCertificate Stable, IReadOnlyList<(long Sequence, Hash256 Digest)> Proposals)
{
    /// <summary>
    /// Computes the plan; everyone who has the same view changes comes to the same. The batch that prepared in the highest view is proposed
    /// again, and the null request where none did.
    /// </summary>
    public static NewViewPlan Of(Membership members, IReadOnlyList<ViewChange> changes)
    {
        var stable = CheckpointCertificate.Beginning;
        foreach (var change in changes)
            if (change.Stable.Sequence > stable.Sequence)
                stable = change.Stable;

        var highest = new SortedDictionary<long, PreparedCertificate>();
        foreach (var change in changes)
            foreach (var prepared in change.Prepared)
                if (prepared.Sequence > stable.Sequence
                    && (!highest.TryGetValue(prepared.Sequence, out var other) || other.View < prepared.View))
                    highest[prepared.Sequence] = prepared;

        var proposals = new List<(long, Hash256)>();
        if (highest.Count == 0) return new NewViewPlan(stable, proposals);
        var nothing = Batches.DigestOf(members, Batches.Null);
        var last = highest.Keys.Last();
        for (var sequence = stable.Sequence + 1; sequence <= last; sequence++)
            proposals.Add((sequence, highest.TryGetValue(sequence, out var prepared) ? prepared.Digest : nothing));
        return new NewViewPlan(stable, proposals);
    }

    /// <summary>Why a new view does not follow from its view changes; null where it does.</summary>
    public static string? Objection(Membership members, NewView message, int quorum, bool trustsProposals)
    {
        if (message.Author != members.Primary(message.View)) return "it is not by the view's primary";
        var seen = new bool[members.Count];
        var count = 0;
        foreach (var change in message.ViewChanges)
        {
            if (change.View != message.View) return "a view change in it is for another view";
            if (!change.IsAuthentic(members) || !AreProved(members, change)) return "a view change in it is not proved";
            ref var isKnown = ref seen[members.PlaceOf(change.Author)];
            if (!isKnown) count++;
            isKnown = true;
        }

        if (count < quorum) return "its view changes are by too few replicas";
        return trustsProposals || IsFollowed(members, message) ? null : "its proposals do not follow from its view changes";
    }

    /// <summary>Whether everything that a view change claims is proved.</summary>
    public static bool AreProved(Membership members, ViewChange change)
    {
        if (!change.Stable.IsValid(members)) return false;
        foreach (var certificate in change.Prepared)
            if (!certificate.IsValid(members))
                return false;
        return true;
    }

    private static bool IsFollowed(Membership members, NewView message)
    {
        var plan = Of(members, message.ViewChanges);
        if (plan.Proposals.Count != message.Proposals.Length) return false;
        for (var i = 0; i < message.Proposals.Length; i++)
        {
            var (sequence, digest, signature) = message.Proposals[i];
            if ((sequence, digest) != plan.Proposals[i]) return false;
            if (!members.HasSigned(message.Author, StatementKind.PrePrepare, message.View, sequence, digest, signature)) return false;
        }

        return true;
    }
}
