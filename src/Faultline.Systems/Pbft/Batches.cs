using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>Batches of requests, which get a sequence number together.</summary>
internal static class Batches
{
    /// <summary>The null request: nothing is executed where a new view has nothing for a sequence number.</summary>
    public static Request[] Null { get; } = [];

    /// <summary>A batch's digest: its requests, each by what its client has signed, in their order.</summary>
    public static Hash256 DigestOf(Membership members, Request[] batch)
    {
        var writer = new CanonicalWriter(stackalloc byte[1_024]);
        foreach (var octet in Statement.Domain) writer.Byte(octet);
        writer.Hash(members.ClusterId);
        writer.Int32(batch.Length);
        foreach (var request in batch) writer.Hash(request.SignedDigest(members));
        return writer.Digest();
    }

    /// <summary>Whether every request is well-formed and there are not too many.</summary>
    public static bool AreWellFormed(Membership members, Request[]? batch)
    {
        if (batch is null || batch.Length > PbftSettings.MostRequests) return false;
        foreach (var request in batch)
            if (request is null || !request.IsWellFormed(members))
                return false;
        return true;
    }

    /// <summary>Whether the client of every request has signed it.</summary>
    public static bool AreAuthentic(Membership members, Request[] batch)
    {
        foreach (var request in batch)
            if (!request.IsAuthentic(members))
                return false;
        return true;
    }
}
