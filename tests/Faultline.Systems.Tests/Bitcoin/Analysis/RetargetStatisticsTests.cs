using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Analysis;
using Faultline.Systems.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Analysis;

/// <summary>The rule for the target, over thousands of periods of drawn block times.</summary>
public sealed class RetargetStatisticsTests(ITestOutputHelper output)
{
    private const uint FirstBits = 0x1b0404cb;
    private const int Period = 2016;
    private const double Wanted = 600;

    [Fact]
    public void The_formulas_are_those_of_the_literature()
    {
        Assert.Equal(600.596, RetargetStatistics.MeanInterval(TimeSpan.FromSeconds(Wanted), Period).TotalSeconds, 0.001);
        Assert.Equal(0.0223, RetargetStatistics.Deviation(Period), 0.0001);
    }

    /// <summary>The mean within three standard errors, the deviation within 10%, and successive periods independent.</summary>
    [Fact]
    public void Blocks_take_a_little_longer_than_wanted() => Check(periods: 2_000, deviationTolerance: 0.1);

    [Fact(Explicit = true)]
    public void Blocks_take_600_point_6_seconds_in_20_000_periods() => Check(periods: 20_000, deviationTolerance: 0.03);

    [Fact]
    public void After_the_hash_rate_halves_a_period_takes_four_weeks_and_the_target_doubles()
    {
        var miners = new Miners(FirstBits, seed: 3);
        miners.MinePeriod();
        miners.HashRate /= 2;
        var (before, start) = (miners.Target, miners.Now);

        miners.MinePeriod();

        Assert.Equal(28 * 86_400, miners.Now - start, 0.1 * 28 * 86_400);
        Assert.Equal(2, miners.Target / before, 0.2);
    }

    [Fact]
    public void After_the_hash_rate_is_eightfold_the_target_falls_to_a_quarter_twice()
    {
        var miners = new Miners(FirstBits, seed: 4);
        miners.MinePeriod();
        miners.HashRate *= 8;
        var before = miners.Target;

        miners.MinePeriod();
        Assert.Equal(0.25, miners.Target / before, 0.001);

        miners.MinePeriod();
        Assert.Equal(0.125, miners.Target / before, 0.01);
    }

    /// <summary>P(no block for an hour) = e^-6 and for two hours e^-12: of 2.4 million intervals within three standard errors.</summary>
    [Fact]
    public void Intervals_are_exponential()
    {
        var random = new Prng(5);
        const int count = 2_400_000;
        var (hours, twoHours) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var interval = Miners.Draw(random, Wanted);
            if (interval > 3_600) hours++;
            if (interval > 7_200) twoHours++;
        }

        Assert.Equal(count * Math.Exp(-6), hours, 3 * Math.Sqrt(count * Math.Exp(-6)));
        Assert.Equal(count * Math.Exp(-12), twoHours, 3 * Math.Sqrt(count * Math.Exp(-12)));
    }

    private void Check(int periods, double deviationTolerance)
    {
        var miners = new Miners(FirstBits, seed: 1);
        miners.MinePeriod();
        var means = new double[periods];
        foreach (ref var mean in means.AsSpan())
        {
            // What a period aims at: the draws of its own blocks would hide the rule's part behind as much noise again.
            mean = miners.ExpectedInterval;
            miners.MinePeriod();
        }

        var average = means.Average();
        var deviation = Math.Sqrt(means.Average(mean => Math.Pow(mean - average, 2))) / average;
        var correlation = means.Zip(means.Skip(1), (one, next) => (one - average) * (next - average)).Average() / Math.Pow(deviation * average, 2);
        output.WriteLine($"{periods:N0} periods: mean {average:0.00} s, deviation {deviation:P2}, correlation {correlation:0.000}");
        var expected = RetargetStatistics.MeanInterval(TimeSpan.FromSeconds(Wanted), Period).TotalSeconds;
        var expectedDeviation = RetargetStatistics.Deviation(Period);
        Assert.Equal(expected, average, 3 * expected * expectedDeviation / Math.Sqrt(periods));
        Assert.Equal(expectedDeviation, deviation, deviationTolerance * expectedDeviation);
        Assert.Equal(0, correlation, 4 / Math.Sqrt(periods));
    }

    /// <summary>Miners with a hash rate, and a chain of which only the times that matter are kept.</summary>
    private sealed class Miners(uint bits, ulong seed)
    {
        private readonly Prng _random = new(seed);
        private uint _bits = bits;

        public double HashRate { get; set; } = Systems.Bitcoin.Headers.Target.Work(bits).ToDouble() / Wanted;

        public double Now { get; private set; }

        public double Target => CompactBits.Decode(_bits, out _, out _).ToDouble();

        public double ExpectedInterval => Systems.Bitcoin.Headers.Target.Work(_bits).ToDouble() / HashRate;

        public static double Draw(Prng random, double mean) => -Math.Log(((random.NextUInt64() >> 11) + 1) / 9007199254740992.0) * mean;

        public void MinePeriod()
        {
            // 32 bits of seconds end in 2106, so each period's times begin anew: the rule takes differences alone.
            const uint origin = 1_300_000_000;
            var (mean, time, first) = (ExpectedInterval, (double)origin, origin);
            for (var block = 0; block < Period; block++)
            {
                var interval = Draw(_random, mean);
                Now += interval;
                time += interval;
                if (block == 0) first = (uint)time;
            }

            _bits = Retargeting.Retarget(first, (uint)time, _bits, NetworkParameters.Mainnet);
        }
    }
}
