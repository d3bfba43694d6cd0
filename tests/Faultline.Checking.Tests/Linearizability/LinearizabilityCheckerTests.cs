using System.Diagnostics;
using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Linearizability;

public sealed class LinearizabilityCheckerTests
{
    [Fact]
    public void The_search_agrees_with_trying_every_order()
    {
        var (held, broken, withUnknown, undecided) = (0, 0, 0, 0);
        for (var seed = 0UL; seed < 20_000; seed++)
        {
            var history = Small(seed);
            var expected = BruteForce.IsLinearizable(history, new KeyValueModel());

            var found = Check(history).Result;
            var opaque = Check(history, new OpaqueModel<string?>(new KeyValueModel())).Result;
            var hurried = Check(history, new KeyValueModel(), new SearchLimits { Steps = 3 }).Result;

            Assert.True((found.Verdict == Verdict.Held) == expected, Describe(seed, history, found));
            Assert.True((opaque.Verdict == Verdict.Held) == expected, Describe(seed, history, opaque));

            // A proof that was found without the whole search must be as good as one that was found by it.
            if (hurried.Verdict == Verdict.Undecided) undecided++;
            else Assert.True((hurried.Verdict == Verdict.Held) == expected, Describe(seed, history, hurried));
            if (history.Entries.Any(static entry => entry.Outcome == OperationOutcome.Info)) withUnknown++;
            if (expected)
            {
                held++;
                Assert.Empty(found.Evidence);
                continue;
            }

            broken++;
            Assert.False(BruteForce.IsLinearizable(new History(found.Evidence), new KeyValueModel()));
            Assert.False(BruteForce.IsLinearizable(new History(opaque.Evidence), new KeyValueModel()));
            AssertExplainsItself(history, found, seed);
        }

        Assert.InRange(held, 4_000, 16_000);
        Assert.InRange(broken, 4_000, 16_000);
        Assert.InRange(withUnknown, 4_000, 20_000);
        Assert.InRange(undecided, 1_000, 10_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"held {held}, broken {broken}, with unknown outcomes "
            + $"{withUnknown}");
    }

    [Fact]
    public void The_search_agrees_with_trying_every_order_where_many_outcomes_are_unknown()
    {
        var (held, broken) = (0, 0);
        for (var seed = 0UL; seed < 10_000; seed++)
        {
            var history = Overlapping(seed, static (random, value) => random.Below(8) switch
            {
                < 3 => (new KvGet("k"), new KvResult(true, random.Below(3) > 0 ? value : null)),
                < 5 => (new KvPut("k", value), KvResult.Done),
                < 7 => (new KvCas("k", random.Below(3) > 0 ? $"{random.Below(3)}" : null, value),
                    random.Below(2) > 0 ? KvResult.Done : KvResult.Mismatch),
                _ => (new KvDelete("k"), KvResult.Done),
            });
            var expected = BruteForce.IsLinearizable(history, new KeyValueModel());

            var found = Check(history).Result;
            var opaque = Check(history, new OpaqueModel<string?>(new KeyValueModel())).Result;

            Assert.True((found.Verdict == Verdict.Held) == expected, Describe(seed, history, found));
            Assert.True((opaque.Verdict == Verdict.Held) == expected, Describe(seed, history, opaque));
            if (expected) held++;
            else broken++;
        }

        Assert.InRange(held, 2_000, 8_000);
        Assert.InRange(broken, 2_000, 8_000);
    }

    [Fact]
    public void The_search_agrees_with_trying_every_order_where_each_write_changes_what_was_there()
    {
        var (held, broken) = (0, 0);
        string[] texts = ["", "0", "1", "00", "01", "10", "11", "010", "101"];
        for (var seed = 0UL; seed < 10_000; seed++)
        {
            var history = Overlapping(seed, (random, value) => random.Below(8) switch
            {
                < 3 => (new KvGet("k"), new KvResult(true, random.Pick(texts))),
                < 4 => (new KvPut("k", value), KvResult.Done),
                _ => (new KvAppend("k", value), KvResult.Done),
            });
            var expected = BruteForce.IsLinearizable(history, new TextStoreModel());

            var found = Check(history, new TextStoreModel()).Result;

            Assert.True((found.Verdict == Verdict.Held) == expected, Describe(seed, history, found));
            if (expected) held++;
            else broken++;
        }

        Assert.InRange(held, 2_000, 8_000);
        Assert.InRange(broken, 2_000, 8_000);
    }

