using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Reports.Charts;
using Faultline.Reports.Text;

namespace Faultline.Reports.Promises;

/// <summary>Where operations are drawn: one row per process, order exact, distances not to scale.</summary>
/// <remarks>
/// A stale read may prove itself against a write of minutes before, each a few milliseconds long: to scale, both would be specks.
/// What matters is the order of invocations and completions, so each of them gets a place of its own, as far from the last one
/// as the labels need.
/// </remarks>
internal sealed class OperationLayout
{
    private const double Left = 116;
    private const double LeastGap = 16;
    private const double LeastWidth = 880;
    private const double OpenEnd = 46;
    private const double RowHeight = 38;
    private const double BarHeight = 26;
    private const double AxisHeight = 26;
    private const double MomentLabelWidth = 84;
    private const int LongestLabel = 64;
    private const double PointGap = 22;

    private readonly SortedDictionary<long, double> _places = [];
    private readonly Dictionary<long, int> _pointsAfter = [];

    /// <summary>Places operations that stand in the order of their invocations.</summary>
    /// <param name="evidence">The operations.</param>
    /// <param name="firstNumber">The number of the first one.</param>
    /// <param name="order">A legal order of some of them.</param>
    public OperationLayout(IReadOnlyList<HistoryEntry> evidence, int firstNumber, IReadOnlyList<HistoryEntry> order)
    {
        var gaps = GapsOf(order);
        foreach (var gap in gaps) _pointsAfter[gap] = _pointsAfter.GetValueOrDefault(gap) + 1;
        var processes = evidence.Select(entry => entry.Process).Distinct().Order().ToList();
        var moments = evidence.SelectMany(MomentsOf).DistinctBy(moment => moment.Index).OrderBy(moment => moment.Index).ToList();
        Place(evidence, moments, firstNumber);
        PlotHeight = processes.Count * RowHeight;
        Height = PlotHeight + AxisHeight;
        Rows = [.. processes.Select((process, row) => (process, (row * RowHeight) + (RowHeight / 2)))];
        Bars = [.. evidence.Select((entry, place) => BarOf(entry, firstNumber + place, processes.IndexOf(entry.Process)))];
        Moments = Labelled(moments);
        Points = PointsOf(order, gaps, moments);
    }

    public double Width { get; private set; }

    public double Height { get; }

    public double PlotHeight { get; }

    /// <summary>Each process and the middle of its row.</summary>
    public IReadOnlyList<(int Process, double Y)> Rows { get; }

    public IReadOnlyList<Bar> Bars { get; }

    /// <summary>Each invocation and completion; the label is null where there is no room for it.</summary>
    public IReadOnlyList<(double X, string? Label)> Moments { get; }

    /// <summary>The moment at which each operation of the legal order takes effect in it, in that order.</summary>
    public IReadOnlyList<(HistoryEntry Entry, double X, double Y)> Points { get; }

    /// <summary>One operation as drawn.</summary>
    public readonly record struct Bar(
        HistoryEntry Entry, string Label, double X, double Y, double Width, double Height, OperationOutcome Outcome);

    private static IEnumerable<HistoryMoment> MomentsOf(HistoryEntry entry) =>
        Ends(entry) ? [entry.Invoked, entry.Completed] : [entry.Invoked];

    /// <summary>An operation with an unknown outcome may take effect at any later time: its bar has no end.</summary>
    private static bool Ends(HistoryEntry entry) => OperationWords.Outcome(entry) != OperationOutcome.Info;

    private static string LabelOf(HistoryEntry entry, int number)
    {
        var text = Ends(entry)
            ? $"{number}  {entry.Operation} → {entry.Answer}"
            : $"{number}  {entry.Operation} → unknown";
        return text.Length <= LongestLabel ? text : text[..(LongestLabel - 1)] + "…";
    }

