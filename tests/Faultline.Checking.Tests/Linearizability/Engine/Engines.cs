using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Search;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Engine;

/// <summary>Each engine alone, without anything that is tried before or after it.</summary>
internal static class Engines
{
    private static readonly SearchBudget Budget = new(10_000_000, 1_000_000, SearchClock.Unlimited);

    public static bool DepthFirst<TState>(History history, SequentialModel<TState> model) =>
        Parts(history, model).TrueForAll(part => RegisterPart.Of(part, model) is { } register
            ? Decide(part, model, DepthFirst(new RegisterMachine(register.Operations, register.Initial), part))
            : Decide(part, model, DepthFirst(MachineOf(part, model), part)));

    public static bool Frontier<TState>(History history, SequentialModel<TState> model) =>
        Parts(history, model).TrueForAll(part => RegisterPart.Of(part, model) is { } register
            ? Decide(part, model, Frontier(new RegisterMachine(register.Operations, register.Initial), part))
            : Decide(part, model, Frontier(MachineOf(part, model), part)));

    private static List<HistoryPart> Parts<TState>(History history, SequentialModel<TState> model) =>
        HistoryPart.Split(history, model);

    private static ModelMachine<TState> MachineOf<TState>(HistoryPart part, SequentialModel<TState> model) =>
        new(model, ModelOperation.AllOf(part.Entries));

    private static SearchOutcome DepthFirst<TMachine>(TMachine machine, HistoryPart part) where TMachine : struct, IPartMachine =>
        new PartSearch<TMachine>(machine, part.ToTimeline(), new VisitedConfigurations(), Budget).Run();

    private static SearchOutcome Frontier<TMachine>(TMachine machine, HistoryPart part) where TMachine : struct, IPartMachine =>
        new FrontierSearch<TMachine>(machine, part.ToTimeline(), Budget).Run();

    private static bool Decide<TState>(HistoryPart part, SequentialModel<TState> model, SearchOutcome outcome)
    {
        Assert.True(outcome.IsDecided, outcome.ToString());
        if (outcome.End == SearchEnd.Linearizable)
        {
            List<HistoryEntry> order = [.. outcome.Order!.Select(operation => part.Entries[operation])];
            Assert.Null(Certificates.Objection(part.Entries, order, model));
        }
        else
        {
            Assert.Equal(OperationOutcome.Ok, part.Entries[outcome.Furthest].Outcome);
        }

        return outcome.End == SearchEnd.Linearizable;
    }
}
