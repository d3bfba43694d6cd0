using CsCheck;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Linearizability.Unambiguous;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

/// <summary>Compares an algorithm with the definition, and everything that it says with a small verifier.</summary>
internal sealed class Agreement<TState>(SequentialModel<TState> model)
{
    private int _held;
    private int _broken;
    private int _withUnknown;
    private int _open;

    /// <summary>Of how many histories the answers were compared.</summary>
    public int Decided => _held + _broken;

    public void Check(Func<Choices, ConcurrentObject> make, int histories)
    {
        Gen.Byte.Array[60, 120].Sample(
            bytes =>
            {
                var choices = new Choices(bytes);
                var history = make(choices).Use(4 + choices.Below(6), 2 + choices.Below(4));
                Check(history);
            },
            iter: histories,
            threads: 1);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"held {_held}, broken {_broken}, with unknown outcomes {_withUnknown}, left to the search {_open}");
        Assert.True(_held > Decided / 4, $"held {_held} of {Decided}");
        Assert.True(_broken > Decided / 5, $"broken {_broken} of {Decided}");
        Assert.True(_withUnknown > Decided / 8, $"with unknown outcomes {_withUnknown} of {Decided}");
        Assert.True(Decided > histories * 3 / 4, $"decided {Decided} of {histories}");
    }

    private void Check(History history)
    {
        foreach (var part in HistoryPart.Split(history, model))
        {
            var outcome = RegisterPart.Of(part, model) is { } register
                ? UnambiguousCheck.Of(register)
                : UnambiguousCheck.Of(part, model);
            if (outcome is null)
            {
                _open++;
                continue;
            }

            var words = $"{outcome.Detail}\n{string.Join('\n', part.Entries.Select(Line))}";
            Assert.True(outcome.IsHeld == IsLinearizable(part.Entries), words);
            if (part.Entries.Any(static entry => entry.Outcome == OperationOutcome.Info)) _withUnknown++;
            if (outcome.Order is { } order)
            {
                _held++;
                Assert.Empty(outcome.Evidence);
                AssertIsLegal(part, order, words);
                continue;
            }

            _broken++;
            Assert.NotEmpty(outcome.Detail);
            Assert.Equal(outcome.Evidence.Distinct().Order(), outcome.Evidence);
            Assert.False(IsLinearizable([.. outcome.Evidence.Select(i => part.Entries[i])]),
                $"evidence {string.Join(' ', outcome.Evidence)}: {words}");
        }
    }

    private bool IsLinearizable(IReadOnlyList<HistoryEntry> entries) => BruteForce.IsLinearizable(new History(entries), model);

    private void AssertIsLegal(HistoryPart part, int[] order, string words)
    {
        var ordered = order.Select(i => part.Entries[i]).ToList();
        Assert.True(ordered.Distinct().Count() == ordered.Count, words);
        Assert.True(part.Entries.All(entry => entry.Outcome != OperationOutcome.Ok || ordered.Contains(entry)), words);
        var state = model.Initial;
        for (var place = 0; place < ordered.Count; place++)
        {
            var entry = ordered[place];
            Assert.True(model.Apply(state, entry.Operation, entry.Observed(), out state), $"{place}: {words}");
            for (var later = place + 1; later < ordered.Count; later++)
            {
                var isOver = ordered[later].Outcome == OperationOutcome.Ok && ordered[later].Completed < entry.Invoked;
                Assert.False(isOver, $"{place}: {words}");
            }
        }
    }

    private static string Line(HistoryEntry entry) =>
        $"{entry.Invoked.Index}-{(entry.Outcome == OperationOutcome.Ok ? entry.Completed.Index : "")} {entry}";
}
