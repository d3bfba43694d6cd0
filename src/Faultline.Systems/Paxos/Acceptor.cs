namespace Faultline.Systems.Paxos;

/// <summary>The acceptor of one instance: all that must outlive a power loss.</summary>
/// <remarks>Lamport, "Paxos Made Simple" (2001), section 2.2, P1a: accept unless a higher ballot was promised.</remarks>
internal sealed class Acceptor
{
    /// <summary>Nothing below this ballot is accepted any more.</summary>
    public Ballot Promised { get; private set; }

    /// <summary>The ballot of the accepted value; none without one.</summary>
    public Ballot AcceptedBallot { get; private set; }

    /// <summary>The accepted value; null without one.</summary>
    public string? AcceptedValue { get; private set; }

    /// <summary>Phase 1: promises the ballot, unless a higher one is promised.</summary>
    /// <returns>Whether it does.</returns>
    public bool Promise(Ballot ballot)
    {
        if (ballot < Promised) return false;
        Promised = ballot;
        return true;
    }

    /// <summary>Phase 2: accepts the value, unless a higher ballot is promised.</summary>
    /// <returns>Whether it does.</returns>
    public bool Accept(Ballot ballot, string value)
    {
        if (ballot < Promised) return false;
        (Promised, AcceptedBallot, AcceptedValue) = (ballot, ballot, value);
        return true;
    }
}
