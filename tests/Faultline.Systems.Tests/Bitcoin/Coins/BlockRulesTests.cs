using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Tests.Bitcoin.Coins;

/// <summary>One test for each rule of blocks and of spending: the block is refused by name, and the chain stays where it was.</summary>
public sealed class BlockRulesTests
{
    private readonly CoinBench _bench = new();

    [Fact]
    public void A_block_of_payments_connects()
    {
        var pay = _bench.Pay(0);
        var passOn = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice);

        Assert.Null(_bench.Refusal(pay, passOn));
        Assert.NotNull(_bench.Chain.Coins.Find(passOn.Coin(0)));
        Assert.Null(_bench.Chain.Coins.Find(pay.Coin(0)));
    }

    [Fact]
    public void A_body_must_be_the_one_that_the_header_names_and_the_right_one_is_taken_later()
    {
        var block = _bench.Mine(_bench.Chain.Tip, [_bench.Pay(0)]);
        var wrong = new Block(block.Header, [block.Transactions[0], _bench.Pay(1)]);

        Assert.Equal("bad-txnmrklroot", _bench.Refusal(wrong));
        Assert.Null(_bench.Refusal(block));
    }

    [Fact]
    public void CVE_2012_2459_A_repeated_transaction_is_no_reason_to_refuse_the_block_for_ever()
    {
        var block = _bench.Mine(_bench.Chain.Tip, [_bench.Pay(0), _bench.Pay(1)]);
        var mutated = new Block(block.Header, [.. block.Transactions, block.Transactions[2]]);

        Assert.Equal("bad-txns-duplicate", _bench.Refusal(mutated));
        Assert.Null(_bench.Refusal(block));
    }

    [Fact]
    public void BIP54_Nor_is_a_body_with_a_transaction_of_64_bytes()
    {
        var parent = _bench.Chain.Tip;
        var tiny = new Transaction(1, [new TransactionInput(OutPoint.None, default, new byte[2])], [TransactionOutput.Carrying(default)]);
        var block = CoinBench.MineBody(parent, [tiny]);

        Assert.Equal("bad-txns-64bytes", _bench.Refusal(block));
        Assert.False(_bench.Chain.Tree.Is(_bench.Chain.Tree.Find(block.Hash)!, BlockStatus.AnyFailure));
    }

    [Fact]
    public void A_block_has_transactions() => Assert.Equal("bad-blk-length", _bench.Refusal(CoinBench.MineBody(_bench.Chain.Tip, [])));

    [Fact]
    public void A_block_is_not_larger_than_the_limit()
    {
        var block = new CoinBench().Mine(_bench.Chain.Tip, [_bench.Pay(0)]);

        Assert.Equal("bad-blk-length", Refusal(new CoinRules { MostBlockBytes = block.Size - 1 }));
        Assert.Null(Refusal(new CoinRules { MostBlockBytes = block.Size }));

        static string? Refusal(CoinRules rules)
        {
            var bench = new CoinBench(rules);
            return bench.Refusal(bench.Pay(0));
        }
    }

    [Fact]
    public void A_block_has_not_more_signatures_than_the_limit()
    {
        var bench = new CoinBench(new CoinRules { MostSignatures = 2 });

        Assert.Equal("bad-blk-sigops", bench.Refusal(bench.Pay(0), bench.Pay(1), bench.Pay(2)));
        Assert.Null(bench.Refusal(bench.Pay(0), bench.Pay(1)));
    }

    [Fact]
    public void The_first_transaction_is_a_coinbase() =>
        Assert.Equal("bad-cb-missing", _bench.Refusal(CoinBench.MineBody(_bench.Chain.Tip, [_bench.Pay(0)])));

    [Fact]
    public void No_other_is()
    {
        var lockOfMiner = CoinBench.LockOf(CoinBench.Miner);

        Assert.Equal("bad-cb-multiple", _bench.Refusal(Coinbase.Create(1, 1, lockOfMiner, 77)));
    }

    [Fact]
    public void A_transaction_that_breaks_a_rule_of_its_own_makes_the_block_invalid() => Assert.Equal(
        "bad-txns-vout-negative",
        _bench.Refusal(CoinBench.Sign([_bench.Coin(0)], TransactionOutput.To(-1, CoinBench.LockOf(CoinBench.Bob)))));

    [Fact]
    public void BIP34_The_coinbase_begins_with_the_height()
    {
        var coinbase = Coinbase.Create(2, _bench.Rules.Subsidy(1), CoinBench.LockOf(CoinBench.Miner));

        Assert.Equal("bad-cb-height", _bench.Refusal(CoinBench.MineBody(_bench.Chain.Tip, [coinbase])));
    }

    [Fact]
    public void A_transaction_whose_lock_time_has_not_come_is_not_in_a_block()
    {
        var later = TransactionSigner.Sign([_bench.Coin(0, sequence: 0)], [TransactionOutput.To(1, CoinBench.LockOf(CoinBench.Bob))], lockTime: 2);

        Assert.Equal("bad-txns-nonfinal", _bench.Refusal(later));
        _bench.Extend();
        _bench.Extend();
        Assert.Null(_bench.Refusal(later));
    }

    [Fact]
    public void BIP68_A_transaction_whose_coin_is_too_young_is_not_in_a_block()
    {
        var pay = _bench.Pay(0);
        var old = CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice, sequence: 2);
        _bench.Extend(pay);

        Assert.Equal("bad-txns-nonfinal", _bench.Refusal(old));
        _bench.Extend();
        Assert.Null(_bench.Refusal(old));
    }

    [Fact]
    public void A_coin_that_was_never_there_cannot_be_spent() => Assert.Equal(
        "bad-txns-inputs-missingorspent", _bench.Refusal(CoinBench.PassOn(_bench.Pay(0), 0, CoinBench.Bob, CoinBench.Alice)));

    [Fact]
    public void A_coin_is_spent_once_between_blocks_and_within_one()
    {
        Assert.Equal("bad-txns-inputs-missingorspent", _bench.Refusal(_bench.Pay(0), _bench.Pay(0, fee: 20_000)));
        _bench.Extend(_bench.Pay(0));
        Assert.Equal("bad-txns-inputs-missingorspent", _bench.Refusal(_bench.Pay(0, fee: 20_000)));
    }

    [Fact]
    public void A_transaction_cannot_stand_before_the_one_whose_coin_it_spends()
    {
        var pay = _bench.Pay(0);

        Assert.Equal("bad-txns-inputs-missingorspent", _bench.Refusal(CoinBench.PassOn(pay, 0, CoinBench.Bob, CoinBench.Alice), pay));
    }

    [Fact]
    public void Data_cannot_be_spent()
    {
        var data = CoinBench.Sign([_bench.Coin(0)], TransactionOutput.Carrying(new byte[] { 1 }, burnt: 1_000));
        _bench.Extend(data);
        var spend = CoinBench.Sign(
            [new Spending(data.Coin(0), TransactionOutput.To(1_000, CoinBench.LockOf(CoinBench.Alice)), CoinBench.Alice)],
            TransactionOutput.To(900, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Equal("bad-txns-inputs-missingorspent", _bench.Refusal(spend));
    }

    [Fact]
    public void A_coinbase_is_spent_when_it_has_matured()
    {
        var coinbase = _bench.Extend().Transactions[0];
        var spend = CoinBench.PassOn(coinbase, 0, CoinBench.Miner, CoinBench.Bob);
        for (var height = 2; height <= _bench.Rules.Maturity; height++)
        {
            Assert.Equal("bad-txns-premature-spend-of-coinbase", _bench.Refusal(spend));
            _bench.Extend();
        }

        Assert.Null(_bench.Refusal(spend));
    }

    [Fact]
    public void Maturity_is_100_blocks_by_default() => Assert.Equal(100, new CoinRules().Maturity);

    [Fact]
    public void A_transaction_creates_no_money() => Assert.Equal(
        "bad-txns-in-belowout",
        _bench.Refusal(CoinBench.Sign([_bench.Coin(0)], TransactionOutput.To(CoinBench.EndowedAmount + 1, CoinBench.LockOf(CoinBench.Bob)))));

    [Fact]
    public void A_signature_of_another_key_opens_nothing()
    {
        var theft = CoinBench.Sign([_bench.Coin(0) with { Key = CoinBench.Bob }], TransactionOutput.To(1, CoinBench.LockOf(CoinBench.Bob)));

        Assert.Equal("mandatory-script-verify-flag-failed", _bench.Refusal(theft));
    }

    [Fact]
    public void Nor_does_the_right_key_with_a_signature_of_something_else()
    {
        var pay = _bench.Pay(0);
        var altered = new Transaction(pay.Version, pay.Inputs.ToArray(), [TransactionOutput.To(1, CoinBench.LockOf(CoinBench.Bob))]);

        Assert.Equal("mandatory-script-verify-flag-failed", _bench.Refusal(altered));
    }

    [Fact]
    public void The_coinbase_takes_the_subsidy_and_the_fees_and_not_more()
    {
        var all = _bench.Rules.Subsidy(1) + 10_000;

        Assert.Equal("bad-cb-amount", _bench.Refusal(_bench.Mine(_bench.Chain.Tip, [_bench.Pay(0)], claimed: all + 1)));
        Assert.Null(_bench.Refusal(_bench.Mine(_bench.Chain.Tip, [_bench.Pay(0)], claimed: all)));
    }

    [Fact]
    public void BIP30_A_coin_that_is_there_is_not_overwritten()
    {
        // Such a pair needs two coinbases of one height in one chain, which BIP34 rules out: so the first is put there by hand.
        var coinbase = Coinbase.Create(1, _bench.Rules.Subsidy(1), CoinBench.LockOf(CoinBench.Miner), 7);
        var coins = _bench.Chain.Coins.Edit();
        coins.TryAdd(new Systems.Bitcoin.Coins.Coin(coinbase.Coin(0), coinbase.Outputs[0], 0, 0, isCoinbase: true));

        var connection = Systems.Bitcoin.Coins.BlockConnector.Connect(
            CoinBench.MineBody(_bench.Chain.Tip, [coinbase]), coins.ToSet(), new Systems.Bitcoin.Coins.BlockPlace(1, 0, _bench.Rules));

        Assert.Equal("bad-txns-BIP30", connection.Rejection!.Reason);
    }

    [Fact]
    public void What_is_built_on_an_invalid_block_is_invalid_too()
    {
        var bad = _bench.Mine(_bench.Chain.Tip, [_bench.Pay(0), _bench.Pay(0, fee: 20_000)]);
        Assert.NotNull(_bench.Refusal(bad));
        var onBad = _bench.Mine(_bench.Chain.Tree.Find(bad.Hash)!, []);

        Assert.Equal("bad-prevblk", _bench.Refusal(onBad));
        Assert.Equal("duplicate-invalid", _bench.Refusal(bad));
    }
}
