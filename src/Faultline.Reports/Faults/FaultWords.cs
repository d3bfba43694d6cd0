using Faultline.Reports.Text;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Faults;

/// <summary>One fault in words.</summary>
internal static class FaultWords
{
    /// <summary>What is said of a fault that did nothing.</summary>
    public const string Inert = "inert: had no effect";

    /// <summary>Kind, place, time and effect, for a tooltip.</summary>
    public static string Of(FaultReport fault) =>
        $"{fault.Kind}: {fault.Where}\n{Format.Moment(fault.Start)} to {Format.Moment(fault.End)}\n{Effect(fault.Effect, fault.Count)}";

    /// <summary>A line that names the kinds of fault that were active between two moments; nothing where none was.</summary>
    public static string During(IReadOnlyList<FaultReport> faults, TimeSpan from, TimeSpan to)
    {
        var kinds = faults.Where(fault => fault.Start < to && fault.End > from).Select(fault => fault.Kind).Distinct().ToList();
        return kinds.Count == 0 ? "" : $"\nduring {string.Join(", ", kinds)}";
    }

    public static string Effect(string effect, long count) => count == 0 ? Inert : effect;
}
