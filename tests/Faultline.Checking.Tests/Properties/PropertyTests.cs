using CsCheck;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Properties;
using Faultline.Checking.Tests.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Properties;

public sealed class PropertyTests
{
    private static readonly Account[] Bank = [new("a", 60), new("b", 40)];

    [Theory]
    [InlineData(Gaps.Allowed, true, "a b c", "a c", "b c")]
    [InlineData(Gaps.Allowed, true, "a b a", "a b")]
    [InlineData(Gaps.OnlyAtTheEnd, true, "a b c", "a b", "")]
    [InlineData(Gaps.OnlyAtTheEnd, false, "a b c", "a c")]
    [InlineData(Gaps.Allowed, false, "a b c", "c x a")]
    [InlineData(Gaps.Allowed, false, "a b", "b c", "c a")]
    public void Receivers_deliver_in_one_order_or_not(Gaps gaps, bool holds, params string[] logs) =>
        Assert.Equal(holds, TotalOrderChecker.Check(Logs(logs), gaps).Verdict == Verdict.Held);

    [Fact]
    public void Two_orders_are_told_in_words()
    {
        var result = TotalOrderChecker.Check(Logs("a b c", "c x a"));

        Assert.Equal("n0 delivered a before c, at 0.002 s, but n1 delivered c before a, at 0.002 s", result.Detail);
        Assert.Equal(TimeSpan.FromMilliseconds(2), result.ShownAt);
    }

    [Fact]
    public void One_order_is_found_just_where_some_permutation_fits_every_log()
    {
        var (held, broken) = (0, 0);
        Gen.Int[0, 4].List[0, 4].List[1, 4].Sample(
            lists =>
            {
                string[] logs = [.. lists.Select(static list => string.Join(' ', list.Distinct()))];
                var expected = Permutations([0, 1, 2, 3, 4]).Any(order => lists.All(list =>
                    list.Distinct().Select(message => Array.IndexOf(order, message)) is var places && places.SequenceEqual(places.Order())));
                Assert.Equal(expected, TotalOrderChecker.Check(Logs(logs)).Verdict == Verdict.Held);
                Interlocked.Increment(ref expected ? ref held : ref broken);
            },
            iter: 3_000,
            threads: 1);
        Assert.True(held > 300 && broken > 300, $"{held} held, {broken} broken");
    }

    [Fact]
    public void A_message_is_delivered_once_by_each_and_an_id_given_out_once_by_all()
    {
        Assert.Equal(Verdict.Held, NoDuplicatesChecker.Check(Logs("a b", "b a")).Verdict);
        Assert.Equal("n0 delivered a at 0.002 s, which it had delivered at 0.000 s", NoDuplicatesChecker.Check(Logs("a b a")).Detail);
        Assert.Equal("n1 gave out b at 0.000 s, which n0 had given out at 0.001 s", NoDuplicatesChecker.CheckIds(Logs("a b", "b a")).Detail);
    }

    [Theory]
    [InlineData("1", "1", false, Verdict.Held)]
    [InlineData("1", "2", false, Verdict.Broken)]
    [InlineData("1", "2", true, Verdict.Undecided)]
    [InlineData("1", null, false, Verdict.Undecided)]
    public void Final_reads_agree_or_not(string first, string? second, bool hasUnknown, Verdict verdict)
    {
        var builder = new HistoryBuilder();
        builder.Put(0, "1");
        if (hasUnknown) builder.Invoke(9, new KvPut("k", "2"));
        builder.Get(1, "old and too early");
        for (var i = 0; i < 5; i++) builder.Do(5, new KvGet("other"), new KvResult(true, null));
        builder.Get(1, first);
        if (second is not null) builder.Get(2, second);
        var history = new History([.. builder.Build().Entries.Where(static entry => entry.Operation is not KvGet { Key: "other" })]);

        Assert.Equal(verdict, ConvergenceChecker.Check(history, new KeyValueModel(), TimeSpan.FromSeconds(1)).Verdict);
    }

    [Fact]
    public void A_read_that_began_before_all_was_quiet_may_see_what_was()
    {
        var builder = new HistoryBuilder();
        builder.Put(0, "1");
        var early = builder.Invoke(3, new KvGet("k"));
        builder.Put(0, "2");
        for (var i = 0; i < 10; i++) builder.Get(1, "2");
        builder.Complete(early, OperationOutcome.Ok, new KvResult(true, "1"));

        Assert.Equal(Verdict.Held, ConvergenceChecker.Check(builder.Build(), new KeyValueModel(), TimeSpan.FromSeconds(1)).Verdict);
    }

