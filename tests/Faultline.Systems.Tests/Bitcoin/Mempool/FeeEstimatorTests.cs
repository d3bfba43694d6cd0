using Faultline.Systems.Bitcoin.Mempool;

namespace Faultline.Systems.Tests.Bitcoin.Mempool;

public sealed class FeeEstimatorTests
{
    private static readonly CoinBench Bench = new();

    [Fact]
    public void It_says_nothing_before_it_has_seen_enough() => Assert.Null(new FeeEstimator().Estimate(1));

    [Fact]
    public void It_names_the_lowest_rate_that_was_fast_enough()
    {
        var estimator = new FeeEstimator();
        for (var i = 0; i < 10; i++)
        {
            Confirm(estimator, i, fee: 20_000, wait: 1);
            Confirm(estimator, i, fee: 5_000, wait: 3);
            Confirm(estimator, i, fee: 1_000, wait: 20);
        }

        var fast = estimator.Estimate(1)!.Value;
        var patient = estimator.Estimate(3)!.Value;
        var slow = estimator.Estimate(20)!.Value;

        Assert.True(fast > patient && patient > slow, $"{fast}, {patient}, {slow}");
        Assert.Equal(fast, estimator.Estimate(2));
        Assert.Equal(patient, estimator.Estimate(19));
    }

    [Fact]
    public void What_was_given_up_and_what_is_too_old_does_not_count()
    {
        var estimator = new FeeEstimator();
        for (var i = 0; i < 10; i++)
        {
            var entry = EntryOf(i, 20_000);
            estimator.OnAdded(entry);
            estimator.OnRemoved(entry);
            estimator.OnConfirmed(entry, 1);
        }

        Assert.Equal(0, estimator.Outcomes);
        for (var i = 0; i < 10; i++) Confirm(estimator, i, fee: 20_000, wait: 1);
        Assert.NotNull(estimator.Estimate(1));
        estimator.OnBlock(FeeEstimator.Window + 1);
        Assert.Null(estimator.Estimate(1));
        Assert.Equal(0, estimator.Outcomes);
    }

    private static void Confirm(FeeEstimator estimator, int coin, long fee, int wait)
    {
        var entry = EntryOf(coin, fee);
        estimator.OnAdded(entry);
        estimator.OnConfirmed(entry, wait);
    }

    private static MempoolEntry EntryOf(int coin, long fee) => new(Bench.Pay(coin, fee: fee), fee, 1, 0, height: 0);
}
