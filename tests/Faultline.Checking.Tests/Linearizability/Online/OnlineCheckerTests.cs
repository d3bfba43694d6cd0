using CsCheck;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Linearizability.Online;
using Faultline.Checking.Tests.Linearizability.Engine;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Online;

public sealed class OnlineCheckerTests
{
    [Fact]
    public void A_violation_of_a_store_is_told_at_the_completion_that_makes_it_certain() => Agree(new SmallHistories<string?>(
        new KeyValueModel(),
        [new KvGet("k"), new KvPut("k", "a"), new KvPut("k", "b"), new KvCas("k", "a", "b"), new KvGet("k"), new KvGet("l"), new KvPut("l", "a")],
        static operation => operation switch
        {
            KvGet => [new KvResult(true, "a"), new KvResult(true, "b"), new KvResult(true, null)],
            KvCas => [KvResult.Done, KvResult.Mismatch],
            _ => [KvResult.Done],
        }));

    [Fact]
    public void A_violation_of_a_queue_is_told_at_the_completion_that_makes_it_certain() => Agree(new SmallHistories<ValueSequence>(
        new QueueModel(),
        [new Enqueue("a"), new Enqueue("b"), new Dequeue(), new Dequeue()],
        static operation => operation is Dequeue ? [new Taken("a"), new Taken("b"), new Taken(null)] : [Done.Instance]));

    [Fact]
    public void A_violation_of_a_lossy_counter_is_told_at_the_completion_that_makes_it_certain() =>
        Agree(new SmallHistories<IReadOnlyList<long>>(
            new LossyCounterModel(),
            [new CounterRead(), new CounterAdd(1), new CounterAdd(2), new CounterRead()],
            static operation => operation is CounterRead
                ? [.. Enumerable.Range(0, 5).Select(static value => new CounterValue(value))]
                : [Done.Instance]));

    [Theory]
    [InlineData(30_000, 0)]
    [InlineData(20_000, 300)]
    public void What_is_remembered_does_not_grow_with_the_history(int operations, int unknownPerMillion) =>
        Follow(operations, unknownPerMillion);

    [Fact(Explicit = true)]
    public void What_is_remembered_does_not_grow_with_a_million_operations() => Follow(1_000_000, 0);

    [Fact]
    public void A_stale_read_after_very_many_operations_is_told_with_the_write_that_it_missed()
    {
        var history = new HistoryBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            history.Put(1, $"{i}");
            history.Get(2, $"{i}");
        }

        history.Put(1, "new");
        history.Get(2, "19999");
        history.Get(2, "new");

        var (found, at) = Feed(history.Build(), new KeyValueModel());

