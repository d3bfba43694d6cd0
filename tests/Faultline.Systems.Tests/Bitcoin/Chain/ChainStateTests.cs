using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Tests.Bitcoin.Chain;

public sealed class ChainStateTests
{
    private readonly CoinBench _bench = new();

    private ChainState Chain => _bench.Chain;

    [Fact]
    public void The_branch_with_more_work_is_taken_as_a_whole()
    {
        var pay = _bench.Pay(0);
        var left = _bench.Extend(pay);
        var first = _bench.Mine(Chain.Tree.Genesis, [_bench.Pay(1)]);
        Assert.False(CoinBench.Give(Chain, first, out _).HasMoved);
        var second = _bench.Mine(Chain.Tree.Find(first.Hash)!, [_bench.Pay(2)]);

        var update = CoinBench.Give(Chain, second, out _);

        Assert.Equal([left], update.Disconnected.Select(static block => block.Block));
        Assert.Equal([first, second], update.Connected.Select(static block => block.Block));
        Assert.Null(Chain.Coins.Find(pay.Coin(0)));
        Assert.NotNull(Chain.Coins.Find(new OutPoint(_bench.Endowment.Id, 0)));
        Assert.Null(Chain.Coins.Find(new OutPoint(_bench.Endowment.Id, 1)));
    }

    [Fact]
    public void Of_two_branches_with_equal_work_the_one_seen_first_stays()
    {
        var first = _bench.Extend();

        CoinBench.Give(Chain, _bench.Mine(Chain.Tree.Genesis, []), out _);

        Assert.Equal(first.Hash, Chain.Tip.Hash);
    }

    [Fact]
    public void Where_a_block_of_the_better_branch_fails_the_node_stays_where_it_was_and_does_not_try_again()
    {
        _bench.Extend(_bench.Pay(0));
        var (tip, coins) = (Chain.Tip, Chain.Coins);
        var good = _bench.Mine(Chain.Tree.Genesis, [_bench.Pay(1)]);
        CoinBench.Give(Chain, good, out _);
        var bad = _bench.Mine(Chain.Tree.Find(good.Hash)!, [_bench.Pay(1, fee: 20_000)]);

        var update = CoinBench.Give(Chain, bad, out _);

        Assert.False(update.HasMoved);
        Assert.Equal("bad-txns-inputs-missingorspent", update.Failed.Single().Why.Reason);
        Assert.Same(tip, Chain.Tip);
        Assert.Same(coins, Chain.Coins);
        Assert.True(Chain.Tree.Is(Chain.Tree.Find(bad.Hash)!, BlockStatus.Failed));
        Assert.False(Chain.Activate().HasMoved);
    }

    [Fact]
    public void A_good_part_of_a_branch_that_fails_later_is_taken_where_it_has_more_work()
    {
        _bench.Extend();
        var branch = new List<HeaderEntry> { Chain.Tree.Genesis };
        var blocks = new List<Systems.Bitcoin.Blocks.Block>();
        for (var i = 0; i < 3; i++)
        {
            var block = _bench.Mine(branch[^1], i < 2 ? [] : [_bench.Pay(0), _bench.Pay(0, fee: 20_000)]);
            Assert.Null(Chain.Tree.Add(block.Header, CoinBench.Now, out var entry));
            branch.Add(entry!);
            blocks.Add(block);
        }

        // The bodies come from behind, so that the whole branch is tried at once.
        Assert.Null(Chain.Add(branch[3], blocks[2]));
        Assert.Null(Chain.Add(branch[2], blocks[1]));
        Assert.Null(Chain.Add(branch[1], blocks[0]));
        var update = Chain.Activate();

        Assert.Equal(branch[2], Chain.Tip);
        Assert.Equal(branch[3], update.Failed.Single().Entry);
        Assert.Equal(2, update.Connected.Count);
    }

    [Fact]
    public void A_reorganisation_deeper_than_maturity_takes_back_spent_coinbases_as_well()
    {
        var coinbase = _bench.Extend().Transactions[0];
        for (var i = 1; i < _bench.Rules.Maturity; i++) _bench.Extend();
        var spend = CoinBench.PassOn(coinbase, 0, CoinBench.Miner, CoinBench.Bob);
        _bench.Extend(spend);
        var depth = Chain.Tip.Height;

        var entry = Chain.Tree.Genesis;
        for (var i = 0; i <= depth; i++)
        {
            var block = _bench.Mine(entry, []);
            CoinBench.Give(Chain, block, out _);
            entry = Chain.Tree.Find(block.Hash)!;
        }

        Assert.Equal(entry, Chain.Tip);
        Assert.Null(Chain.Coins.Find(coinbase.Coin(0)));
        Assert.Null(Chain.Coins.Find(spend.Coin(0)));
        Assert.Equal(CoinBench.EndowedCoins + depth + 1, Chain.Coins.Count);
    }

    [Fact]
    public void The_operator_can_leave_a_block_and_come_back_to_it()
    {
        _bench.Extend(_bench.Pay(0));
        _bench.Extend(_bench.Pay(1));
        var (tip, coins) = (Chain.Tip, Chain.Coins);

        Chain.Tree.MarkFailed(tip);
        Assert.True(Chain.Activate().HasMoved);
        Assert.Equal(tip.Parent, Chain.Tip);
        Chain.Tree.Reconsider(tip);
        Assert.True(Chain.Activate().HasMoved);

        Assert.Equal(tip, Chain.Tip);
        Assert.Equal(coins, Chain.Coins);
    }

    [Fact]
    public void Undo_data_are_read_back_as_they_were_written()
    {
        _bench.Extend(_bench.Pay(0), _bench.Pay(1));
        var block = Chain.Find(Chain.Tip)!;
        var undo = Chain.UndoOf(Chain.Tip)!;

        var read = BlockUndo.TryRead(undo.ToBytes(), out var rejection)!;

        Assert.Null(rejection);
        Assert.Equal(undo.ToBytes(), read.ToBytes());
        var before = BlockConnector.Disconnect(block, Chain.Coins, read)!;
        Assert.Equal(_bench.Pool.Genesis.Select(static coin => coin.At), before.Select(static coin => coin.At));
    }

    [Fact]
    public void Undo_data_of_another_block_take_nothing_back()
    {
        var one = _bench.Extend(_bench.Pay(0));
        var undoOfOne = Chain.UndoOf(Chain.Tip)!;
        var two = _bench.Extend(_bench.Pay(1));

        Assert.Null(BlockConnector.Disconnect(two, Chain.Coins, undoOfOne));
        Assert.Null(BlockConnector.Disconnect(two, Chain.Coins, new BlockUndo([])));
        Assert.Null(BlockConnector.Disconnect(one, _bench.Pool.Genesis, undoOfOne));
    }
}
