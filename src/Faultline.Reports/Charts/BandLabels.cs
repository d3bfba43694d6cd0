using Faultline.Workbench.Runs;

namespace Faultline.Reports.Charts;

/// <summary>Places the names of faults above a chart, each at its start, without one running into the next.</summary>
internal static class BandLabels
{
    /// <summary>How many names may stand above each other.</summary>
    public const int Lanes = 3;

    /// <summary>Faults whose name finds room, with its lane from 0 (top); the others are told by their bands only.</summary>
    public static IReadOnlyList<(FaultReport Fault, double X, int Lane)> Place(IReadOnlyList<FaultReport> faults, TimeScale scale)
    {
        var placed = new List<(FaultReport, double, int)>();
        var free = new double[Lanes];
        foreach (var fault in faults)
        {
            var width = (fault.Kind.Length * Svg.CharacterWidth) + 8;
            var x = Math.Min(scale.X(fault.Start), Svg.PlotRight - width);
            var lane = Array.FindIndex(free, end => end <= x);
            if (lane < 0) continue;
            free[lane] = x + width;
            placed.Add((fault, x, lane));
        }

        return placed;
    }
}
