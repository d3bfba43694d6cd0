using Faultline.Simulation.Networks;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Comparisons;

public sealed class SaturationTests
{
    private static readonly ComparisonRequest Request = new(["kv-central", "kv-paxos"]) { Duration = TimeSpan.FromSeconds(15) };

    [Fact]
    public void One_server_sustains_nearly_as_many_as_it_has_time_for()
    {
        var most = Find(Settings("kv-central"));

        // 50 µs on each request are 20,000 a second, and near that the queue grows without end.
        Assert.InRange(most.PerSecond, 17_000, 20_000);
        Assert.InRange(most.Within, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(12));
        Assert.False(most.IsAtLeast);
    }

    [Fact]
    public void A_leader_who_hears_from_followers_too_sustains_less() => Assert.InRange(Find(Settings("kv-paxos")).PerSecond, 3_000, 10_000);

    [Theory]
    [InlineData("not known", null, false)]
    [InlineData("below the usual", 0.0, false)]
    [InlineData("8,800", 8_800.0, false)]
    [InlineData("at least 0.25", 0.25, true)]
    public void A_rate_is_said_in_few_words(string words, double? perSecond, bool isAtLeast) => Assert.Equal(
        words, ComparisonWords.Sustained(perSecond is { } rate ? new SustainedRate(rate, TimeSpan.FromSeconds(1), isAtLeast) : null));

    [Fact]
    public void Where_answers_take_seconds_the_users_are_the_limit()
    {
        var most = Find(Settings("kv-central") with { Latency = LatencyDistribution.Constant(TimeSpan.FromSeconds(1)) });

        // A thousand users who wait two seconds or a little more ask less than 500 times a second between them.
        Assert.InRange(most.PerSecond, 100, 500);
        Assert.True(most.IsAtLeast);
    }

    [Fact]
    public void The_same_seed_gives_the_same_rate_and_it_stands_in_the_report()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var request = new ComparisonRequest(["kv-central", "kv-async"])
        {
            Rate = 20,
            Duration = TimeSpan.FromSeconds(3),
            Seeds = new CampaignSeeds(1, 1),
        };

        var report = Comparison.Run(request, cancellation: cancellation);

        Assert.NotNull(report.Systems[0].Sustained);
        Assert.Equal(report.Systems[0].Sustained, Find(Settings("kv-central", request)));
    }

    private static RunSettings Settings(string system, ComparisonRequest? request = null) => ComparedSystem.Of(system, request ?? Request).Settings;

    private static SustainedRate Find(RunSettings settings) => new Saturation(settings, 100, TestContext.Current.CancellationToken).Find()!;
}
