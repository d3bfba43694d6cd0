using CsCheck;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Tests.Causal;
using Faultline.Checking.Tests.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Sequential;

public sealed class SequentialConsistencyTests
{
    private static readonly KeyValueModel Model = new();

    [Theory]
    [InlineData(20_000)]
    public void With_repeated_values_and_compare_and_set_the_verdict_is_that_of_all_orders(int histories) => Compare(histories);

    [Theory(Explicit = true)]
    [InlineData(100_000)]
    public void With_repeated_values_the_verdict_is_that_of_all_orders_on_a_hundred_thousand(int histories) => Compare(histories);

    [Fact]
    public void Each_key_by_itself_may_be_sequential_and_both_together_not()
    {
        var history = SmallHistories.Parse("w x 1; r y 0", "w y 1; r x 0");

        Assert.Equal(Verdict.Broken, Checks.Sequential(history).Result.Verdict);
        foreach (var key in (string[])["x", "y"])
        {
            var part = new History([.. history.Entries.Where(entry => ((KvOperation)entry.Operation).Key == key)]);
            Assert.Equal(Verdict.Held, Checks.Sequential(part).Result.Verdict);
        }
    }

    [Fact]
    public void An_old_read_is_sequential_though_not_linearizable()
    {
        var history = SmallHistories.Parse("w x 1; w x 2", "r x 0; r x 0; r x 0");

        Assert.Equal(Verdict.Broken, Checks.Linearizable(history));
        Assert.Equal(Verdict.Held, Checks.Sequential(history).Result.Verdict);
    }

    [Fact]
    public void An_operation_with_an_unknown_outcome_may_take_effect_after_what_its_client_did_next()
    {
        var builder = new HistoryBuilder();
        builder.Invoke(0, new KvPut("x", "1"));
        builder.Get(1, null, "x");
        builder.Get(1, "1", "x");

        Assert.Equal(Verdict.Held, Checks.Sequential(builder.Build()).Result.Verdict);
    }

    [Fact]
    public void A_value_that_nobody_wrote_is_found_without_trying_every_order()
    {
        var builder = new HistoryBuilder();
        for (var i = 0; i < 2_000; i++) builder.Put(i % 5, $"{i % 4}");
        builder.Get(0, "7");
        builder.Get(1, "3");

        var result = Checks.Sequential(builder.Build()).Result;

        Assert.Equal("ThinAirRead: `get k` by process 0 found 7 at 400.100 s, but nobody else wrote that", result.Detail);
    }