    [Fact]
    public void A_configuration_is_left_out_only_where_one_as_good_was_visited()
    {
        var visited = new VisitedConfigurations();

        Assert.True(visited.TryAdd(7, [0, 2, 1], 3));
        Assert.False(visited.TryAdd(7, [0, 2, 1], 3));
        Assert.False(visited.TryAdd(7, [1, 3, 1], 5));
        Assert.True(visited.TryAdd(7, [3, 1, 1], 5));
        Assert.True(visited.TryAdd(7, [0, 1, 1], 2));
        Assert.True(visited.TryAdd(8, [0, 2, 1], 3));
        Assert.True(visited.TryAdd(7, [0, 0, 0], 0));
        Assert.False(visited.TryAdd(7, [0, 0, 1], 1));
        Assert.False(visited.TryAdd(7, [0, 0, 0], 0));
        for (var key = 10; key < 100_000; key++) Assert.True(visited.TryAdd((UInt128)key, [0, 0, 0], 0));
        for (var key = 10; key < 100_000; key++) Assert.False(visited.TryAdd((UInt128)key, [0, 1, 0], 1));
    }

    [Fact]
    public void The_same_history_gives_the_same_answer()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var first = Check(Small(seed));
            var second = Check(Small(seed));

            Assert.Equal(first.Result.Detail, second.Result.Detail);
            Assert.Equal((first.Steps, first.States), (second.Steps, second.States));
            Assert.Equal(
                first.Result.Evidence.Select(static entry => entry.Invoked.Index),
                second.Result.Evidence.Select(static entry => entry.Invoked.Index));
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void Puts_that_were_never_answered_do_not_multiply_the_search(int count)
    {
        // All values different, all values alike, and each read later.
        foreach (var (values, observed) in new[] { (count, false), (1, false), (count, true) })
        {
            var legal = WithUnknownPuts(count, values, observed);
            legal.Get(0, "v0");
            legal.Get(1, "v0");
            var impossible = WithUnknownPuts(count, values, observed);
            impossible.Get(0, "never put");

            var held = Check(legal.Build());
            var broken = Check(impossible.Build());

            Assert.Equal(Verdict.Held, held.Result.Verdict);
            Assert.Equal(Verdict.Broken, broken.Result.Verdict);
            Assert.InRange(held.Steps, 1, 400 * count);
            Assert.InRange(broken.Steps, 1, 400 * count);
            Assert.InRange(broken.Result.Evidence.Count, 1, 3);
            var seconds = impossible.Build().Entries[^1].Completed.Time.TotalSeconds;
            Assert.Equal("get k by process 0 returned never put at "
                + $"{seconds.ToString("0.000", CultureInfo.InvariantCulture)} s, "
                + "but nothing ever wrote never put", broken.Result.Detail);
        }
    }

    [Fact]
    public void Puts_that_were_never_answered_do_not_multiply_the_search_beside_a_compare_and_set()
    {
        // A compare and set that found another value can be explained by any of the puts.
        var legal = WithUnknownPuts(100, 100, false);
        legal.Put(0, "a");
        legal.Cas(0, "a", "b", applied: false);
        var impossible = WithUnknownPuts(100, 100, false);
        for (var i = 0; i < 20; i++)
        {
            impossible.Put(0, "a");
            impossible.Cas(0, "a", "b", applied: false);
        }

        impossible.Get(0, "c");

        Assert.Equal(Verdict.Held, Check(legal.Build()).Result.Verdict);
        var broken = Check(impossible.Build());
        Assert.Equal(Verdict.Broken, broken.Result.Verdict);
        Assert.InRange(broken.Steps, 1, 100_000);
    }

