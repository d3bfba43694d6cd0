using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Shrinking;

namespace Faultline.Systems.Tests.Sweeps;

/// <summary>What planted mistakes break shrinks to a run that a person can follow, and that repeats.</summary>
/// <remarks>The explicit ones take longer; <c>.ci/run</c> runs them and shows their figures.</remarks>
public sealed class ShrunkMistakes
{
    private const int MostFaults = 3;
    private const int MostOperations = 6;

    /// <summary>
    /// The kinds that these mistakes need, and a few more. Out of plans of every kind the search comes to as little from most seeds and not
    /// from all: what goes first decides where it ends.
    /// </summary>
    private const string Plain = "loss,partition,crash,power-loss,pause";

    [Fact]
    public void Acknowledged_writes_that_are_lost() => Shrinks(First(Sweep.Of("kv-async"), 10));

    [Fact]
    public void A_promise_that_was_sent_before_it_was_synced() => Shrinks(First(With(PlantedMistakes.SlowDisks, "unsynced-promise"), 400));

    [Fact(Explicit = true)]
    public void A_leader_that_takes_any_accepted_value() => Shrinks(First(With(PlantedMistakes.FastChanges, "any-value"), 60));

    [Theory(Explicit = true)]
    [InlineData("forgotten-accepted")]
    [InlineData("repeated-retry")]
    public void A_mistake_that_any_fault_brings_out(string mistake) => Shrinks(First(Sweep.Of("kv-paxos", ("mistake", mistake)), 30));

    [Fact(Explicit = true)]
    public void Sessions_missing_from_snapshots() =>
        Shrinks(First(Sweep.Of("kv-paxos", ("mistake", "lost-sessions"), ("snapshot-every", "100")) with { Faults = Plain }, 30));

    [Fact(Explicit = true)]
    public void Reads_that_a_leader_answers_alone() => Shrinks(First(Sweep.Of("kv-paxos", ("reads", "local")) with { Faults = Plain }, 30));

    [Fact(Explicit = true)]
    public void A_lease_beyond_the_bound_of_the_clocks()
    {
        var scenario = Workbench.Scenarios.Scenario.Read(Path.Combine(AppContext.BaseDirectory, "scenarios", "kv-paxos-lease-broken.yaml"));
        Shrinks(RunSetup.Of(scenario.Settings, scenario.Plan));
    }

    private static RunSettings With(RunSettings settings, string mistake) =>
        settings with { Options = new Dictionary<string, string> { ["mistake"] = mistake } };

    private static RunSetup First(RunSettings settings, ulong seeds) =>
        RunSetup.Of(settings with { Seed = Sweep.Run(settings, seeds).FirstBroken!.Seed });

    private static void Shrinks(RunSetup setup)
    {
        var run = Runner.Run(setup, new RunOptions());

        var shrunk = Shrinker.Shrink(run, new ShrinkOptions
        {
            TimeLimit = TimeSpan.FromMinutes(10),
            Cancellation = TestContext.Current.CancellationToken,
        });

        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{shrunk.Promise}: {shrunk.Before} to {shrunk.After}, {shrunk.Tries} candidates, {shrunk.WallTime.TotalSeconds:N1} s");
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        Assert.True(shrunk.After.Faults <= MostFaults && shrunk.After.Operations <= MostOperations, figures);
        Assert.Equal(ShrinkEnd.Minimal, shrunk.End);
        var again = Runner.Run(shrunk.Run.Setup, new RunOptions()).Report;
        Assert.Equal(shrunk.Run.Report.TraceHash, again.TraceHash);
        Assert.Equal(Verdict.Broken, again.Promises.Single(promise => promise.Name == shrunk.Promise).Result.Verdict);
    }
}
