using CsCheck;
using Faultline.Checking.Linearizability;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Engine;

/// <summary>Small histories of any model, about half of them legal: operations that take effect at one moment each, and then,
/// mostly, one or two results that are exchanged for others.</summary>
/// <param name="Model">The model.</param>
/// <param name="Operations">The operations that may be asked.</param>
/// <param name="Results">The results that each may have; the first legal one is the one that was seen.</param>
internal sealed record SmallHistories<TState>(
    SequentialModel<TState> Model, Operation[] Operations, Func<Operation, OperationResult[]> Results)
{
    private static readonly Gen<Drawn> OneOperation = Gen.Select(
        Gen.Int[0, 1_000_000], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 9], Gen.Int[0, 100], Gen.Int[0, 1_000_000],
        static (what, wait, length, outcome, effect, result) => new Drawn(what, wait, length, outcome, effect, result));

    /// <summary>The histories.</summary>
    public Gen<History> Generator => Gen.Select(OneOperation.Array[1, 7], Gen.Int[0, 2], Create);

    private History Create(Drawn[] drawn, int changes)
    {
        // Moments in steps of 100, so that each can have one of its own.
        var entries = new HistoryEntry[drawn.Length];
        var effects = new (long At, int Place)[drawn.Length];
        var moment = 0L;
        for (var i = 0; i < drawn.Length; i++)
        {
            var one = drawn[i];
            var invoked = moment += (100 * one.Wait) + 1;
            var completed = invoked + (100 * (1 + (3 * one.Length))) + i + 7;
            var outcome = one.Outcome switch { < 7 => OperationOutcome.Ok, < 9 => OperationOutcome.Info, _ => OperationOutcome.Fail };

            // What is unknown may take effect late, or never have been seen to end.
            var latest = outcome == OperationOutcome.Info ? completed + 1_000 : completed;
            effects[i] = (invoked + ((latest - invoked) * one.Effect / 101), i);
            var ended = outcome == OperationOutcome.Info && one.Effect % 2 == 0 ? long.MaxValue : completed;
            entries[i] = HistoryBuilder.Entry(i, Operations[one.What % Operations.Length], invoked, ended, outcome, null);
        }

        Array.Sort(effects);
        var states = new Dictionary<string, TState>();
        foreach (var (_, place) in effects)
        {
            var entry = entries[place];
            var part = Model.PartOf(entry.Operation) ?? "";
            var before = states.GetValueOrDefault(part, Model.Initial);
            if (entry.Outcome == OperationOutcome.Fail) continue;
            if (entry.Outcome == OperationOutcome.Info)
            {
                if (drawn[place].Result % 2 == 0 && Model.Apply(before, entry.Operation, null, out var later)) states[part] = later;
                continue;
            }

            var results = Results(entry.Operation);
            for (var i = 0; i < results.Length && entry.Result is null; i++)
            {
                var result = results[(drawn[place].Result + i) % results.Length];
                if (!Model.Apply(before, entry.Operation, result, out var after)) continue;
                entry.Result = result;
                states[part] = after;
            }

            entry.Result ??= results[0];
        }

        for (var i = 0; i < changes; i++)
        {
            var entry = entries[(drawn[0].Result + (5 * i)) % entries.Length];
            if (entry.Outcome != OperationOutcome.Ok) continue;
            var results = Results(entry.Operation);
            entry.Result = results[drawn[^1].Result % results.Length];
        }

        return new History(entries);
    }

    private readonly record struct Drawn(int What, int Wait, int Length, int Outcome, int Effect, int Result);
}