        Assert.NotNull(found);
        Assert.Equal("get k by process 2", $"{at!.Operation} by process {at.Process}");
        Assert.StartsWith("get k by process 2 returned 19999 at 8000.300 s, but put k = new by process 1 had completed at", found.Detail,
            StringComparison.Ordinal);
        Assert.InRange(found.Evidence.Count, 2, 4);
        Assert.Equal(at.Completed.Time, found.ShownAt);
    }

    [Fact]
    public void Puts_that_are_never_answered_do_not_multiply_what_is_remembered()
    {
        var checker = new OnlineChecker<string?>(new KeyValueModel());
        var history = new HistoryBuilder();
        for (var i = 0; i < 200; i++)
        {
            var put = history.Invoke(100 + i, new KvPut("k", $"v{i % 50}"));
            checker.Invoked(put);
            history.Complete(put, OperationOutcome.Info);
            Assert.Null(checker.Completed(put));
        }

        for (var i = 0; i < 100; i++) Assert.Null(Do(checker, history, new KvGet("k"), new KvResult(true, $"v{i % 50}")));
        Assert.InRange(checker.Configurations, 1, 4);
        Assert.InRange(checker.Remembered, 100, 200);
        Assert.Equal(Verdict.Held, checker.Conclude().Verdict);

        var found = Do(checker, history, new KvGet("k"), new KvResult(true, "never put"));

        Assert.Equal(Verdict.Broken, found!.Verdict);
    }

    [Fact]
    public void An_unknown_put_that_one_configuration_has_not_used_is_not_forgotten()
    {
        // Two puts at once: w was last, or v was last and then z, which is unknown. That stays so while the checker tidies up.
        var checker = new OnlineChecker<string?>(new KeyValueModel());
        var history = new HistoryBuilder();
        var unknown = history.Invoke(2, new KvPut("k", "z"));
        checker.Invoked(unknown);
        checker.Completed(history.Complete(unknown, OperationOutcome.Info));
        List<HistoryEntry> puts = [history.Invoke(3, new KvPut("k", "v")), history.Invoke(4, new KvPut("k", "w"))];
        foreach (var put in puts) checker.Invoked(put);
        foreach (var put in puts) checker.Completed(history.Complete(put, OperationOutcome.Ok, KvResult.Done));
        for (var i = 0; i < 1_500; i++) Assert.Null(Do(checker, history, new KvCas("k", "v", "q"), KvResult.Mismatch));
        Assert.Equal(2, checker.Configurations);

        Assert.Null(Do(checker, history, new KvGet("k"), new KvResult(true, "w")));
        Assert.Null(Do(checker, history, new KvGet("k"), new KvResult(true, "z")));
        Assert.NotNull(Do(checker, history, new KvGet("k"), new KvResult(true, "w")));
    }

    [Fact]
    public void An_operation_that_stays_open_for_ever_holds_nothing_up_for_ever()
    {
        var checker = new OnlineChecker<string?>(new KeyValueModel());
        var history = new HistoryBuilder();
        var open = history.Invoke(9, new KvGet("k"));
        checker.Invoked(open);
        for (var i = 0; i < 5_000; i++) Assert.Null(Do(checker, history, new KvPut("k", $"{i}"), KvResult.Done));

        Assert.Equal(Verdict.Held, checker.Conclude().Verdict);
        Assert.InRange(checker.Remembered, 0, 3_000);
        history.Complete(open, OperationOutcome.Ok, new KvResult(true, "1"));
        Assert.Null(checker.Completed(open));
        var verdict = checker.Conclude();

        Assert.Equal(Verdict.Undecided, verdict.Verdict);
        Assert.Contains("`get k` by process 9 was open", verdict.Detail, StringComparison.Ordinal);
        Assert.Equal(Verdict.Broken, Do(checker, history, new KvGet("k"), new KvResult(true, "1"))!.Verdict);
    }

    private static CheckResult? Do(
        OnlineChecker<string?> checker, HistoryBuilder history, Operation operation, OperationResult result)
    {
        var entry = history.Invoke(1, operation);
        checker.Invoked(entry);
        history.Complete(entry, OperationOutcome.Ok, result);
        return checker.Completed(entry);
    }

    private static void Follow(int operations, int unknownPerMillion)
    {
        var history = GeneratedHistory.Create(5, operations, 10, 1, 0, unknownPerMillion);
        var checker = new OnlineChecker<string?>(new KeyValueModel());
        var (configurations, remembered, count) = (0, 0, 0);
        foreach (var (entry, isCompletion) in Events(history))
        {
            if (isCompletion) Assert.Null(checker.Completed(entry));
            else checker.Invoked(entry);
            if (++count % 500 != 0) continue;
            configurations = Math.Max(configurations, checker.Configurations);
            remembered = Math.Max(remembered, checker.Remembered);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{configurations} configurations, {remembered} operations");
        Assert.Equal(Verdict.Held, checker.Conclude().Verdict);
        Assert.InRange(configurations, 1, 5_000);
        Assert.InRange(remembered, 1, 1_500);
    }

    private static void Agree<TState>(SmallHistories<TState> histories)
    {
        var (held, broken) = (0, 0);
        histories.Generator.Sample(
            history =>
            {
                var (found, at) = Feed(history, histories.Model);
                Assert.Equal(BruteForce.IsLinearizable(history, histories.Model), found is null);
                Interlocked.Increment(ref found is null ? ref held : ref broken);
                if (at is null) return;
                Assert.False(BruteForce.IsLinearizable(Until(history, at.Completed, true), histories.Model));
                Assert.True(BruteForce.IsLinearizable(Until(history, at.Completed, false), histories.Model));
                if (found!.Evidence.Count > 0)
                    Assert.False(BruteForce.IsLinearizable(Until(new History(found.Evidence), at.Completed, true), histories.Model));
            },
            iter: 3_000,
            threads: 1,
            print: static history => string.Join('\n', history.Entries.Select(static e =>
                $"{e.Invoked.Index}-{e.Completed.Index} {e}")));
        Assert.InRange(held, 500, 2_800);
        Assert.InRange(broken, 200, 2_500);
    }

    // What was known at a moment: with what completed then, or without.
    private static History Until(History history, HistoryMoment moment, bool inclusive) => new(
    [
        .. history.Entries.Where(entry => entry.Invoked < moment).Select(entry =>
        {
            var isKnown = inclusive ? entry.Completed <= moment : entry.Completed < moment;
            return HistoryBuilder.Entry(
                entry.Process, entry.Operation, entry.Invoked.Index, isKnown ? entry.Completed.Index : long.MaxValue,
                isKnown ? entry.Outcome : OperationOutcome.Info, isKnown ? entry.Result : null);
        }),
    ]);

    // The checker sees each entry as it is at that moment: open until it completes.
    private static (CheckResult? Found, HistoryEntry? At) Feed<TState>(History history, SequentialModel<TState> model)
    {
        var checker = new OnlineChecker<TState>(model);
        var live = new Dictionary<HistoryEntry, HistoryEntry>(ReferenceEqualityComparer.Instance);
        foreach (var (entry, isCompletion) in Events(history))
        {
            if (!isCompletion)
            {
                live[entry] = HistoryBuilder.Entry(
                    entry.Process, entry.Operation, entry.Invoked.Index, long.MaxValue, OperationOutcome.Info, null);
                checker.Invoked(live[entry]);
                continue;
            }

            var ended = live[entry];
            (ended.Completed, ended.Outcome, ended.Result) = (entry.Completed, entry.Outcome, entry.Result);
            if (checker.Completed(ended) is { } found) return (found, ended);
        }

        Assert.NotEqual(Verdict.Broken, checker.Conclude().Verdict);
        return (null, null);
    }

    private static IEnumerable<(HistoryEntry Entry, bool IsCompletion)> Events(History history) => history.Entries
        .Select(static entry => (At: entry.Invoked, Entry: entry, IsCompletion: false))
        .Concat(history.Entries.Where(static entry => entry.HasEnded)
            .Select(static entry => (At: entry.Completed, Entry: entry, IsCompletion: true)))
        .OrderBy(static e => e.At.Index)
        .Select(static e => (e.Entry, e.IsCompletion));
}
