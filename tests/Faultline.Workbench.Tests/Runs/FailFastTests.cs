using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

public sealed class FailFastTests
{
    private static readonly RunSettings LocalReads = RunSetup.DefaultsOf("kv-paxos") with
    {
        Seed = 2,
        Duration = TimeSpan.FromSeconds(60),
        FailFast = true,
        Options = new SortedDictionary<string, string> { ["reads"] = "local" },
    };

    [Fact]
    public void A_run_that_fails_fast_ends_at_the_completion_that_breaks_linearizability()
    {
        var report = Run(LocalReads);

        var stopped = Assert.NotNull(report.StoppedAt);
        Assert.InRange(stopped, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(59));
        Assert.Equal(stopped, report.VirtualTime);
        Assert.Equal(Verdict.Broken, report.Verdict);
        Assert.Contains("--fail-fast", report.Command, StringComparison.Ordinal);
        Assert.Equal(stopped, report.History.Entries.Where(static entry => entry.HasEnded).Max(static entry => entry.Completed.Time));

        // One completion less, and nothing was wrong yet.
        var last = report.History.Entries.Where(static entry => entry.HasEnded).MaxBy(static entry => entry.Completed.Index)!;
        var before = report.History.Entries.Where(entry => entry != last);
        var until = LinearizabilityChecker.Check(
            new History([.. before]), new KeyValueModel(), null, TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Held, until.Result.Verdict);
    }

    [Fact]
    public void Until_it_ends_it_is_the_same_run()
    {
        var fast = Run(LocalReads);
        var whole = Run(LocalReads with { FailFast = false });

        Assert.Null(whole.StoppedAt);
        Assert.Equal(TimeSpan.FromSeconds(60), whole.VirtualTime);
        var entries = fast.History.Entries;
        Assert.Equal(
            entries.Select(static entry => (entry.Invoked, $"{entry.Operation}")),
            whole.History.Entries.Take(entries.Count).Select(static entry => (entry.Invoked, $"{entry.Operation}")));
    }

    [Fact]
    public void A_run_without_a_violation_goes_on_to_its_end_with_the_same_trace()
    {
        var settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(60), FailFast = true };

        var fast = Run(settings);
        var whole = Run(settings with { FailFast = false });

        Assert.Null(fast.StoppedAt);
        Assert.Equal(Verdict.Held, fast.Verdict);
        Assert.Equal((whole.TraceHash, whole.Events), (fast.TraceHash, fast.Events));
    }

    [Fact]
    public void A_run_that_ended_early_repeats_itself() => Assert.Equal(Run(LocalReads).TraceHash, Run(LocalReads).TraceHash);

    private static RunReport Run(RunSettings settings) => Runner.Run(RunSetup.Of(settings), new RunOptions { Cancellation = TestContext.Current.CancellationToken }).Report;
}
