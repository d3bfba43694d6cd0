using Faultline.Reports.Charts;

namespace Faultline.Reports.Loads;

/// <summary>Where a rate is on a chart whose horizontal axis is the offered load, from zero up.</summary>
/// <param name="rates">The rates that it holds.</param>
internal readonly struct RateScale(IReadOnlyList<double> rates)
{
    // A vertical scale that lies on its side.
    private readonly LinearScale _scale = new(rates.Max(), Svg.PlotRight - Svg.PlotLeft);

    public double X(double rate) => Svg.PlotRight - _scale.Y(rate);

    public IReadOnlyList<(double X, string Label)> Ticks() =>
        [.. _scale.Ticks().Select(static tick => (Svg.PlotRight - tick.Y, tick.Label))];
}
