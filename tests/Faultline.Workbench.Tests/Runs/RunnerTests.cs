using Faultline.Checking.Verdicts;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

public sealed class RunnerTests
{
    private static readonly RunSettings Settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(40) };

    [Fact]
    public void The_same_settings_give_the_same_run_and_another_seed_another()
    {
        var (first, again, other) = (Run(Settings), Run(Settings), Run(Settings with { Seed = 2 }));

        Assert.Equal((first.TraceHash, first.Events), (again.TraceHash, again.Events));
        Assert.Equal(first.History.Entries.Select(static entry => entry.ToString()),
            again.History.Entries.Select(static entry => entry.ToString()));
        Assert.NotEqual(first.TraceHash, other.TraceHash);
    }

    [Fact]
    public void Watching_a_run_does_not_change_it()
    {
        var watched = Runner.Run(RunSetup.Of(Settings), new RunOptions { KeepFingerprints = true, Progress = static _ => { } });

        Assert.Equal(Run(Settings).TraceHash, watched.Report.TraceHash);
        Assert.Equal(watched.Report.Events, watched.Fingerprints.Length);
    }

    [Fact]
    public void Without_one_of_the_faults_users_wish_the_same_and_get_the_same_until_it_would_have_begun()
    {
        var plan = RunSetup.Of(Settings).Plan;
        var removed = plan.Faults[plan.Faults.Count / 2];

        var whole = Run(Settings, plan).History.Entries;
        var without = Run(Settings, new FaultPlan([.. plan.Faults.Where(fault => fault != removed)])).History.Entries;

        var before = whole.TakeWhile(entry => entry.Completed.Time < removed.Start).Select(static entry => entry.ToString()).ToList();
        Assert.True(before.Count > 100);
        Assert.Equal(before, without.Take(before.Count).Select(static entry => entry.ToString()));

        // Users wish at the same moments to the end, whatever became of their wishes before; a few of the last are never sent.
        Assert.Equal(Wishes(whole), Wishes(without));

        static IEnumerable<TimeSpan> Wishes(IEnumerable<Model.Histories.HistoryEntry> entries) =>
            entries.Select(static entry => entry.Scheduled).Where(static time => time < Seconds(35)).Order();
    }

    [Fact]
    public void A_replay_is_the_same_to_the_last_event()
    {
        var recorded = Runner.Run(RunSetup.Of(Settings), new RunOptions { KeepFingerprints = true });

        var replay = Runner.Run(RunSetup.Of(Settings), new RunOptions { Expected = recorded.Fingerprints });

        Assert.Null(replay.Divergence);
    }

    [Fact]
    public void A_replay_names_the_event_at_which_it_parts()
    {
        var recorded = Runner.Run(RunSetup.Of(Settings), new RunOptions { KeepFingerprints = true }).Fingerprints;
        recorded[12_345] ^= 0x8000;

        var replay = Runner.Run(RunSetup.Of(Settings), new RunOptions { Expected = recorded });

        Assert.Equal(12_345, replay.Divergence!.Event);
        Assert.NotEqual("", replay.Divergence.What);
        Assert.InRange(replay.Divergence.Time, TimeSpan.FromTicks(1), Settings.Duration);
    }

    [Fact]
    public void A_report_says_what_the_faults_did_and_what_became_of_each_promise()
    {
        var report = Run(Settings);

        Assert.Equal(["linearizable", "agreement", "integrity", "promises-kept", "progress", "invariants"],
            report.Promises.Select(static promise => promise.Name));
        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.Equal(report.Faults.Count, report.FaultKinds.Sum(static kind => kind.Count));
        Assert.Equal(report.Faults.Sum(static fault => fault.Count), report.FaultKinds.Sum(static kind => kind.EffectCount));
        Assert.Contains(report.NodeEvents, static said => said.Text.StartsWith("leads in ballot ", StringComparison.Ordinal));
        Assert.Equal("faultline run kv-paxos --seed 1 --for 40s", report.Command);
        Assert.Equal(16, report.TraceHash.Length);
    }

    [Fact]
    public void The_command_of_a_run_says_what_differs_from_the_defaults()
    {
        var settings = Settings with
        {
            Seed = 9,
            Nodes = 3,
            Clients = 2,
            Rate = 7,
            Faults = "crash",
            Options = new Dictionary<string, string> { ["reads"] = "lease" },
        };

        Assert.Equal(
            "faultline run kv-paxos --seed 9 --nodes 3 --clients 2 --rate 7 --for 40s --faults crash --set reads=lease",
            Run(settings).Command);
    }

    [Fact]
    public void A_system_that_stops_answering_is_found()
    {
        // n1 is away when the others elect, and nobody chooses anything without it; after its return the fault is over, but the
        // time-out is so long that no leader is elected within the bound.
        var settings = Settings with
        {
            Nodes = 2,
            Options = new Dictionary<string, string> { ["election-timeout"] = "20000", ["phase2-quorum"] = "2" },
        };
        var plan = new FaultPlan([new CrashFault { Start = Seconds(1), End = Seconds(2), Nodes = [NodeId.Node(1), NodeId.Node(2)] }]);

        var report = Run(settings, plan);

        var progress = report.Promises.Single(static promise => promise.Name == "progress").Result;
        Assert.Equal((Verdict.Broken, Verdict.Broken), (report.Verdict, progress.Verdict));
        Assert.NotEmpty(progress.Evidence);
        Assert.All(report.Promises.Where(static promise => promise.Name != "progress"),
            static promise => Assert.Equal(Verdict.Held, promise.Result.Verdict));
    }

    [Theory]
    [InlineData("kv-paxos", 2, Verdict.Held)]
    [InlineData("kv-paxos", 3, Verdict.Broken)]
    [InlineData("paxos", 2, Verdict.Held)]
    [InlineData("paxos", 3, Verdict.Broken)]
    public void When_nodes_are_gone_for_good_the_users_of_the_others_are_owed_answers(string system, int gone, Verdict progress)
    {
        var settings = RunSetup.DefaultsOf(system) with { Duration = Seconds(40) };
        var plan = new FaultPlan(
        [
            new CrashFault { Start = Seconds(5), End = Seconds(10), Nodes = [NodeId.Node(5)], Forever = true },
            new PauseFault { Start = Seconds(6), End = Seconds(10), Nodes = [.. Enumerable.Range(1, gone - 1).Select(NodeId.Node)], Forever = true },
        ]);

        var report = Run(settings, plan);

        Assert.Equal(progress, report.Promises.Single(static promise => promise.Name == "progress").Result.Verdict);
        Assert.Equal(Seconds(40), report.Faults[0].End);
    }

    [Fact]
    public void A_client_that_crashes_does_not_take_old_answers_for_new_ones()
    {
        // Answers come up to 0.4 s late, and each user is away for 0.1 s again and again.
        var faults = new List<Fault>
        {
            new ReorderingFault
            {
                Start = Seconds(1),
                End = Seconds(30),
                Chance = Model.Randomness.Chance.Percent(30),
                Delay = TimeSpan.FromMilliseconds(400),
            },
        };
        for (var time = 2.0; time < 29; time += 0.5)
        {
            faults.Add(new CrashFault
            {
                Start = Seconds(time),
                End = Seconds(time + 0.1),
                Nodes = [.. Enumerable.Range(1, 8).Select(NodeId.Client)],
            });
        }

        var report = Run(Settings, new FaultPlan(faults));

        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.Contains(report.History.Entries, static entry =>
            entry.Outcome == OperationOutcome.Info && entry.Reason!.EndsWith("went down", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var options = new RunOptions
        {
            Cancellation = stop.Token,
            Progress = progress =>
            {
                if (progress.Virtual >= Seconds(5)) stop.Cancel();
            },
        };

        Assert.ThrowsAny<OperationCanceledException>(() => Runner.Run(RunSetup.Of(Settings), options));
    }

    private static RunReport Run(RunSettings settings, FaultPlan? plan = null) =>
        Runner.Run(RunSetup.Of(settings, plan), new RunOptions()).Report;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
