using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Transactions;

public sealed class LockTimesTests
{
    private const uint Time = 1_600_000_000;
    private const uint ByTime = 1 << 22;
    private const uint Off = 1u << 31;

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(99, 0, true)]
    [InlineData(100, 0, false)]
    [InlineData(101, 0, false)]
    [InlineData(101, uint.MaxValue, true)]
    [InlineData(499_999_999, 0, false)]
    [InlineData(Time - 1, 0, true)]
    [InlineData(Time, 0, false)]
    [InlineData(Time, uint.MaxValue, true)]
    public void BIP113_A_lock_time_is_below_the_height_or_the_median_time_past(uint lockTime, uint sequence, bool expected)
    {
        var transaction = Spending(sequence, lockTime, version: 1);

        Assert.Equal(expected, LockTimes.IsFinal(transaction, height: 100, medianTimePast: Time));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(0xffff, false)]
    [InlineData(0xffff | Off, true)]
    [InlineData(0xffff_000a & ~Off & ~ByTime, true)]
    [InlineData(ByTime | 2, true)]
    [InlineData(ByTime | 3, false)]
    [InlineData(ByTime | 3 | Off, true)]
    public void BIP68_A_coin_must_be_so_many_blocks_or_units_of_512_seconds_old(uint sequence, bool expected)
    {
        var coin = new Coin(default, TransactionOutput.To(1, default), height: 90, medianTimePast: Time - 1_024, isCoinbase: false);

        Assert.Equal(expected, LockTimes.AreCoinsOldEnough(Spending(sequence, 0, version: 2), [coin], height: 100, medianTimePast: Time));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(-1, false)]
    public void BIP68_Versions_below_2_have_no_such_lock(int version, bool expected)
    {
        var coin = new Coin(default, TransactionOutput.To(1, default), height: 99, medianTimePast: Time, isCoinbase: false);

        Assert.Equal(expected, LockTimes.AreCoinsOldEnough(Spending(2, 0, version), [coin], height: 100, medianTimePast: Time));
    }

    private static Transaction Spending(uint sequence, uint lockTime, int version) => new(
        version,
        [new TransactionInput(new OutPoint(Hash256.Zero, 0), default, default, sequence)],
        [TransactionOutput.To(1, Hash256.Zero)],
        lockTime);
}
