using Faultline.Model.Operations;
using Faultline.Reports.Charts;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Reports.SpaceTime;

/// <summary>Where the things of one view of a trace are drawn: time from left to right, a line for each node and client.</summary>
internal sealed class SpaceTimeLayout
{
    /// <summary>The faults above the lines, one above the other; of more at once the first ones.</summary>
    public const int MostFaultLanes = 3;

    public const double FaultLaneHeight = 16;

    private const int FewLines = 24;

    private readonly RunTrace _trace;
    private readonly SpaceTimeScale _scale;

    public SpaceTimeLayout(RunTrace trace, Stretch view, IReadOnlyList<FaultReport> faults)
    {
        (_trace, View, _scale) = (trace, view, new SpaceTimeScale(view));
        Faults = Lanes(faults);
        Top = (Faults.Select(static placed => placed.Lane + 1).DefaultIfEmpty().Max() * FaultLaneHeight) + 8;
        RowHeight = trace.Lines.Count <= FewLines ? 34 : 20;
        Bottom = Top + (trace.Lines.Count * RowHeight);
        Items = [.. trace.Items.Where(item => item.Kind != TraceItemKind.Timer && _scale.Shows(item.Start, item.End))];
        var decisive = trace.Operations.Where(static operation => operation.Number > 0).SelectMany(static operation => operation.Items);
        Decisive = [.. decisive.Select(place => trace.Items[place])];
    }

    public Stretch View { get; }

    public double RowHeight { get; }

    /// <summary>The top of the first row.</summary>
    public double Top { get; }

    /// <summary>The end of the last row.</summary>
    public double Bottom { get; }

    /// <summary>What is drawn, without timers.</summary>
    public IReadOnlyList<TraceItem> Items { get; }

    /// <summary>What belongs to the operations of a proof.</summary>
    public HashSet<TraceItem> Decisive { get; }

    /// <summary>The faults of the whole trace, each in a lane from 0.</summary>
    public IReadOnlyList<(FaultReport Fault, int Lane)> Faults { get; }

    public IEnumerable<TracedOperation> Operations =>
        _trace.Operations.Where(operation => operation.Line >= 0 && _scale.Shows(operation.Start, operation.End));

    public IReadOnlyList<(double X, string Label)> Ticks => _scale.Ticks();

    /// <summary>The middle of a line.</summary>
    public double Y(int line) => Top + ((line + 0.5) * RowHeight);

    public double X(TimeSpan time) => _scale.X(time);

    public bool Shows(TimeSpan start, TimeSpan end) => _scale.Shows(start, end);

    /// <summary>The pieces of a line while its host is up.</summary>
    public IEnumerable<(double From, double Until)> Up(int line)
    {
        var from = View.From;
        foreach (var outage in _trace.Outages.Where(outage => outage.Line == line && Shows(outage.From, outage.Until))
                     .OrderBy(static outage => outage.From))
        {
            if (outage.From > from) yield return (X(from), X(outage.From));
            from = outage.Until;
        }

        if (from < View.Until) yield return (X(from), X(View.Until));
    }

    /// <summary>The ends of a message's arrow: one that was lost stops half way.</summary>
    public (double X1, double Y1, double X2, double Y2) Arrow(TraceItem message)
    {
        var (x1, y1, y2) = (Clipped(message.Start), Y(message.Line), Y(message.Peer));
        return message.Kind switch
        {
            TraceItemKind.LostMessage => (x1, y1, Math.Max(x1 + 10, Clipped(message.End)), (y1 + y2) / 2),
            TraceItemKind.MessageOnItsWay => (x1, y1, x1 + 14, y1 + ((y2 - y1) / 3)),
            _ => (x1, y1, Clipped(message.End), y2),
        };
    }

    /// <summary>An arrow that leaves the view goes on beyond its edge at the same slope.</summary>
    private double Clipped(TimeSpan time) =>
        SpaceTimeScale.Left + ((time - View.From) / (View.Until - View.From) * (SpaceTimeScale.Right - SpaceTimeScale.Left));

    public static string StyleOf(OperationOutcome outcome) => outcome switch
    {
        OperationOutcome.Ok => "ok",
        OperationOutcome.Fail => "failed",
        _ => "unknown",
    };

    /// <summary>As much of a text as fits into a width.</summary>
    public static string Fitting(string text, double width)
    {
        var most = (int)(width / Svg.CharacterWidth);
        return text.Length <= most ? text : most < 8 ? "" : text[..(most - 1)] + "…";
    }

    private List<(FaultReport Fault, int Lane)> Lanes(IReadOnlyList<FaultReport> faults)
    {
        var ends = new TimeSpan[MostFaultLanes];
        var placed = new List<(FaultReport, int)>();
        foreach (var fault in faults)
        {
            if (fault.End < _trace.From || fault.Start > _trace.Until) continue;
            var lane = Array.FindIndex(ends, end => end <= fault.Start);
            if (lane < 0) continue;
            ends[lane] = fault.End > fault.Start ? fault.End : fault.Start + TimeSpan.FromTicks(1);
            placed.Add((fault, lane));
        }

        return placed;
    }
}
