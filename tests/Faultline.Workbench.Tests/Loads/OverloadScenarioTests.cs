using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Scenarios;
using Faultline.Workbench.Tests.Repository;

namespace Faultline.Workbench.Tests.Loads;

/// <summary>What the overload scenarios show, in numbers: ten seconds before the flood, during it from 10 s to 20 s, and after.</summary>
public sealed class OverloadScenarioTests
{
    [Fact]
    public void Without_a_bound_nobody_is_served_after_the_flood_either()
    {
        var run = Run("overload-unbounded");

        Assert.Equal(Verdict.Broken, run.Verdict);
        Assert.InRange(Goodput(run, 2, 10), 85, 115);
        Assert.InRange(Goodput(run, 14, 20), 0, 1);
        Assert.InRange(Goodput(run, 20, 60), 0, 1);
    }

    [Fact]
    public void Shedding_keeps_serving_through_the_flood_and_everything_is_as_before_after_it()
    {
        var run = Run("overload-shedding");

        Assert.Equal(Verdict.Held, run.Verdict);
        Assert.InRange(Goodput(run, 12, 20), 50, 115);
        Assert.InRange(Goodput(run, 22, 60), 90, 115);
        Assert.True(run.ServiceLevels.Availability > 0.99);
        Assert.True(SlowestOf(run, 10, 20) > TimeSpan.FromSeconds(1));
        Assert.True(SlowestOf(run, 30, 60) < TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void Turns_of_clients_hide_the_flood_of_a_few_from_the_others()
    {
        var run = Run("overload-per-client");

        Assert.Equal(Verdict.Held, run.Verdict);
        Assert.Equal(1, run.ServiceLevels.Availability);
        Assert.InRange(Goodput(run, 10, 20), 90, 115);
        Assert.True(SlowestOf(run, 10, 20) < TimeSpan.FromSeconds(0.25));
    }

    [Fact]
    public void Kv_paxos_moves_its_lead_away_from_the_node_that_is_flooded()
    {
        var run = Run("flood-kv-paxos");

        Assert.Equal(Verdict.Held, run.Verdict);
        Assert.Contains(run.NodeEvents, static said => said is { Node: "n2" } && said.Text.StartsWith("leads no more", StringComparison.Ordinal)
            && said.Time > TimeSpan.FromSeconds(10) && said.Time < TimeSpan.FromSeconds(12));
        Assert.True(run.Network.Losses.Single(static loss => loss.Reason == "inbox full").Messages > 10_000);
        Assert.InRange(Goodput(run, 12, 20), 90, 115);
    }

    [Fact]
    public void Every_flood_has_an_effect()
    {
        foreach (var name in new[] { "overload-unbounded", "overload-shedding", "overload-per-client", "flood-kv-paxos" })
            Assert.True(Assert.Single(Run(name).Faults).Count > 5_000);
    }

    [Fact]
    public void A_system_without_a_request_for_floods_says_so()
    {
        var settings = RunSetup.DefaultsOf("paxos") with { Faults = "flood" };

        Assert.Equal(
            "paxos cannot be flooded: it knows no request that serves nobody; leave flood out",
            Assert.Throws<BadInputException>(() => RunSetup.Of(settings)).Message);
    }

    [Fact]
    public void An_inbox_without_room_is_refused() => Assert.Equal(
        "an inbox of 0 is not possible: give 1 or more",
        Assert.Throws<BadInputException>(static () => RunSetup.Of(RunSetup.DefaultsOf("kv-paxos") with { Inbox = 0 })).Message);

    private static readonly Dictionary<string, RunReport> Runs = [];

    private static RunReport Run(string name)
    {
        lock (Runs)
        {
            if (Runs.TryGetValue(name, out var report)) return report;
            var scenario = Scenario.Read(Path.Combine(Checkout.Root, "scenarios", name + ".yaml"));
            return Runs[name] = Runner.Run(RunSetup.Of(scenario.Settings, scenario.Plan), new RunOptions()).Report;
        }
    }

    /// <summary>Operations answered a second, between two moments in seconds.</summary>
    private static double Goodput(RunReport run, double from, double to) => run.History.Entries.Count(entry =>
        entry.Outcome == OperationOutcome.Ok && entry.Completed.Time.TotalSeconds >= from && entry.Completed.Time.TotalSeconds < to) / (to - from);

    /// <summary>The longest that an operation took which was answered and was wanted between two moments in seconds.</summary>
    private static TimeSpan SlowestOf(RunReport run, double from, double to) => run.History.Entries
        .Where(entry => entry.Outcome == OperationOutcome.Ok && entry.Scheduled.TotalSeconds >= from && entry.Scheduled.TotalSeconds < to)
        .Max(static entry => entry.Completed.Time - entry.Scheduled);
}
