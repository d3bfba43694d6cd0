using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Transactions;

/// <summary>One test for each rule that needs nothing but the transaction.</summary>
public sealed class TransactionRulesTests
{
    private static readonly Hash256 Lock = CoinBench.LockOf(CoinBench.Bob);

    [Fact]
    public void A_transaction_must_spend_something() => Assert.Equal("bad-txns-vin-empty", Broken([], [TransactionOutput.To(1, Lock)]));

    [Fact]
    public void A_transaction_must_create_something() => Assert.Equal("bad-txns-vout-empty", Broken([Input(1)], []));

    [Fact]
    public void An_amount_cannot_be_negative() => Assert.Equal("bad-txns-vout-negative", Broken([Input(1)], [TransactionOutput.To(-1, Lock)]));

    [Fact]
    public void An_amount_cannot_be_more_than_there_is() =>
        Assert.Equal("bad-txns-vout-toolarge", Broken([Input(1)], [TransactionOutput.To(Money.Most + 1, Lock)]));

    [Theory]
    [InlineData(Money.Most, 1)]
    [InlineData(Money.Most, Money.Most)]
    public void CVE_2010_5139_The_sum_of_the_amounts_cannot_be_more_than_there_is_either(long first, long second) => Assert.Equal(
        "bad-txns-txouttotal-toolarge", Broken([Input(1)], [TransactionOutput.To(first, Lock), TransactionOutput.To(second, Lock)]));

    [Fact]
    public void CVE_2010_5139_The_amounts_of_block_74638_are_refused() => Assert.Equal(
        "bad-txns-vout-toolarge",
        Broken([Input(1)], [TransactionOutput.To(9_223_372_036_854_277_039, Lock), TransactionOutput.To(9_223_372_036_854_277_039, Lock)]));

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void CVE_2018_17144_A_coin_cannot_be_named_twice(int inputs)
    {
        TransactionInput[] twice = [.. Enumerable.Range(1, inputs - 1).Select(Input), Input(1)];

        Assert.Equal("bad-txns-inputs-duplicate", Broken(twice, [TransactionOutput.To(1, Lock)]));
        Assert.Null(Broken(twice[..^1], [TransactionOutput.To(1, Lock)]));
    }

    [Theory]
    [InlineData(80, null)]
    [InlineData(81, "bad-txns-data-toolarge")]
    public void Data_is_at_most_80_bytes(int length, string? expected) =>
        Assert.Equal(expected, Broken([Input(1)], [TransactionOutput.Carrying(new byte[length])]));

    [Theory]
    [InlineData(1, "bad-cb-length")]
    [InlineData(2, null)]
    [InlineData(100, null)]
    [InlineData(101, "bad-cb-length")]
    public void The_free_field_of_a_coinbase_has_2_to_100_bytes(int length, string? expected) => Assert.Equal(
        expected, Broken([new TransactionInput(OutPoint.None, default, new byte[length])], [TransactionOutput.To(1, Lock)]));

    [Fact]
    public void Only_a_coinbase_spends_no_coin() => Assert.Equal(
        "bad-txns-prevout-null", Broken([Input(1), new TransactionInput(OutPoint.None, default, new byte[2])], [TransactionOutput.To(1, Lock)]));

    [Fact]
    public void BIP54_A_transaction_of_64_bytes_looks_like_an_inner_node_of_a_Merkle_tree()
    {
        TransactionInput[] inputs = [new TransactionInput(OutPoint.None, default, new byte[2])];
        TransactionOutput[] outputs = [TransactionOutput.Carrying(default)];
        Assert.Equal(64, new Transaction(1, inputs, outputs).Size);

        Assert.Equal("bad-txns-64bytes", Broken(inputs, outputs));
        Assert.Null(Broken(inputs, [TransactionOutput.Carrying(new byte[1])]));
    }

    [Fact]
    public void What_was_found_once_is_found_again()
    {
        var bad = new Transaction(1, [], []);
        var good = Coinbase.Create(1, 1, Lock);

        Assert.Same(TransactionRules.Check(bad), TransactionRules.Check(bad));
        Assert.Null(TransactionRules.Check(good));
        Assert.Null(TransactionRules.Check(good));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "0101")]
    [InlineData(127, "017f")]
    [InlineData(128, "028000")]
    [InlineData(227_931, "035b7a03")]
    [InlineData(8_388_608, "0400008000")]
    public void BIP34_A_coinbase_begins_with_its_height(int height, string expected)
    {
        var coinbase = Coinbase.Create(height, 1, Lock);

        Assert.StartsWith(expected, Convert.ToHexStringLower(coinbase.Inputs[0].Signature.Span), StringComparison.Ordinal);
        Assert.True(Coinbase.HasHeight(coinbase, height));
        Assert.False(Coinbase.HasHeight(coinbase, height + 1));
    }

    private static TransactionInput Input(int number) => new(new OutPoint(new Hash256(7, 7, 7, 7), (uint)number), default, default);

    private static string? Broken(TransactionInput[] inputs, TransactionOutput[] outputs) =>
        TransactionRules.Check(new Transaction(1, inputs, outputs))?.Reason;
}
