using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Linearizability.Unambiguous;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

public sealed class ScaleTests
{
    private const int Processes = 10;

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void A_long_history_of_a_register_is_decided_at_once(int operations)
    {
        string? value = null;
        var history = Use(operations, (random, i) => random.Below(2) == 0 ? new KvGet("k") : new KvPut("k", Text(i)), operation =>
        {
            if (operation is KvPut put) value = put.Value;
            return operation is KvPut ? KvResult.Done : new KvResult(true, value);
        });
        var part = Assert.Single(HistoryPart.Split(history, new KeyValueModel()));
        var register = RegisterPart.Of(part, new KeyValueModel())!;

        AssertIsFast(operations, () => UnambiguousCheck.Of(register), isHeld: true);
    }

    [Fact]
    public void Writes_that_nobody_answered_cost_nothing()
    {
        var builder = new HistoryBuilder();
        builder.Put(0, "first");
        for (var i = 0; i < 200; i++) builder.Invoke(i + 1, new KvPut("k", Text(i)));
        for (var i = 0; i < 400; i++) builder.Get(0, i < 200 ? "first" : Text(i / 2));
        builder.Get(0, "first");
        var part = Assert.Single(HistoryPart.Split(builder.Build(), new KeyValueModel()));
        var outcome = UnambiguousCheck.Of(RegisterPart.Of(part, new KeyValueModel())!)!;

        Assert.False(outcome.IsHeld);
        Assert.Equal(4, outcome.Evidence.Count);
        Assert.Contains("returned first", outcome.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CollectionKind.Set, false)]
    [InlineData(CollectionKind.Set, true)]
    [InlineData(CollectionKind.Queue, false)]
    [InlineData(CollectionKind.Queue, true)]
    [InlineData(CollectionKind.Stack, false)]
    [InlineData(CollectionKind.Stack, true)]
    [InlineData(CollectionKind.PriorityQueue, false)]
    [InlineData(CollectionKind.PriorityQueue, true)]
    public void A_long_history_of_a_collection_is_decided_at_once(CollectionKind kind, bool isBroken)
    {
        const int Operations = 100_000;
        var state = ImmutableList<(string Value, long Priority)>.Empty;
        var set = new HashSet<string>();
        var history = Use(Operations, (random, i) => (kind, random.Below(2)) switch
        {
            (CollectionKind.Set, 0) => new SetAdd(Text(i)),
            (CollectionKind.Set, _) => random.Below(2) == 0
                ? new SetContains(Text(Math.Max(0, i - random.Below(20))))
                : new SetRemove(Text(Math.Max(0, i - random.Below(20)))),
            (CollectionKind.Queue, 0) => new Enqueue(Text(i)),
            (CollectionKind.Stack, 0) => new Push(Text(i)),
            (CollectionKind.PriorityQueue, 0) => new Insert(Text(i), random.Below(1000)),
            (CollectionKind.Queue, _) => new Dequeue(),
            (CollectionKind.Stack, _) => new Pop(),
            _ => new DeleteMin(),
        }, operation => operation switch
        {
            SetAdd add => new Answer(set.Add(add.Value)),
            SetRemove remove => new Answer(set.Remove(remove.Value)),
            SetContains contains => new Answer(set.Contains(contains.Value)),
            _ => PlainCollection.Perform(kind, operation, ref state, null),
        });
        if (isBroken)
        {
            var taken = history.Entries.Where(static entry => entry.Result is Taken { Value: not null } or Answer { Yes: true }
                && entry.Operation is not SetAdd).ToList();
            var (one, other) = FarApart(taken);
            if (kind == CollectionKind.Set) one.Result = new Answer(false);
            else (one.Result, other.Result) = (other.Result, one.Result);
        }

        var model = new PlainCollection(kind);
        var part = Assert.Single(HistoryPart.Split(history, model));
        AssertIsFast(Operations, () => UnambiguousCheck.Of(part, model), !isBroken);
    }

    /// <summary>Two removals of which one was over before the other began, of values that were both there long before.</summary>
    private static (HistoryEntry One, HistoryEntry Other) FarApart(List<HistoryEntry> taken)
    {
        for (var place = taken.Count / 2; ; place++)
        {
            var (one, other) = (taken[place], taken[place + 20]);
            if (one.Result is Answer) return (one, other);
            var (first, second) = (((Taken)one.Result!).Value!, ((Taken)other.Result!).Value!);
            if (Math.Max(Number(first), Number(second)) + 20 < one.Invoked.Index / 2) return (one, other);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void AssertIsFast(int operations, Func<UnambiguousOutcome?> check, bool isHeld)
    {
        var control = TimeOfSorting();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var outcome = check();
        var taken = clock.Elapsed;
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{operations} operations: {taken.TotalMilliseconds:0} ms, {bytes / 1_000_000} MB; {outcome?.Evidence.Count}: {outcome?.Detail}");
        Assert.NotNull(outcome);
        Assert.True(outcome.IsHeld == isHeld, outcome.Detail);
        if (isHeld) Assert.Equal(operations, outcome.Order!.Length);
        control += TimeOfSorting();
        Assert.True(taken < 50 * control, $"it took {taken / control:0} times as long as sorting two million numbers");
    }

    /// <summary>What the machine can do at this moment, which may be little: a time alone would say nothing.</summary>
    private static TimeSpan TimeOfSorting()
    {
        var random = new Prng(1);
        var numbers = new long[1_000_000];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = random.Below(long.MaxValue);
        var clock = Stopwatch.StartNew();
        Array.Sort(numbers);
        return clock.Elapsed;
    }

    private static History Use(int operations, Func<Prng, int, Operation> next, Func<Operation, OperationResult> perform)
    {
        var random = new Prng(7);
        var entries = new List<HistoryEntry>(operations);
        var open = new HistoryEntry?[Processes];
        var index = 0L;
        while (entries.Count < operations || Array.Exists(open, static entry => entry is not null))
        {
            var process = random.Below(Processes);
            if (open[process] is not { } entry)
            {
                if (entries.Count == operations) continue;
                open[process] = entry = HistoryBuilder.Entry(
                    process, next(random, entries.Count), index++, long.MaxValue, OperationOutcome.Info, null);
                entries.Add(entry);
            }
            else if (entry.Result is null)
            {
                entry.Result = perform(entry.Operation);
            }
            else
            {
                entry.Completed = new HistoryMoment(index, TimeSpan.FromMilliseconds(index));
                index++;
                entry.Outcome = OperationOutcome.Ok;
                open[process] = null;
            }
        }

        return new History(entries);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
