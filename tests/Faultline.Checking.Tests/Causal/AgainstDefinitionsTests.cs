using CsCheck;
using Faultline.Checking.Causal;
using Faultline.Checking.Sessions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Tests.Causal;

/// <summary>Every verdict on random small histories is what trying out the definition gives, and every proof is one by itself.</summary>
public sealed class AgainstDefinitionsTests
{
    private static readonly (string Name, Func<History, CheckResult> Check, Func<BruteForceOrders, bool> Reference, int Most)[] All =
    [
        ("sequential", static h => Checks.Sequential(h).Result, static b => b.IsSequential(), 9),
        ("causal", Causal(CausalModel.CausalConsistency), static b => b.IsCausal(), 6),
        ("convergent", Causal(CausalModel.CausalConvergence), static b => b.IsConvergent(), 6),
        ("memory", Causal(CausalModel.CausalMemory), static b => b.IsCausalMemory(), 6),
        ("ryw", Session(SessionGuarantee.ReadYourWrites), static b => b.ReadsYourWrites(), 9),
        ("mr", Session(SessionGuarantee.MonotonicReads), static b => b.HasMonotonicReads(), 9),
        ("mw", Session(SessionGuarantee.MonotonicWrites), static b => b.HasMonotonicWrites(), 9),
        ("wfr", Session(SessionGuarantee.WritesFollowReads), static b => b.HasWritesFollowReads(), 9),
    ];

    public static TheoryData<string, int> Few => [.. All.Select(static row => (row.Name, row.Most > 6 ? 10_000 : 2_000))];

    public static TheoryData<string, int> Many => [.. All.Select(static row => (row.Name, 100_000))];

    [Theory]
    [MemberData(nameof(Few))]
    public void The_verdict_is_that_of_the_definition(string name, int histories) => Compare(name, histories);

    [Theory(Explicit = true)]
    [MemberData(nameof(Many))]
    public void The_verdict_is_that_of_the_definition_on_a_hundred_thousand(string name, int histories) => Compare(name, histories);

    private static void Compare(string name, int histories)
    {
        var (_, check, reference, most) = All.Single(row => row.Name == name);
        var (held, broken) = (0, 0);
        SmallHistories.Distinct(most).Sample(
            history =>
            {
                var result = check(history);
                var expected = reference(new BruteForceOrders(history));
                Assert.True(expected == (result.Verdict == Verdict.Held), $"{result}\n{string.Join('\n', history.Entries)}");
                Interlocked.Increment(ref expected ? ref held : ref broken);
                if (!expected) Assert.False(reference(new BruteForceOrders(new History(result.Evidence))), $"{result}\n{string.Join('\n', result.Evidence)}");
            },
            iter: histories,
            threads: 1);
        Assert.True(held > histories / 20 && broken > histories / 20, $"{held} held, {broken} broken");
    }

    private static Func<History, CheckResult> Causal(CausalModel meaning) =>
        history => Checks.Causal(history, meaning).Result;

    private static Func<History, CheckResult> Session(SessionGuarantee guarantee) =>
        history => Checks.Session(history, guarantee);
}