    /// <summary>
    /// Each operation takes effect as early as it can: after its own invocation and after all before it in the order. That is before
    /// its completion, since nothing before it in a legal order was invoked after that.
    /// </summary>
    private static List<long> GapsOf(IReadOnlyList<HistoryEntry> order)
    {
        var gaps = new List<long>(order.Count);
        foreach (var entry in order) gaps.Add(gaps.Count == 0 ? entry.Invoked.Index : Math.Max(gaps[^1], entry.Invoked.Index));
        return gaps;
    }

    private List<(HistoryEntry, double, double)> PointsOf(IReadOnlyList<HistoryEntry> order, List<long> gaps, List<HistoryMoment> moments)
    {
        var bars = Bars.ToDictionary(bar => bar.Entry);
        var points = new List<(HistoryEntry, double, double)>(order.Count);
        var inGap = 0;
        for (var place = 0; place < order.Count; place++)
        {
            inGap = place > 0 && gaps[place] == gaps[place - 1] ? inGap + 1 : 1;
            var left = _places[gaps[place]];
            var next = moments.FindIndex(moment => moment.Index == gaps[place]) + 1;
            var right = next < moments.Count ? _places[moments[next].Index] : Width;
            var bar = bars[order[place]];
            points.Add((bar.Entry, left + ((right - left) * inGap / (_pointsAfter[gaps[place]] + 1)), bar.Y + bar.Height));
        }

        return points;
    }

    private static double WidthOf(string label) => (label.Length * Svg.CharacterWidth * 1.12) + 18;

    private void Place(IReadOnlyList<HistoryEntry> evidence, List<HistoryMoment> moments, int firstNumber)
    {
        var completions = new Dictionary<long, (long Invoked, double Width)>();
        var end = 0.0;
        for (var place = 0; place < evidence.Count; place++)
        {
            var entry = evidence[place];
            if (Ends(entry)) completions[entry.Completed.Index] = (entry.Invoked.Index, WidthOf(LabelOf(entry, firstNumber + place)));
        }

        var x = Left;
        foreach (var moment in moments)
        {
            if (completions.TryGetValue(moment.Index, out var bar)) x = Math.Max(x, _places[bar.Invoked] + bar.Width);
            _places[moment.Index] = x;
            var gap = Math.Max(LeastGap, PointGap * (_pointsAfter.GetValueOrDefault(moment.Index) + 1));
            end = x + Math.Max(OpenEnd, gap);
            x += gap;
        }

        for (var place = 0; place < evidence.Count; place++)
        {
            var entry = evidence[place];
            if (!Ends(entry))
                end = Math.Max(end, _places[entry.Invoked.Index] + WidthOf(LabelOf(entry, firstNumber + place)) + OpenEnd);
        }

        Width = end;
        if (end >= LeastWidth) return;

        var stretch = (LeastWidth - Left) / (end - Left);
        foreach (var moment in moments) _places[moment.Index] = Left + ((_places[moment.Index] - Left) * stretch);
        Width = LeastWidth;
    }

    private Bar BarOf(HistoryEntry entry, int number, int row)
    {
        var left = _places[entry.Invoked.Index];
        var right = Ends(entry) ? _places[entry.Completed.Index] : Width;
        var top = (row * RowHeight) + ((RowHeight - BarHeight) / 2);
        return new Bar(entry, LabelOf(entry, number), left, top, right - left, BarHeight, OperationWords.Outcome(entry));
    }

    private List<(double, string?)> Labelled(List<HistoryMoment> moments)
    {
        var labelled = new List<(double, string?)>();
        var free = 0.0;
        foreach (var moment in moments)
        {
            var x = _places[moment.Index];
            var fits = x - (MomentLabelWidth / 2) >= free && x + (MomentLabelWidth / 2) <= Width;
            if (fits) free = x + (MomentLabelWidth / 2);
            labelled.Add((x, fits ? Format.Moment(moment.Time) : null));
        }

        return labelled;
    }
}
