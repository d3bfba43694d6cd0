using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>The two searches, each where it is the better one.</summary>
/// <remarks>
/// Depth first finds an order soon where there is one, but remembers every configuration of the whole history. The
/// frontier looks at all configurations of one moment before it goes on to the next, so that it finds out that there is no
/// order in memory that does not grow with the history.
/// </remarks>
internal sealed class EnginePair(SearchLimits limits, SearchClock clock, int threads)
{
    private const long FewSteps = 2_000;
    private const long FewStepsPerOperation = 40;

    /// <summary>A search that gives hopeless orders up goes on longer before the frontier, which cannot, takes over.</summary>
    private const long FewStepsPerOperationWithHelp = 500;

    private readonly VisitedConfigurations _visited = new();

    public SearchClock Clock => clock;

    /// <summary>Depth first, with so many steps as almost every history needs at most.</summary>
    public SearchOutcome SearchBriefly<TMachine>(TMachine machine, Timeline timeline, Action<long, int>? progress = null)
        where TMachine : struct, IPartMachine
    {
        var perOperation = machine.KnowsHelp ? FewStepsPerOperationWithHelp : FewStepsPerOperation;
        return DepthFirst(machine, timeline, Math.Min(limits.Steps, FewSteps + (perOperation * timeline.Count)), progress);
    }

    /// <summary>The frontier, and where that has no answer, depth first again, with all steps.</summary>
    public SearchOutcome SearchThoroughly<TMachine>(
        TMachine machine, Timeline timeline, SearchOutcome brief, Action<long, int>? progress = null)
        where TMachine : struct, IPartMachine
    {
        if (brief.Steps > limits.Steps || brief.End == SearchEnd.OutOfTime) return brief;
        var budget = new SearchBudget(limits.Steps, limits.States, clock, progress);
        var outcome = new FrontierSearch<TMachine>(machine, timeline, budget, threads).Run().After(brief);
        return outcome.IsDecided || outcome.End == SearchEnd.OutOfTime
            ? outcome
            : DepthFirst(machine, timeline, limits.Steps, progress).After(outcome);
    }

    /// <summary>Decides a few operations.</summary>
    public SearchOutcome Decide<TMachine>(TMachine machine, Timeline timeline, long steps)
        where TMachine : struct, IPartMachine
    {
        // Most of what is asked here has no order, and the frontier finds that out sooner.
        var budget = new SearchBudget(steps, limits.States, clock);
        var outcome = new FrontierSearch<TMachine>(machine, timeline, budget, threads: 1).Run();
        return outcome.End == SearchEnd.OutOfPlaces ? DepthFirst(machine, timeline, steps, null) : outcome;
    }

    /// <summary>A longest legal order of a few operations that have none, as far as it can be found in few steps.</summary>
    public OrderView LongestOrder<TState>(IReadOnlyList<HistoryEntry> evidence, SequentialModel<TState> model)
    {
        var machine = new ModelMachine<TState>(model, ModelOperation.AllOf(evidence));
        return LongestOrder(machine, evidence);
    }

    /// <summary>The same for operations whose machine is at hand.</summary>
    public OrderView LongestOrder<TMachine>(TMachine machine, IReadOnlyList<HistoryEntry> evidence)
        where TMachine : struct, IPartMachine
    {
        var timeline = new HistoryPart(null, evidence).ToTimeline();
        var budget = new SearchBudget(Math.Min(limits.Steps, FewSteps * timeline.Count), limits.States, clock);
        var outcome = new PartSearch<TMachine>(machine, timeline, _visited, budget) { KeepsLongest = true }.Run();
        return new OrderView(evidence, outcome.Order ?? []);
    }

    private SearchOutcome DepthFirst<TMachine>(TMachine machine, Timeline timeline, long steps, Action<long, int>? progress)
        where TMachine : struct, IPartMachine =>
        new PartSearch<TMachine>(machine, timeline, _visited, new SearchBudget(steps, limits.States, clock, progress)).Run();
}