    [Theory]
    [InlineData("a 50 b 50", null)]
    [InlineData("b 100 a 0", null)]
    [InlineData("a 50 b 40", "found the total 90, but it is 100")]
    [InlineData("a 101 b -1", "found -1 in account b")]
    [InlineData("a 100", "did not find account b")]
    [InlineData("a 50 b 40 c 10", "found account c, which there is not")]
    [InlineData("a 50 a 50 b 0", "found account a twice")]
    public void A_bank_keeps_its_total(string balances, string? complaint)
    {
        var words = balances.Split(' ');
        Account[] accounts = [.. words.Chunk(2).Select(static pair => new Account(pair[0], long.Parse(pair[1], null)))];
        var builder = new HistoryBuilder();
        builder.Do(0, new BankTransfer("a", "b", 10), Done.Instance);
        builder.Do(1, new BankRead(), new Balances(accounts));

        var result = ConservationChecker.Check(builder.Build(), Bank);

        Assert.Equal(complaint is null ? Verdict.Held : Verdict.Broken, result.Verdict);
        if (complaint is not null) Assert.Equal("`read` by process 1 at 0.300 s " + complaint, result.Detail);
        if (balances == "a 101 b -1") Assert.Equal(Verdict.Held, ConservationChecker.Check(builder.Build(), Bank, mayOverdraw: true).Verdict);
    }

    [Theory]
    [InlineData(SetReads.Every, Verdict.Held, "+a", "?a", "+b", "?ab")]
    [InlineData(SetReads.Every, Verdict.Broken, "+a", "?", "?a")]
    [InlineData(SetReads.Last, Verdict.Held, "+a", "?", "?a")]
    [InlineData(SetReads.Last, Verdict.Broken, "+a", "?a", "?")]
    [InlineData(SetReads.Every, Verdict.Broken, "+a", "?ax")]
    [InlineData(SetReads.Every, Verdict.Broken, "?a", "+a")]
    [InlineData(SetReads.Every, Verdict.Undecided, "?", "+a")]
    [InlineData(SetReads.Every, Verdict.Held, "+a", "-a", "+b", "?b")]
    [InlineData(SetReads.Every, Verdict.Undecided, "+a", "-a", "?")]
    [InlineData(SetReads.Every, Verdict.Held, "!a", "?", "?a")]
    public void A_set_loses_nothing_and_invents_nothing(SetReads which, Verdict verdict, params string[] steps)
    {
        var builder = new HistoryBuilder();
        foreach (var (i, step) in steps.Index())
        {
            if (step[0] == '+') builder.Do(0, new SetAdd(step[1..]), Done.Instance);
            else if (step[0] == '-') builder.Do(0, new SetRemove(step[1..]), Done.Instance);
            else if (step[0] == '!') builder.Invoke(10 + i, new SetAdd(step[1..]));
            else builder.Do(1, new SetRead(), new Elements([.. step[1..].Select(static value => value.ToString())]));
        }

        Assert.Equal(verdict, SetChecker.Check(builder.Build(), which).Verdict);
    }

    [Fact]
    public void A_read_beside_a_removal_may_miss_the_element()
    {
        var builder = new HistoryBuilder();
        builder.Do(0, new SetAdd("a"), Done.Instance);
        builder.Do(1, new SetRead(), new Elements(["a"]));
        var beside = builder.Invoke(1, new SetRead());
        builder.Do(0, new SetRemove("a"), Done.Instance);
        builder.Complete(beside, OperationOutcome.Ok, new Elements([]));

        Assert.Equal(Verdict.Held, SetChecker.Check(builder.Build(), SetReads.Every).Verdict);
    }

    [Fact]
    public void A_lost_element_is_told_with_the_counts()
    {
        var builder = new HistoryBuilder();
        builder.Do(0, new SetAdd("a"), Done.Instance);
        builder.Do(1, new SetRead(), new Elements([]));
        builder.Do(0, new SetAdd("b"), Done.Instance);

        var result = SetChecker.Check(builder.Build(), SetReads.Last);

        Assert.Equal(
            "`read` by process 1 at 0.300 s did not find a, although `add a` by process 0 at 0.100 s had completed; "
            + "2 elements acknowledged: 1 lost, 0 stale, 1 never read",
            result.Detail);
        Assert.Equal(2, result.Evidence.Count);
    }

