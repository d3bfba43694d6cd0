using Faultline.Model.Systems;
using Faultline.Systems.MultiPaxos;

namespace Faultline.Systems.Tests.MultiPaxos;

public sealed class ReplicaSettingsTests
{
    [Fact]
    public void Every_electing_quorum_meets_every_choosing_quorum()
    {
        for (var nodes = 1; nodes <= 15; nodes++)
            for (var choosing = 0; choosing <= nodes; choosing++)
            {
                var settings = Settings(nodes, ("phase2-quorum", choosing));

                Assert.True(settings.Phase1Quorum + settings.Phase2Quorum > nodes);
                Assert.InRange(settings.Phase1Quorum, 1, nodes);
                Assert.InRange(settings.Phase2Quorum, 1, nodes);
            }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    [InlineData(7, 4)]
    public void A_majority_chooses_by_default(int nodes, int quorum) => Assert.Equal(quorum, Settings(nodes).Phase2Quorum);

    [Theory]
    [InlineData(250, 0, 2_500_000)]
    [InlineData(250, 10_000, 2_450_495)]
    [InlineData(1_000, 500_000, 3_333_333)]
    [InlineData(1_000, 999_999, 5)]
    public void A_leader_relies_on_its_lease_for_less_time_than_it_lasts(int lease, int drift, long ticks) => Assert.Equal(
        ticks, Settings(3, ("lease", lease), ("election-timeout", 2_000), ("max-clock-drift", drift)).LeaderLease.Ticks);

    [Fact]
    public void Within_the_bound_no_clocks_can_make_a_leader_outlive_its_followers_lease()
    {
        foreach (var drift in new[] { 0, 1, 5_000, 10_000, 250_000, 900_000 })
        {
            var settings = Settings(3, ("max-clock-drift", drift));

            // True time that the slowest leader's clock lets pass, against the fastest follower's.
            var leader = settings.LeaderLease.Ticks * 1_000_000m / (1_000_000 - drift);
            var follower = settings.Lease.Ticks * 1_000_000m / (1_000_000 + drift);

            Assert.True(leader <= follower, $"{leader} ticks against {follower}");
        }
    }

    [Theory]
    [InlineData("phase2-quorum", 4, "option phase2-quorum cannot be above the 3 nodes")]
    [InlineData("heartbeat", 0, "option heartbeat must be at least 1")]
    [InlineData("election-timeout", 99, "option election-timeout must be at least 100")]
    [InlineData("max-clock-drift", 1_000_000, "option max-clock-drift must be below 1000000 (100%)")]
    [InlineData("lease", 300, "option lease must be below option election-timeout")]
    [InlineData("pipeline", 0, "option pipeline must be at least 1")]
    [InlineData("snapshot-chunk", 0, "option snapshot-chunk must be at least 1")]
    public void Options_that_do_not_fit_together_are_refused_in_a_sentence(string name, int value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => Settings(3, (name, value))).Message);

    private static ReplicaSettings Settings(int nodes, params (string Name, int Value)[] changes)
    {
        var options = new Dictionary<string, string> { ["reads"] = "lease" };
        foreach (var (name, value) in changes) options[name] = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ReplicaSettings(Cluster.Of(nodes, 1, new SystemOptions(new KvPaxos().Options, options)));
    }
}