    [Fact]
    public void An_unknown_put_may_take_effect_after_the_user_gave_up_on_it()
    {
        var history = new HistoryBuilder();
        history.Complete(history.Invoke(0, new KvPut("k", "late")), OperationOutcome.Info);
        history.Put(1, "a");
        history.Get(1, "a");
        history.Get(1, "late");
        var held = Check(history.Build()).Result;

        history.Put(1, "b");
        history.Get(1, "late");
        var broken = Check(history.Build()).Result;

        Assert.Equal(Verdict.Held, held.Verdict);
        Assert.Equal(Verdict.Broken, broken.Verdict);
    }

    [Fact]
    public void A_failed_put_has_no_effect()
    {
        var history = new HistoryBuilder();
        history.Complete(history.Invoke(0, new KvPut("k", "1")), OperationOutcome.Fail);
        history.Get(1, "1");

        Assert.Equal(Verdict.Broken, Check(history.Build()).Result.Verdict);
    }

    [Fact]
    public void A_stale_read_is_told_with_the_write_that_it_missed()
    {
        var history = new HistoryBuilder();
        for (var i = 0; i < 50; i++) history.Put(0, $"old {i}");
        history.Put(1, "17", "k3");
        history.Get(1, "17", "k3");
        history.Put(2, "18", "k3");
        history.Get(3, null, "k4");
        history.Get(4, "17", "k3");
        history.Get(4, "18", "k3");

        var result = Check(history.Build()).Result;

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.Equal("get k3 by process 4 returned 17 at 10.900 s, but put k3 = 18 by process 2 had completed "
            + "at 10.500 s and nothing put 17 back", result.Detail);
        Assert.Equal(
            ["put k3 = 17", "put k3 = 18", "get k3"], result.Evidence.Select(static e => e.Operation.ToString()));
    }

    [Fact]
    public void A_read_of_nothing_after_a_write_is_told()
    {
        var history = new HistoryBuilder();
        history.Put(0, "1");
        history.Get(1, null);

        Assert.Equal("get k by process 1 returned nothing at 0.300 s, but put k = 1 by process 0 had completed "
            + "at 0.100 s and nothing removed the value", Check(history.Build()).Result.Detail);
    }

    [Fact]
    public void A_read_from_the_future_is_told()
    {
        var history = new HistoryBuilder();
        history.Get(0, "1");
        history.Put(1, "1");

        Assert.Equal("get k by process 0 returned 1 at 0.100 s, but 1 was first written by put k = 1 by process "
            + "1, which was invoked at 0.200 s", Check(history.Build()).Result.Detail);
    }

    [Fact]
    public void Reads_that_go_backwards_are_told()
    {
        var history = new HistoryBuilder();
        history.Put(0, "1");
        var put = history.Invoke(1, new KvPut("k", "2"));
        history.Get(2, "2");
        history.Get(3, "1");
        history.Complete(put, OperationOutcome.Ok, KvResult.Done);

        Assert.Equal("get k by process 3 returned 1 at 0.600 s, but get k by process 2 had returned 2 at 0.400 "
            + "s already and nothing put 1 back", Check(history.Build()).Result.Detail);
    }

    [Fact]
    public void A_value_that_is_taken_twice_is_told()
    {
        var history = new HistoryBuilder();
        history.Put(0, "free");
        var one = history.Invoke(1, new KvCas("k", "free", "1"));
        history.Cas(2, "free", "2");
        history.Complete(one, OperationOutcome.Ok, KvResult.Done);

        var result = Check(history.Build()).Result;

        Assert.Equal("cas k from free to 1 by process 1 and cas k from free to 2 by process 2 both succeeded, "
            + "at 0.500 s and 0.400 s, but free was written only once", result.Detail);
        Assert.Equal(3, result.Evidence.Count);
    }

    [Fact]
    public void A_refused_compare_and_set_that_should_have_been_applied_is_told()
    {
        var history = new HistoryBuilder();
        history.Put(0, "1");
        history.Cas(1, "1", "2", applied: false);

        Assert.Equal("cas k from 1 to 2 by process 1 found another value at 0.300 s, but put k = 1 by process 0 "
            + "had completed at 0.100 s and nothing had changed it since", Check(history.Build()).Result.Detail);
    }

