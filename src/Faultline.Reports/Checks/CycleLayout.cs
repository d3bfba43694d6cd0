using Faultline.Checking.Transactions;
using Faultline.Model.Histories;
using Faultline.Reports.Charts;

namespace Faultline.Reports.Checks;

/// <summary>Where the transactions of a cycle and the arrows between them are drawn: on an ellipse, clockwise.</summary>
internal sealed class CycleLayout
{
    private const double BoxHeight = 44;
    private const double LeastBoxWidth = 120;
    private const int LongestText = 44;
    private const double Bend = 34;
    private const double ArrowLength = 9;
    private const double ArrowWidth = 4.5;
    private const double Margin = 26;

    /// <summary>Places the transactions of a cycle.</summary>
    public CycleLayout(IReadOnlyList<CycleStep> cycle)
    {
        var texts = cycle.Select(step => TextOf(step.From)).ToList();
        var boxWidth = Math.Max(LeastBoxWidth, (texts.Max(text => text.Length) * Svg.CharacterWidth) + 24);
        var across = Math.Max(boxWidth + 150, cycle.Count * 60) / 2;
        var down = cycle.Count == 2 ? 0 : Math.Max(80, cycle.Count * 24);
        var (middleX, middleY) = (across + (boxWidth / 2) + Margin, down + (BoxHeight / 2) + Margin + (cycle.Count == 2 ? Bend : 0));
        Width = 2 * middleX;
        Height = 2 * middleY;
        Boxes = [.. texts.Select((text, place) => BoxOf(text, place))];
        var bend = cycle.Count == 2 ? Bend : Bend / 2;
        Arrows = [.. cycle.Select((step, place) => ArrowOf(step, Boxes[place], Boxes[(place + 1) % cycle.Count], bend))];

        Box BoxOf(string text, int place)
        {
            var angle = (2 * Math.PI * place / texts.Count) - (texts.Count == 2 ? Math.PI : Math.PI / 2);
            var (x, y) = (middleX + (across * Math.Cos(angle)), middleY + (down * Math.Sin(angle)));
            return new Box($"T{place + 1}", text, x, y, boxWidth, BoxHeight);
        }
    }

    public double Width { get; }

    public double Height { get; }

    public IReadOnlyList<Box> Boxes { get; }

    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>A transaction; the place is that of its middle.</summary>
    public readonly record struct Box(string Name, string Text, double X, double Y, double Width, double Height);

    /// <summary>Why one goes before the next.</summary>
    public readonly record struct Arrow(CycleStep Step, string Label, string Line, string Head, double LabelX, double LabelY);

    private static string TextOf(HistoryEntry entry)
    {
        var text = (entry.Result ?? (object)entry.Operation).ToString()!;
        return text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…";
    }

    private static Arrow ArrowOf(CycleStep step, Box from, Box to, double bend)
    {
        // The line bends away from the middle of the cycle, to its left as it goes clockwise.
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = Math.Max(1, Math.Sqrt((dx * dx) + (dy * dy)));
        var (bendX, bendY) = ((from.X + to.X + (2 * bend * dy / length)) / 2, (from.Y + to.Y - (2 * bend * dx / length)) / 2);
        var (startX, startY) = Edge(from, bendX, bendY);
        var (endX, endY) = Edge(to, bendX, bendY);
        var (ux, uy) = (endX - bendX, endY - bendY);
        var last = Math.Max(1, Math.Sqrt((ux * ux) + (uy * uy)));
        (ux, uy) = (ux / last, uy / last);
        var (baseX, baseY) = (endX - (ArrowLength * ux), endY - (ArrowLength * uy));
        var head = new SvgPath().MoveTo(endX, endY)
            .LineTo(baseX - (ArrowWidth * uy), baseY + (ArrowWidth * ux)).LineTo(baseX + (ArrowWidth * uy), baseY - (ArrowWidth * ux));
        var line = new SvgPath().MoveTo(startX, startY).LineTo(bendX, bendY).LineTo(baseX, baseY);
        var below = bendY > (from.Y + to.Y) / 2;
        return new Arrow(step, LabelOf(step), line.ToString(), head + "Z", bendX, below ? bendY + 15 : bendY - 6);
    }

    private static string LabelOf(CycleStep step)
    {
        var kind = step.Kind switch
        {
            DependencyKind.Write => "ww",
            DependencyKind.Read => "wr",
            DependencyKind.Anti => "rw",
            DependencyKind.Process => "process",
            _ => "real time",
        };
        return step.Key is null ? kind : $"{kind} {step.Key}";
    }

    /// <summary>Where the line from a box's middle to a point leaves the box.</summary>
    private static (double X, double Y) Edge(Box box, double x, double y)
    {
        var (dx, dy) = (x - box.X, y - box.Y);
        var share = Math.Min(
            dx == 0 ? double.MaxValue : (box.Width / 2) / Math.Abs(dx),
            dy == 0 ? double.MaxValue : (box.Height / 2) / Math.Abs(dy));
        return share >= 1 ? (box.X, box.Y) : (box.X + (dx * share), box.Y + (dy * share));
    }
}
