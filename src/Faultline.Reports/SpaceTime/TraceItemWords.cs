using Faultline.Reports.Text;
using Faultline.Workbench.Traces;

namespace Faultline.Reports.SpaceTime;

/// <summary>What is said of an item where somebody points at it; the script of the page says the same.</summary>
internal static class TraceItemWords
{
    public static string Of(TraceItem item, IReadOnlyList<string> lines)
    {
        var ends = item.IsMessage ? $"{lines[item.Line]} → {lines[item.Peer]}: " : "";
        return $"{ends}{item.Text}\n{Times(item)}\nevent {Format.Count(item.Event)}";
    }

    /// <summary>A moment to the tenth of a microsecond, so that the order of what is close can be read.</summary>
    public static string Precise(TimeSpan time) =>
        (time.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.000####", System.Globalization.CultureInfo.InvariantCulture) + " s";

    private static string Times(TraceItem item) => item.Kind switch
    {
        TraceItemKind.LostMessage => $"sent {Precise(item.Start)}, lost on its way at {Precise(item.End)}",
        TraceItemKind.MessageOnItsWay => $"sent {Precise(item.Start)}, not there when the recording ended",
        TraceItemKind.MissedMessage => $"sent {Precise(item.Start)}, found nobody at {Precise(item.End)}: the host was down",
        TraceItemKind.Message => $"sent {Precise(item.Start)}, arrived {Precise(item.End)}, {Took(item)}",
        _ => item.End > item.Start ? $"{Precise(item.Start)} to {Precise(item.End)}, {Took(item)}" : Precise(item.Start),
    };

    private static string Took(TraceItem item) => Format.Milliseconds((item.End - item.Start).TotalMilliseconds);
}
