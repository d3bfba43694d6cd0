using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Disk;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>A restart goes on from the coins that were written down, or connects all blocks where there are none to trust.</summary>
public sealed class RestartTests(ITestOutputHelper output)
{
    private const string Quick = "block-interval=60";
    private static readonly NodeId One = NodeId.Node(1);

    [Fact]
    public void A_restart_connects_only_the_blocks_after_the_coins_on_its_disk()
    {
        var town = Restarted(new CrashFault { Start = Town.Hours(10), End = Town.Hours(10.1), Nodes = [One] }, 10.2);

        var (chain, at) = (town.ChainOf(1), town.Node(1).Inside!.Follower.ResumedAt);
        output.WriteLine($"height {chain.Tip.Height}, resumed after {at}, connected {chain.Connections}");
        Assert.InRange(at, 500, chain.Tip.Height - 6);
        Assert.Equal(chain.Tip.Height - at, chain.Connections);
        Assert.InRange(chain.Connections, 6, 60);
        Agree(town);
    }

    [Fact]
    public void Coins_that_are_gone_are_found_again()
    {
        var town = Restarted(new DiskLossFault { Start = Town.Hours(10), End = Town.Hours(10.1), Nodes = [One] }, 10.3);

        Assert.Equal(0, town.Node(1).Inside!.Follower.ResumedAt);
        Assert.True(town.ChainOf(1).Connections >= town.ChainOf(1).Tip.Height);
        Agree(town);
    }

    /// <summary>Before, during and after each write: the disk takes 0.2 to 1 ms to make it durable.</summary>
    [Fact]
    public void Power_may_fail_at_any_write_of_the_coins()
    {
        var writes = new Writes();
        var calm = new Town(3, Quick);
        calm.World.Observe(writes);
        calm.Until(1.3);
        Assert.InRange(writes.OfCoins.Count, 2, 4);
        var resumed = new SortedSet<int>();
        foreach (var write in writes.OfCoins)
        {
            foreach (var after in (int[])[-1_100, -600, -200, -1, 1])
            {
                var start = write + TimeSpan.FromMicroseconds(after);
                var town = Restarted(new PowerLossFault { Start = start, End = start + TimeSpan.FromMinutes(3), Nodes = [One] }, start.TotalHours + 0.2);
                resumed.Add(town.Node(1).Inside!.Follower.ResumedAt);
                Agree(town);
            }
        }

        // The old coins and the new were both gone on from, and once there were none yet.
        output.WriteLine(string.Join(", ", resumed));
        Assert.Contains(0, resumed);
        Assert.InRange(resumed.Count, writes.OfCoins.Count, writes.OfCoins.Count + 2);
    }

