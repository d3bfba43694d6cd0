using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Mempool;

/// <summary>One test for each rule of the pool.</summary>
public sealed class TransactionPoolTests
{
    private const uint Replaceable = TransactionInput.Replaceable;

    private readonly CoinBench _bench = new();

    [Fact]
    public void What_is_valid_and_pays_is_taken_in()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0);

        Assert.Null(Refusal(pool, pay));
        Assert.Same(pay, pool.Find(pay.Id)!.Transaction);
        Assert.Same(pay, pool.SpenderOf(_bench.Coin(0).At));
        Assert.Equal("txn-already-in-mempool", Refusal(pool, pay));
        Assert.Equal(10_000, pool.Find(pay.Id)!.Fee);
    }

    [Fact]
    public void What_is_in_the_chain_is_not_taken_in()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0);
        _bench.Extend(pay);

        Assert.Equal("txn-already-known", Refusal(pool, pay));
    }

    [Fact]
    public void A_coinbase_is_not_taken_in() =>
        Assert.Equal("coinbase", Refusal(_bench.NewPool(), _bench.Extend().Transactions[0]));

    [Fact]
    public void A_coinbase_that_is_not_mature_for_the_next_block_cannot_be_spent_yet()
    {
        var pool = _bench.NewPool();
        var spend = CoinBench.PassOn(_bench.Extend().Transactions[0], 0, CoinBench.Miner, CoinBench.Bob);

        for (var height = 2; height <= _bench.Rules.Maturity; height++)
        {
            Assert.Equal("bad-txns-premature-spend-of-coinbase", Refusal(pool, spend));
            _bench.Extend();
        }

        Assert.Null(Refusal(pool, spend));
    }

    [Fact]
    public void A_version_from_the_future_waits_for_a_node_that_knows_it()
    {
        var pay = TransactionSigner.Sign([_bench.Coin(0)], [TransactionOutput.To(1_000, CoinBench.LockOf(CoinBench.Bob))], version: 3);

        Assert.Equal("version", Refusal(_bench.NewPool(), pay));
        Assert.Null(_bench.Refusal(pay));
    }

    [Fact]
    public void A_transaction_larger_than_a_node_likes_is_refused()
    {
        var pay = _bench.Pay(0);

        Assert.Equal("tx-size", Refusal(_bench.NewPool(new MempoolPolicy { MostTransactionBytes = pay.Size - 1 }), pay));
        Assert.Null(Refusal(_bench.NewPool(new MempoolPolicy { MostTransactionBytes = pay.Size }), pay));
    }

    [Theory]
    [InlineData(545, "dust")]
    [InlineData(546, null)]
    public void Outputs_that_cost_more_than_they_are_worth_are_refused(long amount, string? expected) =>
        Assert.Equal(expected, Refusal(_bench.NewPool(), _bench.Pay(0, amount)));

    [Fact]
    public void BIP113_What_the_next_block_could_not_hold_is_refused()
    {
        var pool = _bench.NewPool();
        TransactionOutput[] outputs = [TransactionOutput.To(1_000, CoinBench.LockOf(CoinBench.Bob))];
        var later = TransactionSigner.Sign([_bench.Coin(0, sequence: 0)], outputs, lockTime: 1);

        Assert.Equal("non-final", Refusal(pool, later));
        _bench.Extend();
        Assert.Null(Refusal(pool, later));
    }

    [Fact]
    public void BIP68_So_is_what_spends_too_young_a_coin()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0);
        var old = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice, sequence: 1);

        Assert.Null(Refusal(pool, pay));
        Assert.Equal("non-BIP68-final", Refusal(pool, old));
        pool.Update(CoinBench.Give(_bench.Chain, _bench.Mine(_bench.Chain.Tip, [pay]), out _), CoinBench.Now);
        Assert.Null(Refusal(pool, old));
    }

    [Fact]
    public void What_spends_an_unknown_coin_may_come_before_its_parent()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0);
        var child = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice);

        Assert.Equal(RejectionKind.Missing, pool.TryAdd(child, CoinBench.Now)!.Kind);
        Assert.Null(Refusal(pool, pay));
        Assert.Null(Refusal(pool, child));
    }

    [Fact]
    public void An_output_that_a_waiting_parent_does_not_have_will_never_be_there()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0);
        var child = CoinBench.Sign(
            [CoinBench.CoinOf(pay, 0, CoinBench.Bob) with { At = pay.Coin(2) }], TransactionOutput.To(1_000, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Null(Refusal(pool, pay));
        Assert.Equal(RejectionKind.Invalid, pool.TryAdd(child, CoinBench.Now)!.Kind);
    }

    [Fact]
    public void The_least_fee_is_a_satoshi_for_a_byte()
    {
        var size = _bench.Pay(0).Size;

        Assert.Equal("min relay fee not met", Refusal(_bench.NewPool(), _bench.Pay(0, fee: size - 1)));
        Assert.Null(Refusal(_bench.NewPool(), _bench.Pay(0, fee: size)));
    }

    [Fact]
    public void What_is_not_signed_is_refused()
    {
        var theft = CoinBench.Sign([_bench.Coin(0) with { Key = CoinBench.Bob }], TransactionOutput.To(1_000, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Equal("mandatory-script-verify-flag-failed", Refusal(_bench.NewPool(), theft));
    }

    [Fact]
    public void BIP125_What_does_not_say_that_it_may_be_replaced_stays()
    {
        var pool = _bench.NewPool();
        Assert.Null(Refusal(pool, _bench.Pay(0)));

        Assert.Equal("txn-mempool-conflict", Refusal(pool, _bench.Pay(0, fee: 1_000_000)));
        Assert.Null(Refusal(_bench.NewPool(new MempoolPolicy { ReplacesAll = true }), _bench.Pay(0), _bench.Pay(0, fee: 1_000_000)));
    }

    [Fact]
    public void BIP125_A_replacement_pays_a_higher_rate_and_for_all_that_goes_and_for_its_own_way()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0, sequence: Replaceable);
        var child = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice);
        Assert.Null(Refusal(pool, pay));
        Assert.Null(Refusal(pool, child));

        Assert.Equal("insufficient fee", Refusal(pool, _bench.Pay(0, fee: 10_000, amount: 2_000)));
        Assert.Equal("insufficient fee", Refusal(pool, _bench.Pay(0, fee: 20_000 + pay.Size - 1)));
        Assert.Null(Refusal(pool, _bench.Pay(0, fee: 20_000 + pay.Size)));
        Assert.Equal(1, pool.Count);
        Assert.Equal(2, pool.Replaced);
    }

    [Fact]
    public void BIP125_A_larger_replacement_with_a_lower_rate_pays_too_little_whatever_it_pays()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0, sequence: Replaceable);
        Assert.Null(Refusal(pool, pay));
        var larger = CoinBench.Sign(
            [_bench.Coin(0), .. Enumerable.Range(1, 9).Select(i => _bench.Coin(i))],
            TransactionOutput.To((10 * CoinBench.EndowedAmount) - 15_000, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Equal("insufficient fee", Refusal(pool, larger));
    }

    [Fact]
    public void BIP125_A_replacement_depends_on_nothing_new_that_is_unconfirmed()
    {
        var pool = _bench.NewPool();
        var other = _bench.Pay(1);
        Assert.Null(Refusal(pool, _bench.Pay(0, sequence: Replaceable), other));
        var replacement = CoinBench.Sign(
            [_bench.Coin(0), CoinBench.CoinOf(other, 0, CoinBench.Bob)], TransactionOutput.To(Money.Bitcoin, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Equal("replacement-adds-unconfirmed", Refusal(pool, replacement));
    }

    [Fact]
    public void BIP125_It_does_not_depend_on_what_it_replaces()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0, sequence: Replaceable);
        Assert.Null(Refusal(pool, pay));
        var replacement = CoinBench.Sign(
            [_bench.Coin(0), CoinBench.CoinOf(pay, 0, CoinBench.Bob)], TransactionOutput.To(1_000, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Equal("bad-txns-spends-conflicting-tx", Refusal(pool, replacement));
    }

    [Fact]
    public void BIP125_It_does_not_replace_more_than_the_limit()
    {
        var pool = _bench.NewPool(new MempoolPolicy { MostReplaced = 1 });
        var pay = _bench.Pay(0, sequence: Replaceable);
        Assert.Null(Refusal(pool, pay, CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice)));

        Assert.Equal("too many potential replacements", Refusal(pool, _bench.Pay(0, fee: 1_000_000)));
    }

    [Fact]
    public void BIP125_A_child_may_be_replaced_where_its_parent_says_so()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0, sequence: Replaceable);
        Assert.Null(Refusal(pool, pay, CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice)));

        Assert.Null(Refusal(pool, CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice, fee: 50_000)));
        Assert.Equal(2, pool.Count);
    }

    [Fact]
    public void A_chain_of_unconfirmed_transactions_has_at_most_25()
    {
        var pool = _bench.NewPool();
        var last = _bench.Pay(0);
        Assert.Null(Refusal(pool, last));
        for (var i = 2; i <= 25; i++)
        {
            last = CoinBench.PassOn(last, 0, i % 2 == 0 ? CoinBench.Bob : CoinBench.Alice, i % 2 == 0 ? CoinBench.Alice : CoinBench.Bob);
            Assert.Null(Refusal(pool, last));
        }

        Assert.Equal("too-long-mempool-chain", Refusal(pool, CoinBench.PassOn(last, 0, CoinBench.Bob, CoinBench.Alice)));
    }

    [Fact]
    public void At_most_25_depend_on_one()
    {
        var pool = _bench.NewPool();
        var lockOfBob = CoinBench.LockOf(CoinBench.Bob);
        var wide = CoinBench.Sign([_bench.Coin(0)], [.. Enumerable.Repeat(TransactionOutput.To(Money.Bitcoin / 10, lockOfBob), 30)]);
        Assert.Null(Refusal(pool, wide));
        for (var i = 0; i < 24; i++) Assert.Null(Refusal(pool, CoinBench.PassOn(wide, i, CoinBench.Bob, CoinBench.Alice)));

        Assert.Equal("too-long-mempool-chain", Refusal(pool, CoinBench.PassOn(wide, 24, CoinBench.Bob, CoinBench.Alice)));
    }

    [Fact]
    public void A_full_pool_gives_up_what_pays_least_and_raises_its_floor()
    {
        var size = _bench.Pay(0).Size;
        var pool = _bench.NewPool(new MempoolPolicy { MostBytes = 10 * size });
        for (var i = 0; i < 10; i++) Assert.Null(Refusal(pool, _bench.Pay(i, fee: 2_000 + (100 * i))));

        Assert.Null(Refusal(pool, _bench.Pay(10, fee: 9_000)));

        Assert.True(pool.Bytes <= 10 * size);
        Assert.Null(pool.SpenderOf(_bench.Coin(0).At));
        Assert.NotNull(pool.SpenderOf(_bench.Coin(9).At));
        Assert.Equal("mempool min fee not met", Refusal(pool, _bench.Pay(11, fee: 2_000)));
        Assert.True(pool.LeastRate(CoinBench.Now) > 2_000L * 1_000 / size);
    }

    [Fact]
    public void What_pays_least_itself_does_not_displace_others()
    {
        var size = _bench.Pay(0).Size;
        var pool = _bench.NewPool(new MempoolPolicy { MostBytes = 10 * size });
        for (var i = 0; i < 10; i++) Assert.Null(Refusal(pool, _bench.Pay(i, fee: 5_000)));

        Assert.Equal("mempool full", Refusal(pool, _bench.Pay(10, fee: 4_000)));
    }

    [Fact]
    public void The_floor_falls_by_half_in_half_a_day_once_a_block_has_come()
    {
        var policy = new MempoolPolicy { MostBytes = 1_000 };
        var floor = new FeeFloor(policy);
        floor.Raise(new FeeRate(39_000, 1_000));

        Assert.Equal(40_000, floor.At(1_000_000, 900));
        floor.OnBlock(1_000_000);
        Assert.Equal(40_000, floor.At(1_000_000, 900));
        Assert.Equal(30_000, floor.At(1_000_000 + (6 * 3_600), 900));
        Assert.Equal(15_000, floor.At(1_000_000 + (18 * 3_600), 900));
        Assert.Equal(7_500, floor.At(1_000_000 + (24 * 3_600), 400));
        Assert.Equal(3_750, floor.At(1_000_000 + (27 * 3_600), 100));
        Assert.Equal(0, floor.At(1_000_000 + (200 * 3_600), 100));
    }

    [Fact]
    public void What_has_waited_336_hours_is_given_up_with_all_that_depends_on_it()
    {
        var pool = _bench.NewPool();
        var pay = _bench.Pay(0);
        Assert.Null(pool.TryAdd(pay, CoinBench.Now));
        Assert.Null(pool.TryAdd(CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice), CoinBench.Now + 1_000));
        Assert.Null(pool.TryAdd(_bench.Pay(1), CoinBench.Now + 1_000));

        pool.Expire(CoinBench.Now + (336 * 3_600) - 1);
        Assert.Equal(3, pool.Count);
        pool.Expire(CoinBench.Now + (336 * 3_600));

        Assert.Equal(1, pool.Count);
        Assert.Equal(2, pool.Expired);
    }

    [Fact]
    public void A_block_takes_what_it_holds_and_what_conflicts_with_it()
    {
        var pool = _bench.NewPool();
        var (pay, other) = (_bench.Pay(0), _bench.Pay(1));
        var child = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice);
        Assert.Null(Refusal(pool, pay, child, other, CoinBench.PassOn(other, 0, CoinBench.Bob, CoinBench.Alice)));

        pool.Update(CoinBench.Give(_bench.Chain, _bench.Mine(_bench.Chain.Tip, [pay, _bench.Pay(1, fee: 7_000)]), out _), CoinBench.Now);

        Assert.Equal([child], pool.Entries.Select(static entry => entry.Transaction));
        Assert.Equal(1, pool.Find(child.Id)!.Ancestors.Count);
    }

    [Fact]
    public void After_a_reorganisation_what_was_taken_back_waits_again_and_once()
    {
        var pool = _bench.NewPool();
        var (pay, both) = (_bench.Pay(0), _bench.Pay(1));
        var child = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice);
        Assert.Null(Refusal(pool, pay, child, both));
        pool.Update(CoinBench.Give(_bench.Chain, _bench.Mine(_bench.Chain.Tip, [pay, both]), out _), CoinBench.Now);
        var first = _bench.Mine(_bench.Chain.Tree.Genesis, [both]);
        pool.Update(CoinBench.Give(_bench.Chain, first, out _), CoinBench.Now);

        pool.Update(CoinBench.Give(_bench.Chain, _bench.Mine(_bench.Chain.Tree.Find(first.Hash)!, []), out _), CoinBench.Now);

        Assert.Equal([pay.Id, child.Id], pool.Entries.OrderBy(static entry => entry.Number).Select(static entry => entry.Transaction.Id));
        Assert.Equal(2, pool.Find(child.Id)!.Ancestors.Count);
    }

    private static string? Refusal(TransactionPool pool, params Transaction[] transactions)
    {
        foreach (var transaction in transactions)
            if (pool.TryAdd(transaction, CoinBench.Now) is { } rejection)
                return rejection.Reason;
        return null;
    }
}
