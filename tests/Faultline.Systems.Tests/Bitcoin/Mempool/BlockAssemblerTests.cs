using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Tests.Bitcoin.Mempool;

public sealed class BlockAssemblerTests
{
    [Fact]
    public void What_pays_most_for_its_size_comes_first()
    {
        var bench = new CoinBench();
        var pool = bench.NewPool();
        var pays = new[] { 3_000L, 9_000, 6_000 }.Select((fee, i) => bench.Pay(i, fee: fee)).ToArray();
        foreach (var pay in pays) Assert.Null(pool.TryAdd(pay, CoinBench.Now));

        Assert.Equal([pays[1], pays[2], pays[0]], Chosen(bench, pool));
    }

    [Fact]
    public void A_child_pays_for_its_parent()
    {
        var bench = new CoinBench();
        var pool = bench.NewPool();
        var poor = bench.Pay(0, fee: 1_000);
        var rich = CoinBench.PassOn(poor, 0, CoinBench.Bob, CoinBench.Alice, fee: 50_000);
        var usual = bench.Pay(1, fee: 10_000);
        foreach (var transaction in new[] { usual, poor, rich }) Assert.Null(pool.TryAdd(transaction, CoinBench.Now));

        Assert.Equal([poor, rich, usual], Chosen(bench, pool));
    }

    [Fact]
    public void A_parent_that_is_chosen_for_one_child_is_not_paid_for_by_the_next()
    {
        var bench = new CoinBench();
        var pool = bench.NewPool();
        var parent = bench.Pay(0, fee: 1_000);
        var first = CoinBench.PassOn(parent, 0, CoinBench.Bob, CoinBench.Alice, fee: 60_000);
        var second = CoinBench.PassOn(parent, 1, CoinBench.Alice, CoinBench.Bob, fee: 8_000);
        var usual = bench.Pay(1, fee: 7_000);
        foreach (var transaction in new[] { parent, first, second, usual }) Assert.Null(pool.TryAdd(transaction, CoinBench.Now));

        // With its parent the second child would pay less than the usual one, alone it pays more.
        Assert.Equal([parent, first, second, usual], Chosen(bench, pool));
    }

    [Fact]
    public void A_child_is_not_carried_by_a_parent_that_is_chosen_without_it()
    {
        var bench = new CoinBench();
        var pool = bench.NewPool();
        var rich = bench.Pay(0, fee: 50_000);
        var poor = CoinBench.PassOn(rich, 0, CoinBench.Bob, CoinBench.Alice, fee: 1_000);
        var usual = bench.Pay(1, fee: 10_000);
        foreach (var transaction in new[] { rich, poor, usual }) Assert.Null(pool.TryAdd(transaction, CoinBench.Now));

        Assert.Equal([rich, usual, poor], Chosen(bench, pool));
    }

    [Fact]
    public void Of_equals_the_one_that_came_first_goes_first()
    {
        var bench = new CoinBench();
        var pool = bench.NewPool();
        Transaction[] pays = [bench.Pay(5), bench.Pay(1), bench.Pay(9), bench.Pay(3)];
        foreach (var pay in pays) Assert.Null(pool.TryAdd(pay, CoinBench.Now));

        Assert.Equal(pays, Chosen(bench, pool));
    }

    [Fact]
    public void What_does_not_fit_waits_and_the_block_is_valid()
    {
        var bench = new CoinBench(new CoinRules { MostBlockBytes = 1_500, MostSignatures = 4 });
        var pool = bench.NewPool();
        for (var i = 0; i < 20; i++) Assert.Null(pool.TryAdd(bench.Pay(i), CoinBench.Now));

        var chosen = Chosen(bench, pool);

        Assert.Equal(4, chosen.Length);
        var block = CoinBench.MineBody(bench.Chain.Tip, BlockAssembler.Assemble(bench.Chain, pool, CoinBench.LockOf(CoinBench.Miner)).Transactions);
        Assert.True(block.Size <= 1_500);
        Assert.Null(bench.Refusal(block));
    }

    [Fact]
    public void The_coinbase_claims_the_subsidy_and_all_fees()
    {
        var bench = new CoinBench();
        var pool = bench.NewPool();
        for (var i = 0; i < 3; i++) Assert.Null(pool.TryAdd(bench.Pay(i), CoinBench.Now));

        var template = BlockAssembler.Assemble(bench.Chain, pool, CoinBench.LockOf(CoinBench.Miner));

        Assert.Equal(30_000, template.Fees);
        Assert.Equal(bench.Rules.Subsidy(1) + 30_000, template.Transactions[0].Outputs[0].Amount);
        Assert.Equal(1, template.Height);
    }

    private static Transaction[] Chosen(CoinBench bench, TransactionPool pool) =>
        BlockAssembler.Assemble(bench.Chain, pool, CoinBench.LockOf(CoinBench.Miner)).Transactions[1..];
}
