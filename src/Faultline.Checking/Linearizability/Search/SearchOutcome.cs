namespace Faultline.Checking.Linearizability.Search;

/// <summary>How a search ended.</summary>
internal enum SearchEnd
{
    /// <summary>An order was found.</summary>
    Linearizable,

    /// <summary>There is none.</summary>
    NotLinearizable,

    /// <summary>The search took as many steps as it may.</summary>
    OutOfSteps,

    /// <summary>The search had to remember more configurations than it may.</summary>
    OutOfStates,

    /// <summary>The time was over.</summary>
    OutOfTime,

    /// <summary>More operations were open at once than a <see cref="Frontier{TMachine}"/> can hold.</summary>
    OutOfPlaces,
}

/// <summary>What a search found, and how far it got.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Steps">How many times an operation was tried in a state.</param>
/// <param name="States">How many configurations were entered.</param>
/// <param name="Longest">The largest number of operations with known outcomes in any legal order.</param>
/// <param name="Known">How many such operations there are.</param>
/// <param name="Furthest">The latest completion that no order got past, as an operation; -1 where there is
/// none.</param>
internal readonly record struct SearchOutcome(
    SearchEnd End, long Steps, long States, int Longest, int Known, int Furthest)
{
    /// <summary>For linearizable: the order that was found.</summary>
    public int[]? Order { get; init; }

    /// <summary>Whether the search found out.</summary>
    public bool IsDecided => End is SearchEnd.Linearizable or SearchEnd.NotLinearizable;

    /// <summary>This outcome with the work that went before it.</summary>
    public SearchOutcome After(SearchOutcome earlier) => this with
    {
        Steps = Steps + earlier.Steps,
        States = States + earlier.States,
        Longest = Math.Max(Longest, earlier.Longest),
    };
}
