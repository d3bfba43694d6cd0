using Faultline.Checking.Verdicts;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Campaigns;

public sealed class CampaignTests
{
    private static readonly RunSettings Sound = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(20) };
    private static readonly RunSettings Unsound = RunSetup.DefaultsOf("kv-async") with { Duration = TimeSpan.FromSeconds(40) };

    [Fact]
    public void One_thread_and_two_come_to_the_same()
    {
        var one = Run(Sound, new CampaignSeeds(1, 12) { Threads = 1 });
        var two = Run(Sound, new CampaignSeeds(1, 12) { Threads = 2 });

        Assert.Equal(Verdict.Held, one.Verdict);
        Assert.Equal(one.TraceHash, two.TraceHash);
        Assert.Equal(Enumerable.Range(1, 12).Select(static seed => (ulong)seed), two.Runs.Select(static run => run.Seed));
        Assert.Equal(12, two.Runs.Select(static run => run.TraceHash).Distinct().Count());
    }

    [Fact]
    public void One_thread_and_two_find_the_same_first_and_stop_there()
    {
        var one = Run(Unsound, new CampaignSeeds(1, 40) { Threads = 1 });
        var two = Run(Unsound, new CampaignSeeds(1, 40) { Threads = 2 });

        Assert.Equal((Verdict.Broken, Verdict.Broken), (one.Verdict, two.Verdict));
        Assert.Equal(one.FirstBroken!.Seed, two.FirstBroken!.Seed);
        Assert.Equal(one.TraceHash, two.TraceHash);
        Assert.Equal(one.FirstBroken, one.Runs[^1]);
        Assert.True(one.Runs.Count < 40);
    }

    [Fact]
    public void A_campaign_that_keeps_going_runs_every_seed()
    {
        var report = Run(Unsound, new CampaignSeeds(1, 12) { KeepGoing = true });

        Assert.Equal(12, report.Runs.Count);
        Assert.Equal(Verdict.Broken, report.Verdict);
        Assert.Equal(report.Runs.First(static run => run.Verdict == Verdict.Broken), report.FirstBroken);
    }

    [Fact]
    public void A_seed_of_a_campaign_is_the_run_of_that_seed()
    {
        var campaign = Run(Sound, new CampaignSeeds(5, 6));
        var run = Runner.Run(RunSetup.Of(Sound with { Seed = 6 }), new RunOptions()).Report;

        var seed = campaign.Runs[1];

        Assert.Equal((run.TraceHash, run.ServiceLevels.Ok, run.Network.Sent), (seed.TraceHash, seed.Ok, seed.Messages));
    }

    [Fact]
    public void Progress_is_told_of_every_seed_once()
    {
        var told = new List<ulong>();

        Campaign.Run(Sound, new CampaignSeeds(1, 6), report => told.Add(report.Seed), TestContext.Current.CancellationToken);

        Assert.Equal([1UL, 2UL, 3UL, 4UL, 5UL, 6UL], told.Order());
    }

    [Fact]
    public void A_campaign_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => Campaign.Run(Sound, new CampaignSeeds(1, 10_000), _ => stop.Cancel(), stop.Token));
    }

    [Fact]
    public void Impossible_settings_are_refused_before_anything_runs() =>
        Assert.Throws<BadInputException>(() => Run(Sound with { Nodes = 0 }, new CampaignSeeds(1, 2)));

    [Theory]
    [InlineData("1..2000", 1, 2_000)]
    [InlineData("7..7", 7, 1)]
    [InlineData("18446744073709551614..18446744073709551615", 18446744073709551614, 2)]
    public void Seeds_are_read_from_a_range(string text, ulong first, int count)
    {
        var seeds = CampaignSeeds.Parse(text);

        Assert.Equal((first, count), (seeds.First, seeds.Count));
        Assert.False(seeds.KeepGoing);
    }

    [Theory]
    [InlineData("", "\"\" is no range of seeds: write one such as 1..2000")]
    [InlineData("5", "\"5\" is no range of seeds: write one such as 1..2000")]
    [InlineData("1..", "\"1..\" is no range of seeds: write one such as 1..2000")]
    [InlineData("a..b", "\"a..b\" is no range of seeds: write one such as 1..2000")]
    [InlineData("-1..3", "\"-1..3\" is no range of seeds: write one such as 1..2000")]
    [InlineData("1..2..3", "\"1..2..3\" is no range of seeds: write one such as 1..2000")]
    [InlineData("1..18446744073709551616", "\"1..18446744073709551616\" is no range of seeds: write one such as 1..2000")]
    [InlineData("9..3", "the seeds 9..3 run backwards: write the lower one first")]
    [InlineData("0..10000000", "0..10000000 are more than 10,000,000 seeds")]
    [InlineData("0..18446744073709551615", "0..18446744073709551615 are more than 10,000,000 seeds")]
    public void Anything_else_is_refused_in_a_sentence(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<BadInputException>(() => CampaignSeeds.Parse(text)).Message);

    private static CampaignReport Run(RunSettings settings, CampaignSeeds seeds) =>
        Campaign.Run(settings, seeds, cancellation: TestContext.Current.CancellationToken);
}
