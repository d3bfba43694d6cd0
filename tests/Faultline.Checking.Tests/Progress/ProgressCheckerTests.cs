using Faultline.Checking.Progress;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Progress;

public sealed class ProgressCheckerTests
{
    private const double Never = double.PositiveInfinity;

    private readonly List<HistoryEntry> _entries = [];

    // Two clients, the last fault heals at 10 s, the bound is 5 s.
    [Fact]
    public void Every_client_that_asks_and_gets_an_answer_in_time_is_progress()
    {
        Add(0, 10.5, 12);
        Add(1, 11, 11.5, OperationOutcome.Fail);
        Add(1, 12, 14);

        var result = Check(end: 60);

        Assert.Equal(Verdict.Held, result.Verdict);
        Assert.Equal("2 of 2 clients asked after 10.000 s and none waited longer than 3.000 s for an answer; the bound is 5.000 s",
            result.Detail);
    }

    [Fact]
    public void An_operation_from_before_the_healing_counts_when_it_is_answered_after_it()
    {
        Add(0, 3, 14);

        Assert.Equal(Verdict.Held, Check(end: 60).Verdict);
    }

    [Fact]
    public void A_client_without_an_answer_is_named_with_its_last_one()
    {
        Add(0, 1, 2);
        Add(0, 9, 11, OperationOutcome.Fail);
        Add(0, 11, 16, OperationOutcome.Info);
        Add(2, 16, 17);
        Add(1, 10.5, 12);

        var result = Check(end: 60);

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.Equal("c1 (process 0) asked from 10.000 s on and got no answer within 5.000 s: 2 "
            + "operations without an "
            + "answer, the first `process 0: get k -> failed: no leader`; the next came at 17.000 s, its last one "
            + "before at 2.000 s",
            result.Detail);
        Assert.Equal(2, result.Evidence.Count);
    }

    [Fact]
    public void A_client_whose_host_is_gone_for_good_is_owed_nothing()
    {
        Add(0, 11, 17, OperationOutcome.Fail);
        Add(1, 10.5, 12);

        Assert.Equal(Verdict.Broken, Check(end: 60).Verdict);
        Assert.Equal(Verdict.Held, Check(end: 60, lost: [0]).Verdict);
    }

    [Fact]
    public void A_client_goes_on_as_another_process_after_an_unknown_outcome()
    {
        Add(0, 8, Never, OperationOutcome.Info);
        Add(2, 9, 9.5, OperationOutcome.Info);
        Add(4, 10.5, 12);

        Assert.Equal(Verdict.Held, Check(end: 60).Verdict);
    }

    [Fact]
    public void A_client_that_is_never_answered_at_all_waits_from_the_healing_on()
    {
        Add(0, 8, Never, OperationOutcome.Info);
        Add(1, 10.5, 12);

        var result = Check(end: 60);

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.Equal("c1 (process 0) asked from 10.000 s on and got no answer within 5.000 s: 1 operation "
            + "without an "
            + "answer, the first `process 0: get k -> unknown: no leader`; none came until the end, and "
            + "it had none before",
            result.Detail);
    }

    [Fact]
    public void A_client_that_asks_nothing_waits_for_nothing()
    {
        Add(0, 1, 2);
        Add(1, 10.5, 12);

        var result = Check(end: 60);

        Assert.Equal(Verdict.Held, result.Verdict);
        Assert.StartsWith("1 of 2 clients asked", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bound_counts_from_the_first_operation_of_a_client()
    {
        Add(0, 14, 18);
        Add(1, 30, 34);
        Assert.Equal(Verdict.Held, Check(end: 60).Verdict);

        _entries[1].Completed = new HistoryMoment(99, TimeSpan.FromSeconds(35.5));
        Assert.Equal(Verdict.Broken, Check(end: 60).Verdict);
    }

    [Fact]
    public void A_stall_long_after_the_healing_is_found()
    {
        Add(0, 10.5, 12);
        Add(0, 40, Never, OperationOutcome.Info);

        var result = Check(end: 60);

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.StartsWith("c1 (process 0) asked from 40.000 s on", result.Detail, StringComparison.Ordinal);
        Assert.Equal(Verdict.Held, Check(end: 44).Verdict);
    }

    [Fact]
    public void A_run_that_ends_before_the_bound_leaves_it_open()
    {
        Add(0, 10.5, 12);
        Add(1, 11, Never, OperationOutcome.Info);

        var result = Check(end: 14);

        Assert.Equal(Verdict.Undecided, result.Verdict);
        Assert.Equal("c2 was without an answer when the run ended at 14.000 s, 3.000 s after it first "
            + "asked; the bound is 5.000 s", result.Detail);
        Assert.Equal(Verdict.Broken, Check(end: 16).Verdict);
    }

    [Fact]
    public void A_run_in_which_nobody_asks_after_the_healing_leaves_it_open()
    {
        Add(0, 1, 2);

        var result = Check(end: 60);

        Assert.Equal((Verdict.Undecided, "no client asked anything after 10.000 s"), (result.Verdict, result.Detail));
    }

    private void Add(int process, double invoked, double completed, OperationOutcome outcome = OperationOutcome.Ok) =>
        _entries.Add(new HistoryEntry
        {
            Process = process,
            Operation = new KvGet("k"),
            Scheduled = TimeSpan.FromSeconds(invoked),
            Invoked = new HistoryMoment(2 * _entries.Count, TimeSpan.FromSeconds(invoked)),
            Completed = double.IsInfinity(completed)
                ? HistoryMoment.Never
                : new HistoryMoment((2 * _entries.Count) + 1, TimeSpan.FromSeconds(completed)),
            Outcome = outcome,
            Result = outcome == OperationOutcome.Ok ? new KvResult(true, "1") : null,
            Reason = outcome == OperationOutcome.Ok ? null : "no leader",
        });

    private CheckResult Check(double end, params int[] lost) => ProgressChecker.Check(
        new History(_entries), 2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(end), lost.ToHashSet());
}
