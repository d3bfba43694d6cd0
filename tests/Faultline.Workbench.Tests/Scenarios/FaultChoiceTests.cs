using Faultline.Checking.Verdicts;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Scenarios;
using Faultline.Workbench.Tests.Repository;

namespace Faultline.Workbench.Tests.Scenarios;

public sealed class FaultChoiceTests : IDisposable
{
    private static readonly RunSettings Settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(60) };

    private readonly string _folder = Directory.CreateTempSubdirectory("faultline-").FullName;

    public static TheoryData<string> Profiles => [.. Checkout.Files("scenarios/profiles", ".yaml").Select(static path => Path.GetFileNameWithoutExtension(path))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_shipped_profile_disturbs_and_kv_paxos_holds(string name)
    {
        var choice = FaultChoice.Of(Path.Combine(Checkout.Root, "scenarios", "profiles", name + ".yaml"));

        var report = Run(choice.In(Settings with { Duration = TimeSpan.FromMinutes(3) }));

        Assert.NotNull(choice.Profile!.Summary);
        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.Equal(choice.Profile.Kinds.Keys.Order(StringComparer.Ordinal), report.FaultKinds.Select(static kind => kind.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_profile_is_a_part_of_the_settings_and_a_run_file_replays_it()
    {
        var path = Write("mine.yaml", "calm: 5s\nquiet: 20s\nkinds:\n  crash: {pause: 3s, longest: 1s}\n  loss:\n");
        var choice = FaultChoice.Of(path);
        var run = Runner.Run(RunSetup.Of(choice.In(Settings)), new RunOptions { KeepFingerprints = true });
        new RunFolder(_folder).Write(run);
        File.Delete(path);

        var replay = Replays.Replay.Run(Path.Combine(_folder, "run.json"), new RunOptions());

        Assert.True(replay.IsSame);
        Assert.Equal(choice.Profile!.Kinds["crash"], replay.Recorded.Settings.Profile!.Kinds["crash"]);
        Assert.Equal("faultline replay run.json", run.Report.Command);
        Assert.All(run.Plan.Faults, static fault => Assert.InRange(fault.Start, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(40)));
        Assert.True(run.Plan.HealedAt <= TimeSpan.FromSeconds(40));
        Assert.Contains(run.Plan.Faults, static fault => fault.Kind == "crash");
    }

    [Fact]
    public void A_file_may_list_the_faults_themselves()
    {
        var choice = FaultChoice.Of(Write("plan.yaml",
            "faults:\n  - {kind: crash, start: 9s, end: 10s, nodes: [n1]}\n  - {kind: pause, start: 3s, end: 4s, nodes: [n2]}\n"));

        Assert.Equal(["pause", "crash"], choice.Plan!.Faults.Select(static fault => fault.Kind));
        Assert.Equal([(3L, 2), (2L, 1)], choice.Plan.Places.Select(static place => (place.Line, place.Number)));
    }

    [Fact]
    public void A_scenario_names_a_profile_or_writes_it_out()
    {
        Write("mine.yaml", "kinds: {crash: }\n");

        var named = Scenario("faults: clock,partition");
        var file = Scenario("faults: mine.yaml");
        var swarm = Scenario("faults: {profile: all, swarm: true}");
        var written = Scenario("faults: {swarm: true, quiet: 30s, kinds: {loss: {pause: 5s}, crash: }}");

        Assert.Equal(("clock,partition", null, false), (named.Faults, named.Profile, named.Swarm));
        Assert.Equal(["crash"], file.Profile!.Kinds.Keys);
        Assert.Equal(("all", null, true), (swarm.Faults, swarm.Profile, swarm.Swarm));
        Assert.Equal(TimeSpan.FromSeconds(5), written.Profile!.Kinds["loss"]!.Pause);
        Assert.Equal((TimeSpan.FromSeconds(30), true), (written.Profile.Quiet, written.Swarm));
    }

    [Fact]
    public void In_a_swarm_a_seed_says_which_kinds_it_has_on_and_repeats_itself()
    {
        var report = Run(Settings with { Swarm = true, Seed = 4 });
        var setup = RunSetup.Of(Settings with { Swarm = true, Seed = 4 });

        Assert.Equal(Swarm.Of(FaultKinds.OfProfile("all", new FaultTolerance { DamagedDisks = 2 }), 4).Select(static kind => kind.Name), report.Swarm);
        Assert.Subset(report.Swarm!.ToHashSet(), report.FaultKinds.Select(static kind => kind.Kind).ToHashSet());
        Assert.Equal("faultline run kv-paxos --seed 4 --for 60s --swarm", report.Command);
        Assert.Equal(report.TraceHash, Run(Settings with { Swarm = true, Seed = 4 }).TraceHash);
        Assert.Equal(report.Swarm, RunSummary.Of(report).Swarm);

        // A replay has the plan and still knows what was on.
        Assert.Equal(report.Swarm, Runner.Run(RunSetup.Of(setup.Settings, setup.Plan), new RunOptions()).Report.Swarm);
    }

    [Fact]
    public void A_swarm_leaves_the_faults_of_the_kinds_that_are_on_as_they_were()
    {
        var swarm = RunSetup.Of(Settings with { Swarm = true, Seed = 4 });
        var all = RunSetup.Of(Settings with { Seed = 4 });

        var on = swarm.Kinds.Select(static kind => kind.Name).ToHashSet();
        Assert.Equal(all.Plan.Faults.Where(fault => on.Contains(fault.Kind)).Select(static fault => fault.ToString()), swarm.Plan.Faults.Select(static fault => fault.ToString()));
    }

    [Fact]
    public void A_campaign_counts_in_how_many_seeds_a_kind_was_on()
    {
        var settings = Settings with { Swarm = true, Duration = TimeSpan.FromSeconds(20), Faults = "crash,loss" };
        var campaign = Campaign.Run(settings, new CampaignSeeds(1, 12), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(campaign.Runs.Count(static run => run.Swarm!.Contains("crash")), campaign.SeedsWith("crash"));
        Assert.InRange(campaign.SeedsWith("crash"), 3, 11);
        Assert.Equal(12, campaign.Runs.Count(static run => run.Swarm!.Count > 0));
    }

    private static RunReport Run(RunSettings settings) => Runner.Run(RunSetup.Of(settings), new RunOptions()).Report;

    private RunSettings Scenario(string faults) =>
        Workbench.Scenarios.Scenario.Read(Write("scenario.yaml", $"system: kv-paxos\n{faults}\n")).Settings;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