    [Fact]
    public void What_fits_no_pattern_is_told_plainly()
    {
        // Two puts at once, and readers who see them in both orders; one value is put twice, so that the search has to tell.
        var history = new HistoryBuilder();
        history.Put(0, "1");
        history.Put(0, "0");
        var one = history.Invoke(0, new KvPut("k", "1"));
        var two = history.Invoke(1, new KvPut("k", "2"));
        history.Get(2, "1");
        history.Get(2, "2");
        history.Get(2, "1");
        history.Complete(one, OperationOutcome.Ok, KvResult.Done);
        history.Complete(two, OperationOutcome.Ok, KvResult.Done);

        var result = Check(history.Build()).Result;

        Assert.Equal("no order of 5 operations on key k, from 0.400 s to 1.300 s, gives every user the result "
            + "that was seen; none gets past `process 2: get k -> 1`, completed at 1.100 s", result.Detail);
        Assert.Equal(5, result.Evidence.Count);
    }

    [Fact]
    public void A_search_without_end_says_how_far_it_got()
    {
        var history = new HistoryBuilder();
        var open = Enumerable.Range(0, 30).Select(i => history.Invoke(i, new KvPut("k", $"{i}"))).ToList();
        foreach (var entry in open) history.Complete(entry, OperationOutcome.Ok, KvResult.Done);
        for (var i = 0; i < 30; i++) history.Invoke(30 + i, new KvCas("k", $"{i}", $"{(i + 1) % 30}"));
        foreach (var i in Enumerable.Range(0, 30)) history.Cas(60 + i, $"{i}", "0");
        history.Get(0, "1");
        history.Get(0, "never put");

        var found = Check(history.Build(), new OpaqueModel<string?>(new KeyValueModel()), new SearchLimits { Steps = 100_000 });
        var fewStates = Check(history.Build(), new OpaqueModel<string?>(new KeyValueModel()), new SearchLimits { States = 1_000 });

        Assert.Equal(Verdict.Undecided, found.Result.Verdict);
        Assert.Matches(
            @"^explored [\d,]+ states of k in [\d,]+ steps without an answer; longest legal prefix \d+ of 62 operations, "
            + "with 30 unknown outcomes besides; the limit of 100,000 steps was reached: raise it, or check a shorter history$", found.Result.Detail);
        Assert.InRange(found.Steps, 200_000, 310_000);
        Assert.Equal(Verdict.Undecided, fewStates.Result.Verdict);
    }

    [Fact]
    public void A_search_of_single_values_keeps_its_limits_too()
    {
        var history = new HistoryBuilder();
        var open = Enumerable.Range(0, 30).Select(i => history.Invoke(i, new KvPut("k", $"{i}"))).ToList();
        for (var i = 0; i < 60; i++) history.Get(100, $"{7 * i % 30}");
        foreach (var entry in open) history.Complete(entry, OperationOutcome.Ok, KvResult.Done);

        // A value that is put twice, or it would not need the search.
        history.Put(0, "0");
        var found = Check(history.Build(), new KeyValueModel(), new SearchLimits { Steps = 500, ShrinkSteps = 0 });

        Assert.Equal(Verdict.Undecided, found.Result.Verdict);
        Assert.InRange(found.Steps, 500, 1_500);
    }

    [Fact]
    public void A_broken_key_counts_more_than_an_undecided_one()
    {
        var history = new HistoryBuilder();
        var open = Enumerable.Range(0, 30).Select(i => history.Invoke(i, new KvPut("k", $"{i}"))).ToList();
        foreach (var entry in open) history.Complete(entry, OperationOutcome.Ok, KvResult.Done);
        for (var i = 0; i < 30; i++) history.Cas(i, $"{i}", "0");
        history.Get(0, "never put");
        history.Get(0, "1", "other");
        var limits = new SearchLimits { Steps = 1_000 };

        Assert.Equal(Verdict.Broken, Check(history.Build(), new OpaqueModel<string?>(new KeyValueModel()), limits).Result.Verdict);
    }

    [Fact]
    public void A_check_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var history = new HistoryBuilder();
        history.Put(0, "1");