    [Fact]
    public void A_counter_is_within_its_bounds_just_where_every_read_is_a_sum_between_them()
    {
        var (held, broken) = (0, 0);
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var history = Counter(new Prng((ulong)seed));
                var result = CounterChecker.Check(history);
                var expected = IsWithinBounds(history);
                Assert.Equal(expected, result.Verdict == Verdict.Held);
                Interlocked.Increment(ref expected ? ref held : ref broken);
                if (expected) return;
                Assert.False(IsWithinBounds(new History(result.Evidence)));
                foreach (var spared in result.Evidence)
                    Assert.True(IsWithinBounds(new History([.. result.Evidence.Where(entry => entry != spared)])) || ((CounterAdd)spared.Operation).By != 0);
            },
            iter: 20_000,
            threads: 1);
        Assert.True(held > 2_000 && broken > 2_000, $"{held} held, {broken} broken");
    }

    [Fact]
    public void Users_of_consensus_are_told_one_value_that_was_proposed()
    {
        var builder = new HistoryBuilder();
        builder.Do(0, new Propose(1, "a"), new Chosen("a"));
        builder.Do(1, new Propose(1, "b"), new Chosen("a"));
        Assert.Equal(Verdict.Held, ConsensusChecker.CheckAgreement(builder.Build()).Verdict);
        Assert.Equal(Verdict.Held, ConsensusChecker.CheckValidity(builder.Build()).Verdict);
        builder.Do(2, new Propose(1, "c"), new Chosen("d"));
        Assert.Equal("in instance 1, process 0 was told a at 0.100 s, but process 2 was told d at 0.500 s", ConsensusChecker.CheckAgreement(builder.Build()).Detail);
        Assert.Equal("in instance 1, process 2 was told d at 0.500 s, which nobody proposed in it", ConsensusChecker.CheckValidity(builder.Build()).Detail);
        builder.Do(3, new Propose(1, "d"), new Chosen("a"));
        Assert.Equal("in instance 1, process 2 was told d at 0.500 s, which was first proposed at 0.600 s", ConsensusChecker.CheckValidity(builder.Build()).Detail);
    }

    private static bool IsWithinBounds(History history) => history.Entries
        .Where(static entry => entry is { Operation: CounterRead, Outcome: OperationOutcome.Ok })
        .All(read =>
        {
            var (least, greatest) = (0L, 0L);
            foreach (var add in history.Entries.Where(entry => entry.Operation is CounterAdd && entry.Outcome != OperationOutcome.Fail))
            {
                var by = ((CounterAdd)add.Operation).By;
                var must = add.Outcome == OperationOutcome.Ok && add.Completed < read.Invoked;
                var can = add.Invoked < read.Completed;
                if (must || (can && by < 0)) least += by;
                if (must || (can && by > 0)) greatest += by;
            }

            return ((CounterValue)read.Result!).Value is var value && least <= value && value <= greatest;
        });

    private static History Counter(Prng random)
    {
        var builder = new HistoryBuilder();
        var open = new List<HistoryEntry>();
        for (var i = 0; i < 9; i++)
        {
            if (open.Count > 0 && random.Below(2) == 0)
            {
                var entry = open[random.Below(open.Count)];
                open.Remove(entry);
                if (entry.Operation is CounterRead) builder.Complete(entry, OperationOutcome.Ok, new CounterValue(random.Below(9) - 3));
                else if (random.Below(6) == 0) builder.Complete(entry, OperationOutcome.Fail);
                else builder.Complete(entry, OperationOutcome.Ok, Done.Instance);
            }

            open.Add(builder.Invoke(i, random.Below(3) == 0 ? new CounterRead() : new CounterAdd(random.Below(6) - 2)));
        }

        return builder.Build();
    }

    private static DeliveryLog[] Logs(params string[] logs) =>
    [
        .. logs.Index().Select(static log => new DeliveryLog($"n{log.Index}", [.. log.Item.Split(' ', StringSplitOptions.RemoveEmptyEntries).Index()
            .Select(static message => new Delivery(message.Item, TimeSpan.FromMilliseconds(message.Index)))])),
    ];

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]), static (item, rest) => (int[])[item, .. rest]);
}
