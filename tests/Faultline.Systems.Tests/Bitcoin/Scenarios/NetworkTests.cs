using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Simulation.Faults;
using Faultline.Systems.Bitcoin.Peers;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>Nodes find each other, follow one chain, and come back after anything.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void From_one_seed_each_all_nodes_become_one_network()
    {
        var town = new Town(40, "seeds=1").Until(1);

        Assert.All(town.Nodes, static node =>
        {
            Assert.True(node.Inside!.Connections.OutboundCount >= 1, $"{node.Inside.Connections.OutboundCount} outbound connections");
            Assert.True(node.Inside.Connections.Count >= 8, $"{node.Inside.Connections.Count} connections");
            Assert.True(node.Inside.Connections.Count <= 8 + 2 + 115 + Connections.MostOpenings + 1);
        });
        Assert.True(town.Nodes.Select(static node => node.Chain!.Tip).Distinct().Count() <= 2);
    }

    [Fact]
    public void What_is_deep_enough_is_the_same_everywhere_and_answers_the_user()
    {
        var town = new Town(8).Until(0.1);
        var write = town.Ask(3, new KvPut("k1", "v1"));
        town.Until(5);

        Assert.Equal((OperationOutcome.Ok, KvResult.Done), (town.Ended[write].Outcome, town.Ended[write].Result));
        var read = town.Ask(7, new KvGet("k1"));
        town.Until(5.01);
        Assert.Equal(new KvResult(true, "v1"), town.Ended[read].Result);
        Assert.All(
            town.Decided.GroupBy(static decision => decision.Key.Height),
            static height => Assert.Single(height.Select(static decision => decision.Value).Distinct()));
    }

    [Fact]
    public void A_newcomer_fetches_the_whole_chain()
    {
        var town = new Town(10, "block-interval=60", [Crash(0, 20, 10)]).Until(20.1);

        // About 1,200 blocks: more than one window of downloads, and more than one peer serves them.
        Assert.True(town.ChainOf(1).Tip.Height > 1_024);
        town.Until(20.5);
        Assert.True(town.ChainOf(1).Tip.Height - town.ChainOf(10).Tip.Height <= 1);
        Assert.True(town.Node(10).Inside!.Follower.IsCaughtUp);
    }

    [Fact]
    public void Who_reads_before_it_has_caught_up_is_refused()
    {
        var town = new Town(5, "", [Crash(0, 5, 5)]).Until(5);
        town.World.RunUntil(TimeSpan.FromHours(5) + TimeSpan.FromMilliseconds(5));

        var read = town.Ask(5, new KvGet("k1"));
        town.World.RunUntil(TimeSpan.FromHours(5) + TimeSpan.FromMilliseconds(20));

        Assert.Equal((OperationOutcome.Fail, "the node is catching up"), (town.Ended[read].Outcome, town.Ended[read].Reason));
    }

    [Fact]
    public void A_node_that_is_started_again_has_its_chain_from_its_disk()
    {
        // Nobody is there to fetch blocks from.
        var town = new Town(4, "", [Crash(10, 10.5, 1), Crash(10.2, 12, 2, 3, 4)]).Until(9.99);
        var before = town.ChainOf(1).Tip;
        town.Until(10.6);

        Assert.True(before.IsAncestorOf(town.ChainOf(1).Tip) || town.ChainOf(1).Tip.Height >= before.Height - 1);
        Assert.Contains(town.Said, static said => said.Event.Kind == NodeEventKind.Recovered && said.Node == NodeId.Node(1));
    }

    [Fact]
    public void A_damaged_disk_is_made_good_by_peers()
    {
        var lost = new DiskLossFault { Start = Town.Hours(10), End = Town.Hours(10.1), Nodes = [NodeId.Node(2)] };
        var town = new Town(5, "", [lost]).Until(10.5);

        Assert.Contains(town.Said, static said => said.Event.Kind == NodeEventKind.Damaged && said.Node == NodeId.Node(2));
        Assert.True(town.ChainOf(1).Tip.Height - town.ChainOf(2).Tip.Height <= 1);
    }

    [Fact]
    public void After_a_partition_the_side_with_less_work_leaves_its_blocks_and_loses_their_coins()
    {
        // 3 of 10 equal miners for 10 hours: about 18 blocks against 42.
        var cut = new PartitionFault { Start = Town.Hours(5), End = Town.Hours(15), Side = Town.Range(1, 3), Other = Town.Range(4, 10) };
        var town = new Town(10, "", [cut], seed: 3).Until(14.9);
        var (light, heavy) = (town.ChainOf(1).Tip, town.ChainOf(4).Tip);
        var fork = light.Fork(heavy);
        var lost = light.Height - fork.Height;
        Assert.InRange(lost, 8, 30);
        Assert.True(heavy.ChainWork > light.ChainWork);
        var coinbase = town.ChainOf(1).Find(light)!.Transactions[0];
        Assert.NotNull(town.ChainOf(1).Coins.Find(coinbase.Coin(0)));

        town.Until(17);

        Assert.All(town.Nodes, node => Assert.True(heavy.IsAncestorOf(node.Chain!.Tip)));
        Assert.Contains(town.Said, said => said.Event.Kind == NodeEventKind.Reorganized && said.Node.Number <= 3 && said.Event.Index >= lost);
        Assert.All(town.Nodes, node => Assert.Null(node.Chain!.Coins.Find(coinbase.Coin(0))));
    }

    [Fact]
    public void The_difficulty_follows_the_hash_rate()
    {
        // Half of the miners are gone from the tenth hour on; every 36 blocks the target is set anew.
        var town = new Town(10, "retarget=36", [Crash(10, 120, 6, 7, 8, 9, 10)]).Until(120);

        var chain = town.ChainOf(1).Tip;
        var first = chain.Ancestor(30).Header.Bits;
        Assert.NotEqual(first, chain.Header.Bits);
        var last = chain.Height - 150;
        var mean = (chain.Header.Time - (double)chain.Ancestor(last).Header.Time) / (chain.Height - last);
        Assert.InRange(mean, 480, 750);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        var hashes = Enumerable.Range(0, 2).Select(static _ => new Town(12, seed: 5).Until(12).World.Trace.Hash).ToArray();

        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], new Town(12, seed: 6).Until(12).World.Trace.Hash);
    }

    private static CrashFault Crash(double from, double to, params int[] nodes) =>
        new() { Start = Town.Hours(from), End = Town.Hours(to), Nodes = [.. nodes.Select(NodeId.Node)] };
}
