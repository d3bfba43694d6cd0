namespace Faultline.Checking.Linearizability;

/// <summary>How much work a check may do. Counted in steps and states, so that the same history gives the same answer; only a limit of
/// time can make that depend on the machine.</summary>
public sealed record SearchLimits
{
    /// <summary>The limits of an ordinary run: up to 10 seconds and 300 MB for a part that cannot be decided.</summary>
    public static SearchLimits Default { get; } = new();

    /// <summary>How many times an operation is tried in a state, in each part and by each engine.</summary>
    /// <value>20,000,000 by default.</value>
    public long Steps { get; init; } = 20_000_000;

    /// <summary>How many states of the search are remembered, in each part; about 40 bytes each.</summary>
    /// <value>4,000,000 by default.</value>
    public int States { get; init; } = 4_000_000;

    /// <summary>How many steps may go into making a counterexample small, once one is found.</summary>
    /// <value>5,000,000 by default.</value>
    public long ShrinkSteps { get; init; } = 5_000_000;

    /// <summary>After how much wall time the answer is undecided where there is no other yet.</summary>
    /// <value>Null, no limit, by default.</value>
    public TimeSpan? Time { get; init; }

    /// <summary>How many threads check; the answer does not depend on it.</summary>
    /// <value>1 by default, which suits checks inside simulations and campaigns, where the cores have other work.</value>
    public int Threads { get; init; } = 1;

    /// <summary>Is told now and then how far the check is, by any of its threads, one at a time; null for nobody.</summary>
    public Action<CheckProgress>? Progress { get; init; }
}

/// <summary>How far a check is.</summary>
/// <param name="PartsDone">How many parts are decided, or given up.</param>
/// <param name="Parts">How many parts there are.</param>
/// <param name="Part">The part that is being looked at, in words; with several threads one of them.</param>
/// <param name="Longest">How many of its operations are in the longest legal order found so far.</param>
/// <param name="Operations">How many operations with known outcomes it has.</param>
/// <param name="Steps">How many steps its search has taken.</param>
public readonly record struct CheckProgress(int PartsDone, int Parts, string Part, int Longest, int Operations, long Steps);
