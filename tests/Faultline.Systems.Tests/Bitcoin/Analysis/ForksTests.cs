using Faultline.Systems.Bitcoin.Analysis;

namespace Faultline.Systems.Tests.Bitcoin.Analysis;

public sealed class ForksTests
{
    [Theory]
    [InlineData(1, 600, 0.00166)]
    [InlineData(20, 600, 0.0323)]
    [InlineData(60, 600, 0.0909)]
    [InlineData(300, 600, 0.333)]
    [InlineData(600, 600, 0.500)]
    public void Stale_rates_have_their_limit(double delay, double interval, double expected) =>
        Assert.Equal(expected, Forks.StaleRate(TimeSpan.FromSeconds(delay), TimeSpan.FromSeconds(interval)), 5e-4);

    /// <summary>Decker and Wattenhofer, section 4: predicted 1.78%, measured 1.69%; 98.20% of the power is effective, so 49.1% attack.</summary>
    [Fact]
    public void The_forks_of_2012_are_those_of_the_paper()
    {
        var (interval, ignorance) = (TimeSpan.FromSeconds(633.68), TimeSpan.FromSeconds(11.37));

        Assert.Equal(0.0178, Forks.Probability(interval, ignorance), 5e-5);
        Assert.Equal(0.9820, Forks.EffectivePower(interval, ignorance), 1e-4);
        Assert.Equal(0.491, Forks.EffectivePower(interval, ignorance) / 2, 5e-4);
    }

    [Fact]
    public void Ignorance_is_the_mean_delay()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Forks.Ignorance([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)]));
        Assert.Equal(TimeSpan.Zero, Forks.Ignorance([]));
    }
}
