using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Mining;

public sealed class LotteryTests
{
    [Fact]
    public void Waiting_times_are_exponential()
    {
        // Mean 600 s; e^-1 wait longer than that, e^-6 longer than an hour.
        var random = new Prng(1);
        var times = Enumerable.Range(0, 200_000).Select(_ => Lottery.Draw(random, work: 6e9, hashesPerSecond: 1e7).TotalSeconds).ToArray();

        Assert.InRange(times.Average(), 596, 604);
        Assert.InRange(times.Count(static time => time > 600) / 200_000.0, Math.Exp(-1) - 0.004, Math.Exp(-1) + 0.004);
        Assert.InRange(times.Count(static time => time > 3_600) / 200_000.0, Math.Exp(-6) - 0.0004, Math.Exp(-6) + 0.0004);
    }

    [Fact]
    public void The_same_numbers_come_on_every_machine()
    {
        var random = new Prng(2);

        Assert.Equal(
            [13_686_167_961, 1_925_222_262, 10_158_141_857],
            Enumerable.Range(0, 3).Select(_ => Lottery.Draw(random, 6e9, 1e7).Ticks));
    }

    [Fact]
    public void A_ticket_is_for_one_header_and_no_other()
    {
        var lottery = new Lottery(5);
        var header = lottery.Award(new BlockHeader(2, default, default, 100, 0x1c00ffff, 0));

        Assert.True(lottery.IsAwarded(header));
        Assert.False(lottery.IsAwarded(header with { Time = 101 }));
        Assert.False(lottery.IsAwarded(header with { Nonce = header.Nonce + 1 }));
        Assert.False(lottery.IsAwarded(header with { MerkleRoot = new Hash256(1, 0, 0, 0) }));
        Assert.False(new Lottery(6).IsAwarded(header));
    }

    [Theory]
    [InlineData("equal", 10, 0)]
    [InlineData("equal", 1, 0)]
    [InlineData("pools", 5, 0)]
    [InlineData("pools", 100, 0)]
    [InlineData("equal", 10, 300)]
    [InlineData("pools", 10, 510)]
    public void All_shares_together_are_the_whole(string distribution, int miners, int first)
    {
        var shares = Enumerable.Range(0, miners).Select(miner => HashRates.ShareOf(distribution, miner, miners, first)).ToArray();

        Assert.Equal(1, shares.Sum(), 9);
        Assert.Equal(0, HashRates.ShareOf(distribution, miners, miners, first));
        if (first > 0) Assert.Equal(first / 1000.0, shares[0]);
    }
}
