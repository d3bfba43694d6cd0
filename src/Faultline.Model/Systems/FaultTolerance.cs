namespace Faultline.Model.Systems;

/// <summary>How much may go wrong before a system's promises are void. What is not named here is covered at any number of nodes.</summary>
/// <remarks>A run whose plan goes beyond this is reported as such: a promise that fails there is exceeded, not broken.</remarks>
public sealed record FaultTolerance
{
    /// <summary>How many nodes may lie. Default: none.</summary>
    public int LyingNodes { get; init; }

    /// <summary>
    /// What part of the hash rate (<see cref="SystemDefinition.HashShareOf"/>) those who lie may have together, where they count by that
    /// and not by their number: 0 to 1. Such a promise binds the others alone. Default: null, and liars are counted.
    /// </summary>
    public double? LyingHashShare { get; init; }

    /// <summary>How many nodes may be gone for good while all users of the others still get answers. Default: none.</summary>
    public int LostNodes { get; init; }

    /// <summary>
    /// How many nodes may be still to come when the run begins. Where any may, members come and go at any time, as strangers do; a system
    /// with fixed members takes one that is absent for one that is down. Default: none.
    /// </summary>
    public int AbsentNodes { get; init; }

    /// <summary>How many nodes may lose, or find damaged, what they had made durable. Default: none.</summary>
    public int DamagedDisks { get; init; }

    /// <summary>
    /// How many nodes may lie or have a damaged disk altogether, where these are one and the same to the system. Default: null, and each
    /// kind
    /// counts by itself.
    /// </summary>
    public int? FaultyNodes { get; init; }

    /// <summary>
    /// What the options alone exceed, whatever the faults do, as a condition in words: "an attacker has most of the hash rate". Default:
    /// nothing.
    /// </summary>
    public string? ExceededByOptions { get; init; }
}
