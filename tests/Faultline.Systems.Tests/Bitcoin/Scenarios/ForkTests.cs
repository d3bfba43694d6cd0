using System.Globalization;
using Faultline.Systems.Bitcoin.Analysis;
using Faultline.Workbench.Studies;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>
/// Decker and Wattenhofer (2013), section 4: from the delays with which blocks reach the nodes follows how often two are found at one height.
/// </summary>
public sealed class ForkTests(ITestOutputHelper output)
{
    private const int Interval = 20;

    /// <summary>Delays and forks of one and the same run of equal miners; within three standard errors of the number of forks.</summary>
    [Theory]
    [InlineData(12, 600_000, 800)]
    public void Forks_are_as_frequent_as_the_delays_predict(int nodes, int bytes, int blocks) => Check(nodes, bytes, blocks);

    [Theory(Explicit = true)]
    [InlineData(20, 50_000, 20_000)]
    [InlineData(20, 400_000, 20_000)]
    [InlineData(60, 200_000, 10_000)]
    public void Very_many_forks_are_as_frequent_as_the_delays_predict(int nodes, int bytes, int blocks) => Check(nodes, bytes, blocks);

    private void Check(int nodes, int bytes, int blocks)
    {
        var propagation = new BlockPropagation();
        var town = new Town(
            nodes, $"block-interval={Interval} retarget=0 compact-blocks=off filler={bytes}", seed: 2013, topology: "regions");
        town.World.Observe(propagation);
        town.Until((double)blocks * Interval / 3_600);

        var ignorance = Forks.Ignorance(propagation.Delays);
        var interval = TimeSpan.FromSeconds((double)blocks * Interval / propagation.Found);
        var predicted = Forks.Probability(interval, ignorance);
        var observed = (double)propagation.Forks / propagation.Height;
        var error = Math.Sqrt(predicted * (1 - predicted) / propagation.Height);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{propagation.Found:N0} blocks, {propagation.Height:N0} heights, {propagation.Forks:N0} forks; "
            + $"mean delay {ignorance.TotalSeconds:0.000} s, mean interval {interval.TotalSeconds:0.00} s; {observed:P2} observed, {predicted:P2} predicted, "
            + $"{(observed - predicted) / error:0.0} standard errors"));
        Assert.Equal(predicted, observed, 3 * error);

        // So many blocks would tell half of the delay from all of it.
        Assert.True(observed - Forks.Probability(interval, ignorance / 2) > 3 * error);
    }
}