    [Fact]
    public void What_is_not_decided_within_the_limit_says_how_far_it_got()
    {
        var builder = new HistoryBuilder();
        for (var i = 0; i < 40; i++) builder.Put(i % 5, $"{i % 4}");
        builder.Get(0, "3");

        var result = Checks.Sequential(builder.Build(), new SearchLimits { Steps = 10 });

        Assert.Equal(Verdict.Undecided, result.Result.Verdict);
        Assert.Matches("^explored [0-9]+ states in [0-9]+ steps without an answer; longest legal order [0-9]+ of [0-9]+ operations", result.Result.Detail);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Ten_thousand_operations_of_five_processes_on_three_keys_have_an_order(int seed, bool isLagging)
    {
        var history = Long(seed, 10_000, 5, 3, isLagging);

        var result = Checks.Sequential(history);

        Assert.True(result.Result.Verdict == Verdict.Held, result.Result.Detail);
        Verify(history, result.Order);
        Assert.InRange(result.Steps, 10_000, 2_000_000);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void A_read_in_the_middle_of_ten_thousand_that_goes_back_is_found(int seed)
    {
        var history = Long(seed, 10_000, 5, 3, isLagging: false);
        var reads = history.Entries.Where(static entry => entry.Operation is KvGet { Key: "k0" }).ToList();
        reads[reads.Count / 2].Result = reads[reads.Count / 3].Result;

        var result = Checks.Sequential(history).Result;

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.InRange(result.Evidence.Count, 3, 12);
    }

    /// <summary>The certificate's verifier: small and obvious.</summary>
    internal static void Verify(History history, IReadOnlyList<HistoryEntry> order)
    {
        var states = new Dictionary<string, string?>();
        foreach (var entry in order)
        {
            var key = ((KvOperation)entry.Operation).Key;
            Assert.True(Model.Apply(states.GetValueOrDefault(key), entry.Operation, entry.Outcome == OperationOutcome.Ok ? entry.Result : null, out var after));
            states[key] = after;
        }

        Assert.Equal(order.Count, order.Distinct().Count());
        Assert.Empty(history.Entries.Where(static entry => entry.Outcome == OperationOutcome.Ok).Except(order));
        Assert.All(order, static entry => Assert.NotEqual(OperationOutcome.Fail, entry.Outcome));
        foreach (var process in order.GroupBy(static entry => entry.Process)) Assert.Equal(process.OrderBy(static entry => entry.Invoked), process);
    }

    /// <summary>A long legal history: replicas that apply the same writes, at once or each in its own time.</summary>
    internal static History Long(int seed, int count, int processes, int keys, bool isLagging)
    {
        var random = new Prng((ulong)seed);
        var log = new List<(string Key, string Value)>();
        var applied = new int[processes];
        var replicas = Enumerable.Range(0, processes).Select(_ => new Dictionary<string, string>()).ToArray();
        var builder = new HistoryBuilder();
        for (var i = 0; i < count; i++)
        {
            var process = random.Below(processes);
            var key = $"k{random.Below(keys)}";
            var isWrite = random.Below(2) == 0;
            if (isWrite) log.Add((key, $"{i + 1}"));

            // A process sees its own write, and so all before it.
            var upTo = isWrite || !isLagging ? log.Count : applied[process] + random.Below(Math.Min(log.Count - applied[process], 10) + 1);
            for (; applied[process] < upTo; applied[process]++) replicas[process][log[applied[process]].Key] = log[applied[process]].Value;
            if (isWrite) builder.Put(process, $"{i + 1}", key);
            else builder.Get(process, replicas[process].GetValueOrDefault(key), key);
        }

        return builder.Build();
    }

    private static void Compare(int histories)
    {
        var (held, broken) = (0, 0);
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var history = Ambiguous(new Prng((ulong)seed), 8);
                var result = Checks.Sequential(history);
                var expected = HasOrder(history);
                Assert.True(expected == (result.Result.Verdict == Verdict.Held), string.Join('\n', history.Entries));
                Interlocked.Increment(ref expected ? ref held : ref broken);
                if (expected) Verify(history, result.Order);
                else Assert.False(HasOrder(new History(result.Result.Evidence)), $"{result.Result}\n{string.Join((char)10, result.Result.Evidence)}\nof\n{string.Join((char)10, history.Entries)}");
            },
            iter: histories,
            threads: 1);
        Assert.True(held > histories / 10 && broken > histories / 10, $"{held} held, {broken} broken");
    }

    private static History Ambiguous(Prng random, int count)
    {
        var builder = new HistoryBuilder();
        var state = new Dictionary<string, string?>();
        var isOver = new bool[3];
        for (var i = 0; i < count; i++)
        {
            var (process, key, value) = (random.Below(3), random.Below(4) == 0 ? "x" : "k", $"{random.Below(3)}");
            if (isOver[process]) continue;
            var old = random.Below(6) == 0 ? $"{random.Below(3)}" : state.GetValueOrDefault(key);
            Operation operation = random.Below(5) switch
            {
                0 => new KvPut(key, value),
                1 => new KvCas(key, random.Below(2) == 0 ? $"{random.Below(3)}" : old, value),
                2 => new KvDelete(key),
                _ => new KvGet(key),
            };
            var applies = operation is not KvCas cas || cas.Expected == old;
            if (applies && operation is not KvGet) state[key] = operation is KvDelete ? null : value;
            isOver[process] = random.Below(12) == 0;
            if (isOver[process]) builder.Invoke(process, operation);
            else builder.Do(process, operation, operation is KvGet ? new KvResult(true, old) : applies ? KvResult.Done : KvResult.Mismatch);
        }

        return builder.Build();
    }

    private static bool HasOrder(History history)
    {
        HistoryEntry[] entries = [.. history.Entries.Where(static entry => entry.Outcome != OperationOutcome.Fail)];
        var state = new Dictionary<string, string?>();
        return Extend(0);

        bool Extend(int done)
        {
            if (entries.Index().All(pair => pair.Item.Outcome == OperationOutcome.Info || (done & (1 << pair.Index)) != 0)) return true;
            for (var i = 0; i < entries.Length; i++)
            {
                if ((done & (1 << i)) != 0 || entries.Index().Any(pair => pair.Index < i && pair.Item.Process == entries[i].Process && (done & (1 << pair.Index)) == 0)) continue;
                var key = ((KvOperation)entries[i].Operation).Key;
                var old = state.GetValueOrDefault(key);
                if (!Model.Apply(old, entries[i].Operation, entries[i].Outcome == OperationOutcome.Ok ? entries[i].Result : null, out var after)) continue;
                state[key] = after;
                if (Extend(done | (1 << i))) return true;
                state[key] = old;
            }

            return false;
        }
    }
}