    [Fact]
    public void An_image_is_read_as_it_was_written_and_any_damage_is_noticed()
    {
        var bench = new CoinBench();
        for (var i = 0; i < 20; i++) bench.Extend(bench.Pay(i));
        var bytes = WholeFile.Seal(new CoinImage(bench.Chain.Tip.Hash, bench.Chain.Coins).ToBytes());

        var read = Read(bytes)!;

        Assert.Equal(bench.Chain.Tip.Hash, read.Block);
        Assert.Equal(Names(bench.Chain.Coins), Names(read.Coins));
        Assert.Equal((bench.Chain.Coins.Count, bench.Chain.Coins.Total), (read.Coins.Count, read.Coins.Total));
        for (var i = 0; i < bytes.Length; i += 7)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 1;
            Assert.Null(Read(damaged));
            Assert.Null(Read(bytes[..i]));
        }
    }

    [Fact]
    public void A_chain_that_was_resumed_goes_on_and_goes_back_behind_its_beginning()
    {
        var bench = new CoinBench();
        var blocks = Enumerable.Range(0, 10).Select(i => bench.Extend(bench.Pay(i))).ToArray();
        var resumed = bench.NewChain();
        foreach (var block in blocks) Add(block);

        // Coins after block 6, of a chain that had come no further then.
        var early = bench.NewChain();
        foreach (var block in blocks[..6]) CoinBench.Give(early, block, out _);
        Assert.True(resumed.TryResume(new CoinImage(early.Tip.Hash, early.Coins)));
        resumed.Activate();
        Assert.Equal((bench.Chain.Tip, 4), (resumed.Tip, resumed.Connections));
        Assert.Equal(Names(bench.Chain.Coins), Names(resumed.Coins));

        // A better branch from the third block on.
        var at = resumed.Tree.Find(blocks[2].Hash)!;
        for (var i = 0; i < 8; i++)
        {
            var block = bench.Mine(at, []);
            CoinBench.Give(resumed, block, out _);
            CoinBench.Give(bench.Chain, block, out _);
            at = resumed.Tree.Find(block.Hash)!;
        }

        Assert.Equal((at, at), (resumed.Tip, bench.Chain.Tip));
        Assert.Equal(Names(bench.Chain.Coins), Names(resumed.Coins));

        void Add(Block block)
        {
            Assert.Null(resumed.Tree.Add(block.Header, CoinBench.Now, out var entry));
            Assert.Null(resumed.Add(entry!, block));
        }
    }

    [Fact]
    public void Coins_of_a_block_beside_the_chain_are_not_gone_on_from()
    {
        var bench = new CoinBench();
        bench.Extend(bench.Pay(0));
        var other = bench.NewChain();
        CoinBench.Give(other, bench.Mine(other.Tree.Genesis, []), out _);
        var image = new CoinImage(other.Tip.Hash, other.Coins);
        var fresh = bench.NewChain();

        Assert.False(fresh.TryResume(image));
        Assert.False(bench.Chain.TryResume(image));
        Assert.Equal(0, fresh.Tip.Height);
    }

    [Fact]
    public void A_node_that_starts_again_does_not_hold_headers_twice()
    {
        CrashFault[] crashes = [.. Enumerable.Range(1, 8).Select(static hour => new CrashFault { Start = Town.Hours(hour), End = Town.Hours(hour + 0.1), Nodes = [One] })];

        var town = new Town(3, Quick, crashes).Until(9);

        var held = town.ChainOf(2).Tip.Ancestor(20).Holders;
        Assert.Equal(3, held);
    }

    private static Town Restarted(Fault fault, double until) => new Town(3, Quick, [fault]).Until(until);

    /// <summary>The node has the coins that follow from its blocks, and is where the others are.</summary>
    private static void Agree(Town town)
    {
        var (chain, other) = (town.ChainOf(1), town.ChainOf(2));
        Assert.True(chain.Tip.Fork(other.Tip).Height >= other.Tip.Height - 2);
        Assert.Equal(Names(CoinsOf(town)), Names(chain.Coins));
    }

    /// <summary>All coins after the node's blocks, connected one by one from the first with nothing shared.</summary>
    private static CoinSet CoinsOf(Town town)
    {
        var (chain, network) = (town.ChainOf(1), BitcoinNetwork.Of(town.Cluster));
        var coins = network.Coins.Genesis;
        for (var height = 1; height <= chain.Tip.Height; height++)
        {
            var entry = chain.Tip.Ancestor(height);
            var place = new BlockPlace(height, entry.Parent!.MedianTimePast, network.Rules);
            var connection = BlockConnector.Connect(chain.Find(entry)!, coins, place);
            Assert.Null(connection.Rejection);
            coins = connection.After;
        }

        return coins;
    }

    private static CoinImage? Read(byte[] bytes) =>
        CoinFile.Read(new StorageCompletion(StorageRequest.Read, CoinFile.File, 0, StorageStatus.Ok, bytes));

    private static List<string> Names(CoinSet coins) => [.. coins.Select(static coin => $"{coin.At} {coin.Amount} {coin.Height} {coin.MedianTimePast} {coin.IsCoinbase} {coin.Output.Lock}")];

    /// <summary>When writes of the first node's coins became durable.</summary>
    private sealed class Writes : WorldObserver
    {
        public List<TimeSpan> OfCoins { get; } = [];

        public override bool WantsTrace => true;

        public override void OnTrace(in TraceEntry entry)
        {
            if (entry.Host == One && entry is { Kind: TraceKind.DiskDone, What: StorageCompletion { Request: StorageRequest.Replace } done } && done.File == CoinFile.File)
                OfCoins.Add(entry.Time);
        }
    }
}
