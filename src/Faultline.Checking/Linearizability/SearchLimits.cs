namespace Faultline.Checking.Linearizability;

/// <summary>How much work a search may do. Counted in steps, not in time, so that the same history gives the same
/// answer.</summary>
public sealed record SearchLimits
{
    /// <summary>The limits of an ordinary run: up to 10 seconds and 300 MB for a part that cannot be decided.</summary>
    public static SearchLimits Default { get; } = new();

    /// <summary>How many times an operation is tried in a state, in each part.</summary>
    /// <value>20,000,000 by default.</value>
    public long Steps { get; init; } = 20_000_000;

    /// <summary>How many states of the search are remembered, in each part; about 40 bytes each.</summary>
    /// <value>4,000,000 by default.</value>
    public int States { get; init; } = 4_000_000;

    /// <summary>How many steps may go into making a counterexample small, once one is found.</summary>
    /// <value>5,000,000 by default.</value>
    public long ShrinkSteps { get; init; } = 5_000_000;
}
