using CsCheck;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Tests.Bitcoin.Chain;

/// <summary>Random trees of blocks, some of them invalid, in random order: whatever way a node came, it is where it should be.</summary>
public sealed class ReorganisationTests
{
    private static readonly MempoolPolicy Policy = new() { MostBytes = 6_000, MostAncestors = 4, MostDescendants = 4 };

    /// <summary>For each step: the block to build on, counted from the newest, what its transactions are drawn from, and what else happens.</summary>
    private static readonly Gen<(int Back, int Payments, int Kind)[]> Histories =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1_000_000], Gen.Int[0, 9]).Array[1, 40];

    [Theory]
    [InlineData(CoinPool.Most)]
    [InlineData(1)]
    [InlineData(0)]
    public void A_node_that_has_gone_back_and_forth_stands_where_one_stands_that_came_straight(int shared) => Histories.Sample(
        steps =>
        {
            // Where no results are kept, every way back goes by the undo data.
            var bench = new CoinBench(shared: shared);
            var pool = bench.NewPool(Policy);
            var mined = new List<HeaderEntry> { bench.Chain.Tree.Genesis };
            foreach (var step in steps)
            {
                Offer(bench, pool, step.Payments);
                Take(bench, pool, mined, step);
                CheckPool(bench, pool);
            }

            CheckChain(bench);
        },
        seed: "0000KaDgLqT8",
        iter: 60);

    private static void Offer(CoinBench bench, TransactionPool pool, int draw)
    {
        var pay = bench.Pay(draw % 20, fee: 1_000 + (draw % 5_000), sequence: TransactionInput.Replaceable);
        pool.TryAdd(pay, CoinBench.Now);
        if (draw % 3 > 0) pool.TryAdd(CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice, fee: 500 + draw), CoinBench.Now);
        if (draw % 5 > 2) pool.TryAdd(CoinBench.PassOn(pay, 1, CoinBench.Alice, CoinBench.Bob, fee: 500 + draw), CoinBench.Now);
    }

    private static void Take(CoinBench bench, TransactionPool pool, List<HeaderEntry> mined, (int Back, int Payments, int Kind) step)
    {
        var parent = mined[Math.Max(mined.Count - 1 - step.Back, 0)];
        if (bench.Chain.Tree.Is(parent, BlockStatus.AnyFailure)) return;
        Block block;
        if (step.Kind >= 7 && parent == bench.Chain.Tip)
        {
            // What the pool would make of it must be valid.
            var template = BlockAssembler.Assemble(bench.Chain, pool, CoinBench.LockOf(CoinBench.Miner), (ulong)mined.Count);
            var isWhole = step.Kind < 9;
            var some = template.Transactions.AsSpan(1, isWhole ? 0 : step.Payments % template.Transactions.Length).ToArray();
            block = isWhole ? CoinBench.MineBody(parent, template.Transactions) : bench.Mine(parent, some);
            pool.Update(CoinBench.Give(bench.Chain, block, out var broken), CoinBench.Now);
            Assert.Null(broken);
            Assert.Equal(block.Hash, bench.Chain.Tip.Hash);
        }
        else
        {
            var pay = bench.Pay(step.Payments % 20);
            Transaction[] body = step.Kind == 0 ? [pay, pay] : [pay, CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice)];
            block = bench.Mine(parent, body);
            pool.Update(CoinBench.Give(bench.Chain, block, out _), CoinBench.Now);
        }

        if (bench.Chain.Tree.Find(block.Hash) is { } entry) mined.Add(entry);
    }

    private static void CheckChain(CoinBench bench)
    {
        var fresh = bench.NewChain();
        var coins = bench.Pool.Genesis;
        var issued = coins.Total;
        for (var height = 1; height <= bench.Chain.Tip.Height; height++)
        {
            var entry = bench.Chain.Tip.Ancestor(height);
            var block = bench.Chain.Find(entry)!;
            CoinBench.Give(fresh, block, out var rejection);
            Assert.Null(rejection);
            var connection = BlockConnector.Connect(block, coins, new BlockPlace(height, entry.Parent!.MedianTimePast, bench.Rules));
            coins = connection.After;
            issued += bench.Rules.Subsidy(height) - connection.Burnt;
        }

        Assert.Equal(bench.Chain.Tip, fresh.Tip);
        Assert.Equal(fresh.Coins.Select(Describe), bench.Chain.Coins.Select(Describe));
        Assert.Equal(coins.Select(Describe), bench.Chain.Coins.Select(Describe));

        // No money comes from nowhere: what there is was endowed or is subsidy, less what was not claimed.
        Assert.Equal(issued, bench.Chain.Coins.Total);
    }

    private static (OutPoint At, long Amount, int Height, uint Time, bool IsCoinbase) Describe(Coin coin) =>
        (coin.At, coin.Amount, coin.Height, coin.MedianTimePast, coin.IsCoinbase);

    private static void CheckPool(CoinBench bench, TransactionPool pool)
    {
        Assert.True(pool.Bytes <= Policy.MostBytes);
        Assert.Equal(pool.Bytes, pool.Entries.Sum(static entry => (long)entry.Size));
        var spent = new HashSet<OutPoint>();
        foreach (var entry in pool.Entries.OrderBy(static entry => entry.Number))
        {
            foreach (var input in entry.Transaction.Inputs)
            {
                Assert.True(spent.Add(input.Prevout), "no coin is spent twice");
                var isThere = bench.Chain.Coins.Find(input.Prevout) is not null
                    || (pool.Find(input.Prevout.Transaction) is { } parent && parent.Number < entry.Number);
                Assert.True(isThere, "every coin is there, or a parent came first");
            }

            for (var output = 0; output < entry.Transaction.Outputs.Length; output++)
                Assert.Null(bench.Chain.Coins.Find(entry.Transaction.Coin(output)));
            CheckTotals(entry);
        }

        // All of it could stand in one block.
        Transaction[] body = [.. pool.Entries.OrderBy(static entry => entry.Number).Select(static entry => entry.Transaction)];
        var connection = BlockConnector.Connect(bench.Mine(bench.Chain.Tip, body), bench.Chain.Coins, bench.Chain.Next);
        Assert.Null(connection.Rejection);
    }

    private static void CheckTotals(MempoolEntry entry)
    {
        var ancestors = Closure(entry, static member => member.Parents);
        var descendants = Closure(entry, static member => member.Children);
        Assert.Equal(new Totals(ancestors.Count, ancestors.Sum(static member => (long)member.Size), ancestors.Sum(static member => member.Fee)), entry.Ancestors);
        Assert.Equal(
            new Totals(descendants.Count, descendants.Sum(static member => (long)member.Size), descendants.Sum(static member => member.Fee)),
            entry.Descendants);
        Assert.True(entry.Ancestors.Count <= Policy.MostAncestors);
        Assert.True(entry.Descendants.Count <= Policy.MostDescendants);
    }

    private static HashSet<MempoolEntry> Closure(MempoolEntry entry, Func<MempoolEntry, List<MempoolEntry>> next)
    {
        var closure = new HashSet<MempoolEntry> { entry };
        var open = new Stack<MempoolEntry>([entry]);
        while (open.TryPop(out var member))
            foreach (var other in next(member))
                if (closure.Add(other))
                    open.Push(other);
        return closure;
    }
}
