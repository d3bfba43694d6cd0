using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Paxos;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Scenarios;

/// <summary>
/// Two proposers can "each keep issuing a sequence of proposals with increasing numbers, none of which are ever chosen"
/// ("Paxos Made Simple", section 2.4), and chance ends that.
/// </summary>
public sealed class DuellingProposers
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public void With_equal_fixed_backoff_they_refuse_each_other_for_ever()
    {
        for (var headStart = 1; headStart <= 11; headStart++) Assert.Null(ChosenAfter("fixed", seed: 1, headStart));
    }

    [Fact]
    public void A_randomised_backoff_ends_every_duel()
    {
        for (var seed = 1UL; seed <= 50; seed++)
            for (var headStart = 1; headStart <= 11; headStart++)
                Assert.InRange(ChosenAfter("randomized", seed, headStart) ?? Longest, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    /// <summary>How long after the second one's start a value was chosen; null for never.</summary>
    private static TimeSpan? ChosenAfter(string backoff, ulong seed, int headStart)
    {
        var system = new PaxosSystem();
        var options = new SystemOptions(system.Options, new Dictionary<string, string>
        {
            ["backoff"] = backoff,
            ["backoff-time"] = "5",
            ["patience"] = "100000",
        });
        var cluster = Cluster.Of(3, 0, options);
        var world = new World(new WorldOptions
        {
            Seed = seed,
            Cluster = cluster,
            CreateNode = id => system.CreateNode(cluster, id),
            Format = id => system.Format(cluster, id),
            Codec = system.Codec,
            Latency = LatencyRange.Constant(TimeSpan.FromMilliseconds(1)),
            DiskLatency = new DiskLatency { Sync = LatencyRange.Constant(TimeSpan.FromMilliseconds(10)) },
        });
        var decision = new FirstDecision();
        world.Observe(decision);
        var start = TimeSpan.FromMilliseconds(100);

        world.RunUntil(start);
        world.Request(N1, new ClientRequest(1, new Propose(0, "a")));
        start += TimeSpan.FromMilliseconds(headStart);
        world.RunUntil(start);
        world.Request(N2, new ClientRequest(2, new Propose(0, "b")));
        world.RunUntil(start + Longest);

        Assert.Null(world.Finding);
        return decision.Time - start;
    }

    private sealed class FirstDecision : WorldObserver
    {
        public TimeSpan? Time { get; private set; }

        public override void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
        {
            if (nodeEvent.Kind == NodeEventKind.Decided) Time ??= time;
        }
    }
}
