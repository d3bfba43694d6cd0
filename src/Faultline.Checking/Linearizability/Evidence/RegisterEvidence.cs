using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Reduction;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability.Evidence;

/// <summary>Finds a small set of operations of a single-value part that prove it not linearizable.</summary>
/// <remarks>
/// Leaving out a write may make a read of its value illegal that was legal: such a set would prove nothing. So with
/// each operation whose result or condition speaks of the value it found, every write that it can have read from is
/// kept, as a write without a condition. Then a set without a legal order is a proof: had the history a legal order,
/// that order restricted to the set would be legal too, for each reader's write would be there, and no other write
/// could have come between the two. More writes than that do no harm, so a reader that can have read from nothing is
/// shown with the write that hides its value and the one that is hidden.
/// </remarks>
internal sealed class RegisterEvidence(
    RegisterPart part,
    Readability readability,
    SearchLimits limits,
    EnginePair engines)
{
    private const byte AsWrite = 1;
    private const byte Whole = 2;
    private const int LeastWindow = 32;

    private readonly List<int>?[] _readable = new List<int>?[part.Timeline.Count];
    private long _stepsLeft = limits.ShrinkSteps;

    /// <summary>How many steps were taken.</summary>
    public long Steps => limits.ShrinkSteps - _stepsLeft;

    /// <summary>The proof that an operation cannot have read from any write.</summary>
    /// <param name="reader">The operation.</param>
    /// <returns>The numbers of the operations that prove it, ascending.</returns>
    public List<int> Against(int reader) => Numbers(Close([reader]));

    /// <summary>A small proof, where the search found no order.</summary>
    /// <param name="furthest">The operation whose completion no order got past, whatever was invoked after
    /// that.</param>
    /// <returns>The numbers of its operations, ascending.</returns>
    public List<int> Shrink(int furthest)
    {
        return Numbers(Close(DeltaDebugging.Shrink(Before(furthest), IsProof)));
    }

    /// <summary>
    /// A small proof, where the search was not finished: what keeps an order from getting past some operation is mostly
    /// among the operations just before it, and a proof needs no others.
    /// </summary>
    /// <param name="furthest">The operation whose completion no order got past yet.</param>
    /// <returns>The numbers of its operations, ascending; null where none was found.</returns>
    public List<int>? TryBefore(int furthest)
    {
        var all = Before(furthest);
        for (var length = LeastWindow; length < 4 * all.Count; length *= 4)
        {
            var window = all[Math.Max(0, all.Count - length)..];
            if (IsProof(window)) return Numbers(Close(DeltaDebugging.Shrink(window, IsProof)));
        }

        return null;
    }

    /// <summary>What operations that prove the part not linearizable say.</summary>
    /// <param name="operations">The numbers of the operations.</param>
    /// <param name="name">The part in words.</param>
    /// <param name="furthest">The operation whose completion no order got past.</param>
    public CheckResult ToResult(List<int> operations, string name, HistoryEntry furthest)
    {
        List<HistoryEntry> entries = [.. operations.Select(i => part.Part.Entries[i])];
        var detail = new RegisterExplanation(part, readability, operations).Find() ?? NoOrder.Sentence(entries, name, furthest);
        var machine = new RegisterMachine([.. operations.Select(i => part.Operations[i])], part.Initial);
        return new CheckResult(Verdict.Broken, detail, entries) { LongestOrder = engines.LongestOrder(machine, entries) };
    }

    private List<int> Before(int furthest)
    {
        var end = part.Timeline.Returns[furthest];
        return [.. Enumerable.Range(0, part.Timeline.Count).Where(i => part.Timeline.Calls[i] < end)];
    }

    private static List<int> Numbers(byte[] kept) => [.. Enumerable.Range(0, kept.Length).Where(i => kept[i] != 0)];

    private bool IsProof(List<int> operations)
    {
        if (_stepsLeft <= 0 || engines.Clock.IsOver()) return false;
        var kept = Close(operations);
        var numbers = Numbers(kept);
        var timeline = new Timeline(
            [.. numbers.Select(i => part.Timeline.Calls[i])], [.. numbers.Select(i => part.Timeline.Returns[i])]);
        var machine = new RegisterMachine(
            [.. numbers.Select(i => kept[i] == Whole ? part.Operations[i] : part.Operations[i].WriteOnly)],
            part.Initial);

        // No single candidate may use up what there is for all of them.
        var steps = Math.Min(_stepsLeft, limits.ShrinkSteps / 10);
        var outcome = engines.Decide(machine, timeline, steps);

        // Looking at an operation costs a step too, or a long prefix would be searched far too often.
        _stepsLeft -= outcome.Steps + numbers.Count;
        return outcome.End == SearchEnd.NotLinearizable;
    }

    private byte[] Close(List<int> operations)
    {
        var kept = new byte[part.Timeline.Count];
        foreach (var operation in operations)
        {
            kept[operation] = Whole;
            if (part.Operations[operation].Rule == ReadRule.None) continue;
            foreach (var write in _readable[operation] ??= readability.WitnessesOf(operation))
            {
                if (kept[write] == 0) kept[write] = AsWrite;
            }
        }

        return kept;
    }
}