        Assert.Throws<OperationCanceledException>(
            () => LinearizabilityChecker.Check(history.Build(), new KeyValueModel(), SearchLimits.Default, stop.Token));
    }

    [Fact]
    public void Operations_that_the_model_does_not_know_are_named()
    {
        var history = new HistoryBuilder();
        history.Do(0, new Propose(0, "x"), new Chosen("x"));
        var wrongResult = new HistoryBuilder();
        wrongResult.Do(0, new KvGet("k"), new Chosen("x"));

        var unknown = Assert.Throws<ArgumentException>(() => Check(history.Build()));
        var mistyped = Assert.Throws<ArgumentException>(() => Check(wrongResult.Build()));

        Assert.Equal("`propose x in instance 0` is not an operation on a key-value store", unknown.Message);
        Assert.Equal("`get k` has a result of type Chosen, not KvResult", mistyped.Message);
    }

    [Fact]
    public void An_empty_history_holds() => Assert.Equal(Verdict.Held, Check(History.Empty).Result.Verdict);

    [Theory]
    [InlineData(360_000, 32, 12, 0, 1_000)]
    [InlineData(360_000, 32, 16, 10, 2_000)]
    [InlineData(36_000, 1, 12, 0, 500)]
    [InlineData(36_000, 1, 12, 10, 500)]
    public void A_long_history_is_checked_in_few_steps(
        int operations, int keys, int clients, int values, int unknownPerMillion)
    {
        var history = GeneratedHistory.Create(7, operations, clients, keys, values, unknownPerMillion);
        var before = GC.GetTotalAllocatedBytes(true);
        var watch = Stopwatch.StartNew();
        var held = Check(history);
        var heldTime = watch.Elapsed;
        var heldBytes = GC.GetTotalAllocatedBytes(true) - before;

        // A read two thirds of the way gives what was there long before.
        var reads = history.Entries
            .Where(static entry => entry is { Operation: KvGet { Key: "k0" }, Result: KvResult { Value: not null } })
            .ToList();
        var stale = reads[2 * reads.Count / 3];
        var right = stale.Result;
        stale.Result = values == 0 ? reads[reads.Count / 3].Result : new KvResult(true, "never put");
        watch.Restart();
        var broken = Check(history);
        var brokenTime = watch.Elapsed;

        // Nothing is stale, but readers see two puts at the same time in both orders: only the whole search can tell.
        stale.Result = right;
        var subtle = WithTwoOrders(history);
        watch.Restart();
        var searched = Check(subtle);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{operations:N0} operations, {keys} keys, "
                + $"{history.Entries.Count(static e => e.Outcome == OperationOutcome.Info)} unknown: held after "
            + $"{held.Steps:N0} steps, {held.States:N0} states, {heldTime.TotalMilliseconds:N0} ms, "
            + $"{heldBytes >> 20} MB allocated; "
            + $"broken after {broken.Steps:N0} steps, {broken.States:N0} states, {brokenTime.TotalMilliseconds:N0} ms: "
            + $"{broken.Result.Detail}; searched: {searched.Steps:N0} steps, {searched.States:N0} states, "
            + $"{watch.ElapsedMilliseconds:N0} ms: {searched.Result.Detail}");
        Assert.Equal(Verdict.Held, held.Result.Verdict);
        Assert.InRange(held.Steps, operations / 2, (keys > 1 ? 5 : 50) * operations);
        Assert.Equal(Verdict.Broken, broken.Result.Verdict);
        Assert.InRange(broken.Steps, 1, 5 * operations);
        Assert.Contains(stale, broken.Result.Evidence);
        Assert.InRange(broken.Result.Evidence.Count, 1, 5);
        Assert.Equal(Verdict.Broken, searched.Result.Verdict);
        Assert.InRange(searched.Steps, 1, 8_000_000);
        Assert.InRange(searched.Result.Evidence.Count, 5, 5 + values);
    }

    private static History WithTwoOrders(History history)
    {
        var at = history.Entries.Max(static entry =>
            entry.Completed == HistoryMoment.Never ? entry.Invoked.Index : entry.Completed.Index) + 1;
        return new History(
        [
            .. history.Entries,
            HistoryBuilder.Entry(10_000, new KvPut("k0", "one"), at, at + 8, OperationOutcome.Ok, KvResult.Done),
            HistoryBuilder.Entry(10_001, new KvPut("k0", "two"), at + 1, at + 9, OperationOutcome.Ok, KvResult.Done),
            Read(at + 2, "one"),
            Read(at + 4, "two"),
            Read(at + 6, "one"),
        ]);

        static HistoryEntry Read(long moment, string value) => HistoryBuilder.Entry(
            10_002, new KvGet("k0"), moment, moment + 1, OperationOutcome.Ok, new KvResult(true, value));
    }

    private static HistoryBuilder WithUnknownPuts(int count, int values, bool observed)
    {
        var history = new HistoryBuilder();
        for (var i = 0; i < count; i++) history.Invoke(100 + i, new KvPut("k", $"v{i % values}"));
        if (!observed) return history;
        for (var i = values - 1; i > 0; i--) history.Get(2, $"v{i}");
        return history;
    }

    // A store that is right, and in half of the histories one result that is not.
    private static History Small(ulong seed)
    {
        var random = Prng.Stream(seed, "small history");
        var history = GeneratedHistory.Create(seed, 3 + random.Below(5), 3, 1 + random.Below(2), 3, 150_000);
        var seen = history.Entries.Where(static entry => entry.Outcome == OperationOutcome.Ok).ToList();
        if (seen.Count == 0 || random.Below(4) == 0) return history;
        var entry = random.Pick(seen);
        entry.Result = entry.Operation switch
        {
            KvGet => new KvResult(true, random.Below(4) is > 0 and var value ? $"{value - 1}" : null),
            KvCas => ((KvResult)entry.Result!).Applied ? KvResult.Mismatch : KvResult.Done,
            _ => entry.Result,
        };
        return history;
    }

    // Operations of which each is open for some random while, with results that are made up; two in five are unknown.
    private static History Overlapping(
        ulong seed, Func<Prng, string, (Operation Operation, OperationResult Result)> draw)
    {
        var random = Prng.Stream(seed, "overlapping history");
        var moments = Enumerable.Range(0, 2 * (3 + random.Below(4))).ToArray();
        for (var i = 0; i + 4 <= moments.Length; i += 2) random.Shuffle(moments.AsSpan(i, 4));
        var entries = new List<HistoryEntry>();
        for (var i = 0; i < moments.Length; i += 2)
        {
            var (operation, result) = draw(random, $"{random.Below(2)}");
            var isKnown = random.Below(5) >= 2;
            entries.Add(HistoryBuilder.Entry(
                i, operation, Math.Min(moments[i], moments[i + 1]), Math.Max(moments[i], moments[i + 1]),
                isKnown ? OperationOutcome.Ok : OperationOutcome.Info, isKnown ? result : null));
        }

        return new History([.. entries.OrderBy(static entry => entry.Invoked.Index)]);
    }

    // A kept reader of a value that was written at all comes with a write of it.
    private static void AssertExplainsItself(History history, CheckResult found, ulong seed)
    {
        foreach (var entry in found.Evidence)
        {
            if (entry is not { Operation: KvGet get, Result: KvResult { Value: { } value } }) continue;
            var couldBeRead = history.Entries.Any(other => Writes(other, get.Key, value)
                && other.Outcome != OperationOutcome.Fail && other.Invoked < entry.Completed);
            var isKept = found.Evidence.Any(other => Writes(other, get.Key, value));
            Assert.True(!couldBeRead || isKept, Describe(seed, history, found));
        }
    }

    private static bool Writes(HistoryEntry entry, string key, string value) => entry switch
    {
        { Operation: KvPut put } => put.Key == key && put.Value == value,
        { Operation: KvCas cas, Result: null or KvResult { Applied: true } } =>
            cas.Key == key && cas.Value == value && cas.Expected != value,
        _ => false,
    };

    private static string Describe(ulong seed, History history, CheckResult found) =>
        $"seed {seed}: {found.Verdict}, {found.Detail}\n"
        + string.Join('\n', history.Entries.Select(static e => $"{e.Invoked.Index}-{e.Completed.Index} {e}"))
        + "\nevidence:\n" + string.Join('\n', found.Evidence);

    private static LinearizabilityResult Check(History history) => Check(history, new KeyValueModel());

    private static LinearizabilityResult Check<TState>(
        History history, SequentialModel<TState> model, SearchLimits? limits = null) =>
        LinearizabilityChecker.Check(history, model, limits ?? SearchLimits.Default, TestContext.Current.CancellationToken);
}
