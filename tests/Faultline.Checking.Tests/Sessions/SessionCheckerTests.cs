using Faultline.Checking.Causal;
using Faultline.Checking.Sessions;
using Faultline.Checking.Tests.Causal;
using Faultline.Checking.Tests.Sequential;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Sessions;

public sealed class SessionCheckerTests
{
    // Whether the history keeps read your writes, monotonic reads, monotonic writes and writes follow reads.
    [Theory]
    [InlineData(false, true, true, true, "w x 1; r x 0")]
    [InlineData(false, true, true, true, "w x 1; w x 2; r x 1")]
    [InlineData(true, false, true, true, "w x 1; w x 2", "r x 2; r x 1")]
    [InlineData(true, false, true, true, "w x 1", "w x 2", "r x 1; r x 2; r x 1")]
    [InlineData(true, true, false, true, "w x 1; w y 1", "r y 1; r x 0")]
    [InlineData(true, true, true, false, "w x 1", "r x 1; w y 1", "r y 1; r x 0")]
    [InlineData(true, true, true, true, "w x 1; r y 0", "w y 1; r x 0")]
    public void A_history_breaks_the_guarantee_that_it_breaks(bool ryw, bool mr, bool mw, bool wfr, params string[] processes)
    {
        var history = SmallHistories.Parse(processes);

        Assert.Equal(
            [ryw, mr, mw, wfr],
            Enum.GetValues<SessionGuarantee>().Select(guarantee => Checks.Session(history, guarantee).Verdict == Verdict.Held));
    }

    [Theory]
    [InlineData(
        SessionGuarantee.ReadYourWrites,
        "read your writes: process 0 read key x = nothing at 0.300 s, after its own `put x = 1` had completed at 0.100 s",
        "w x 1; r x 0")]
    [InlineData(
        SessionGuarantee.MonotonicReads,
        "monotonic reads: process 0 did `put x = 1` before `put x = 2`; process 1 read key x = 1 at 0.700 s, after it had read key x = 2 at 0.300 s",
        "w x 1; w x 2",
        "r x 2; r x 1")]
    [InlineData(
        SessionGuarantee.MonotonicWrites,
        "monotonic writes: process 1 read key x = nothing at 0.700 s, after it had read key y = 1 at 0.300 s, which process 0 wrote after `put x = 1`",
        "w x 1; w y 1",
        "r y 1; r x 0")]
    [InlineData(
        SessionGuarantee.WritesFollowReads,
        "writes follow reads: process 1 read key x = 1 at 0.300 s; process 2 read key x = nothing at 0.900 s, after it had read key y = 1 at 0.500 s, "
            + "which process 1 wrote after it had read key x = 1",
        "w x 1",
        "r x 1; w y 1",
        "r y 1; r x 0")]
    public void A_violation_is_told_in_words(SessionGuarantee guarantee, string words, params string[] processes) =>
        Assert.Equal(words, Checks.Session(SmallHistories.Parse(processes), guarantee).Detail);

    [Theory]
    [InlineData(SessionGuarantee.ReadYourWrites)]
    [InlineData(SessionGuarantee.MonotonicReads)]
    [InlineData(SessionGuarantee.MonotonicWrites)]
    [InlineData(SessionGuarantee.WritesFollowReads)]
    public void A_long_history_of_lagging_replicas_keeps_all_of_them_and_with_one_old_read_not(SessionGuarantee guarantee)
    {
        var history = SequentialConsistencyTests.Long(7, 20_000, 8, 5, isLagging: true);
        Assert.Equal(Verdict.Held, Checks.Session(history, guarantee).Verdict);
        var reads = history.Entries.Where(static entry => entry.Operation is KvGet { Key: "k0" }).ToList();
        reads[reads.Count / 2].Result = new KvResult(true, null);

        var result = Checks.Session(history, guarantee);

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.InRange(result.Evidence.Count, 2, 8);
        Assert.Equal(
            Verdict.Broken,
            Checks.Causal(history, CausalModel.CausalConsistency).Result.Verdict);
    }
}
