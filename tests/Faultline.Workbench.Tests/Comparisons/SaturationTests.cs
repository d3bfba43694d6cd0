using Faultline.Simulation.Networks;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Comparisons;

namespace Faultline.Workbench.Tests.Comparisons;

public sealed class SaturationTests
{
    private static readonly ComparisonRequest Request = new(["kv-central", "kv-paxos"]) { Duration = TimeSpan.FromSeconds(15) };

    [Fact]
    public void One_server_sustains_nearly_as_many_as_it_has_time_for()
    {
        var most = Find("kv-central");

        // A millisecond on each request makes a thousand a second; well before that the queue takes more than twice the usual time.
        Assert.InRange(most.PerSecond, 400, 1_000);
        Assert.InRange(most.Within, TimeSpan.FromMilliseconds(8), TimeSpan.FromMilliseconds(40));
        Assert.False(most.IsAtLeast);
    }

    [Fact]
    public void A_leader_who_hears_from_followers_too_sustains_less() =>
        Assert.InRange(Find("kv-paxos").PerSecond, 100, Find("kv-central").PerSecond * 0.75);

    [Theory]
    [InlineData("not known", null, false)]
    [InlineData("below the usual", 0.0, false)]
    [InlineData("8,800", 8_800.0, false)]
    [InlineData("at least 0.25", 0.25, true)]
    public void A_rate_is_said_in_few_words(string words, double? perSecond, bool isAtLeast) => Assert.Equal(
        words, ComparisonWords.Sustained(perSecond is { } rate ? new SustainedRate(rate, TimeSpan.FromSeconds(1), isAtLeast) : null));

    [Fact]
    public void Where_there_are_few_users_they_are_the_limit()
    {
        var most = Find("kv-central", users: 2);

        // Two users who wait four milliseconds or a little more.
        Assert.InRange(most.PerSecond, 100, 500);
        Assert.True(most.IsAtLeast);
    }

    [Fact(Explicit = true)]
    public void The_same_seed_gives_the_same_rate_and_it_stands_in_the_report()
    {
        var request = Request with { Systems = ["kv-central", "kv-async"], Seeds = new CampaignSeeds(1, 1) };

        var report = Comparison.Run(request, cancellation: TestContext.Current.CancellationToken);

        Assert.All(report.Systems, static system => Assert.InRange(system.Sustained!.PerSecond, 10_000, 20_000));
        Assert.Equal(
            report.Systems[0].Sustained,
            new Saturation(report.Systems[0].Settings, 100, TestContext.Current.CancellationToken).Find());
    }

    private static SustainedRate Find(string system, int users = Saturation.Users)
    {
        var settings = ComparedSystem.Of(system, Request).Settings with { Service = LatencyDistribution.Constant(TimeSpan.FromMilliseconds(1)) };
        return new Saturation(settings, 10, TestContext.Current.CancellationToken, users).Find()!;
    }
}
