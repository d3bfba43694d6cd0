namespace Faultline.Checking.Linearizability.Search;

/// <summary>Decides a part with a <see cref="Frontier{TMachine}"/>: all its events, in order.</summary>
internal sealed class FrontierSearch<TMachine>(TMachine machine, Timeline timeline, SearchBudget budget, int threads = 1)
    where TMachine : struct, IPartMachine
{
    public SearchOutcome Run()
    {
        var watch = new SearchWatch(budget);
        var trunk = new Trunk();
        var frontier = new Frontier<TMachine>(machine, UnknownOperations.Of(machine, timeline), trunk)
        {
            StepLimit = budget.Steps,
            StateLimit = budget.States,
            Watch = watch,
            Threads = threads,
        };
        var events = new PendingEvents(timeline);
        var places = new int[timeline.Count];
        var completed = 0;
        for (var node = events.First; node != 0; node = events.After(node))
        {
            var operation = PendingEvents.OperationOf(node);
            if (PendingEvents.IsCall(node))
            {
                if (frontier.FreePlaces == 0) return Outcome(SearchEnd.OutOfPlaces, operation);
                places[operation] = frontier.Invoke(operation);
                continue;
            }

            if (trunk.Count > budget.States) return Outcome(SearchEnd.OutOfStates, operation);
            if (!frontier.Complete(places[operation], timeline.Calls, timeline.Returns[operation]))
            {
                return Outcome(
                    !frontier.GaveUp ? SearchEnd.NotLinearizable
                    : frontier.Steps > budget.Steps ? SearchEnd.OutOfSteps
                    : budget.Clock.IsOver() ? SearchEnd.OutOfTime
                    : SearchEnd.OutOfStates,
                    operation);
            }

            completed++;
        }

        return Outcome(SearchEnd.Linearizable, -1) with { Order = frontier.Order() };

        SearchOutcome Outcome(SearchEnd end, int furthest) =>
            new(end, frontier.Steps, frontier.Entered, completed, events.Count, furthest);
    }
}
