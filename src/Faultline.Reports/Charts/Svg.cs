using System.Globalization;

namespace Faultline.Reports.Charts;

/// <summary>Numbers of SVG attributes, and the frame that all charts over time share.</summary>
internal static class Svg
{
    /// <summary>All charts over time have this width and these edges, so that a moment is at the same place in each.</summary>
    public const double ChartWidth = 1000;

    public const double PlotLeft = 112;

    public const double PlotRight = 984;

    /// <summary>About the width of a character of a label of 11 units.</summary>
    public const double CharacterWidth = 6.1;

    /// <summary>A coordinate to a tenth of a unit, always with a point.</summary>
    public static string N(double number)
    {
        // Avoids "-0", which would differ from "0" without a difference to see.
        var rounded = Math.Round(number, 1) + 0.0;
        return rounded.ToString("0.#", CultureInfo.InvariantCulture);
    }
}
