using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Systems.MultiPaxos;
using Faultline.Workbench.Runs;
using static Faultline.Systems.Tests.Scenarios.Scenario;

namespace Faultline.Systems.Tests.Scenarios;

/// <summary>Named episodes on five replicas: start, disturb, expect.</summary>
public sealed class MultiPaxosScenarios
{
    private static readonly RunSettings Five = RunSetup.DefaultsOf("kv-paxos") with { Duration = Seconds(40) };
    private static readonly NodeId[] Nodes = [.. Enumerable.Range(1, 5).Select(NodeId.Node)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Without_faults_one_leader_is_elected_and_stays(ulong seed)
    {
        var scenario = new Scenario(Five with { Seed = seed });

        scenario.EndsWell();

        Assert.Equal(5, scenario.After(TimeSpan.Zero, NodeEventKind.Recovered).Count);
        Assert.Single(scenario.After(TimeSpan.Zero, NodeEventKind.BecameLeader));
        Assert.Empty(scenario.After(TimeSpan.Zero, NodeEventKind.SteppedDown));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_leader_that_is_cut_off_steps_down_within_the_election_timeout_and_the_others_elect(ulong seed)
    {
        var settings = Five with { Seed = seed };
        var old = LeaderAt(Seconds(5), settings);
        var scenario = new Scenario(settings, Cut([old], Others(old), 5, 15));

        scenario.EndsWell();

        // The election timeout is 0.3 s, and a leader looks at its quorum with every heartbeat, each 0.05 s.
        var (steppedDown, who) = Assert.Single(scenario.After(Seconds(5), NodeEventKind.SteppedDown));
        Assert.Equal(old, who);
        Assert.InRange(steppedDown, Seconds(5.2), Seconds(5.36));

        // A follower waits for up to twice the time-out, and where two stand at once, once more.
        var (elected, successor) = Assert.Single(scenario.After(Seconds(5), NodeEventKind.BecameLeader));
        Assert.NotEqual(old, successor);
        Assert.InRange(elected, Seconds(5.25), Seconds(6.5));
    }

    [Fact]
    public void A_node_that_was_down_for_long_catches_up_by_a_snapshot_in_several_parts()
    {
        var settings = Five with
        {
            Options = new Dictionary<string, string>
            {
                ["snapshot-every"] = "50",
                ["snapshot-chunk"] = "128",
                ["flow-window"] = "16",
                ["batch"] = "1",
            },
        };
        var sleeper = Others(LeaderAt(Seconds(5), settings))[0];
        var scenario = new Scenario(settings, new CrashFault { Start = Seconds(5), End = Seconds(20), Nodes = [sleeper] });

        scenario.EndsWell();

        var (installed, node) = Assert.Single(scenario.After(Seconds(20), NodeEventKind.SnapshotInstalled));
        Assert.Equal(sleeper, node);
        Assert.InRange(installed, Seconds(20), Seconds(21));
        Assert.True(scenario.Arrived[(sleeper, typeof(SnapshotChunk))] > 5);
        Assert.True(scenario.After(TimeSpan.Zero, NodeEventKind.SnapshotTaken).Count > 50);
    }

    [Theory]
    [InlineData("read-index")]
    [InlineData("lease")]
    public void An_operator_moves_the_leader_without_an_election_timeout(string reads)
    {
        var settings = Five with { Options = new Dictionary<string, string> { ["reads"] = reads } };
        var scenario = new Scenario(settings).Until(Seconds(5));
        var successor = Others(scenario.Leader)[2];

        scenario.HandOver(successor);
        scenario.EndsWell();

        var (elected, who) = Assert.Single(scenario.After(Seconds(5), NodeEventKind.BecameLeader));
        Assert.Equal(successor, who);
        Assert.InRange(elected, Seconds(5), Seconds(5.05));
        Assert.Single(scenario.After(Seconds(5), NodeEventKind.SteppedDown));
    }

    [Fact]
    public void A_leader_that_cannot_hand_over_goes_on_leading()
    {
        var old = LeaderAt(Seconds(5), Five);
        var scenario = new Scenario(Five, new CrashFault { Start = Seconds(4), End = Seconds(20), Nodes = [Others(old)[0]] })
            .Until(Seconds(5));

        scenario.HandOver(Others(old)[0]);
        scenario.EndsWell();

        Assert.Empty(scenario.After(Seconds(5), NodeEventKind.BecameLeader));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_follower_that_does_not_hear_the_leader_does_not_depose_it(ulong seed)
    {
        var settings = Five with { Seed = seed };
        var leader = LeaderAt(Seconds(5), settings);
        var scenario = new Scenario(settings, Cut([leader], [Others(leader)[0]], 5, 25) with { OneWay = true });

        scenario.EndsWell();

        Assert.Empty(scenario.After(Seconds(5), NodeEventKind.BecameLeader));
        Assert.True(scenario.Arrived[(leader, typeof(PreVote))] > 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_leader_that_does_not_hear_the_others_is_replaced_once_and_not_again_and_again(ulong seed)
    {
        var settings = Five with { Seed = seed };
        var leader = LeaderAt(Seconds(5), settings);
        var scenario = new Scenario(settings, Cut(Others(leader), [leader], 5, 25) with { OneWay = true });

        scenario.EndsWell();

        Assert.InRange(scenario.After(Seconds(5), NodeEventKind.BecameLeader).Count, 1, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_leader_that_only_a_bridge_connects_with_another_is_kept(ulong seed)
    {
        var settings = Five with { Seed = seed };
        var leader = LeaderAt(Seconds(5), settings);
        var scenario = new Scenario(settings, Cut([leader], [Others(leader)[0]], 5, 25));

        scenario.EndsWell();

        Assert.Empty(scenario.After(Seconds(5), NodeEventKind.BecameLeader));
    }

    [Fact]
    public void A_minority_that_comes_back_does_not_disturb_the_leader()
    {
        var leader = LeaderAt(Seconds(5), Five);
        var scenario = new Scenario(Five, Cut(Others(leader)[..2], [leader, .. Others(leader)[2..]], 5, 20));

        scenario.EndsWell();

        Assert.Empty(scenario.After(Seconds(5), NodeEventKind.BecameLeader));
        Assert.Empty(scenario.After(Seconds(5), NodeEventKind.SteppedDown));
    }

    private static NodeId[] Others(NodeId node) => [.. Nodes.Where(other => other != node)];

    private static PartitionFault Cut(IReadOnlyList<NodeId> side, IReadOnlyList<NodeId> other, double from, double until) =>
        new() { Start = Seconds(from), End = Seconds(until), Side = side, Other = other };
}
