using System.Globalization;
using System.Runtime.InteropServices;

namespace Faultline.Benchmarks.Measuring;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Units.Gibibyte:0.0} GiB, "
        + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");

    /// <summary>How many threads wanted a core in the last minute: above zero at the start, others are at work here.</summary>
    public static string Load => File.Exists("/proc/loadavg")
        ? $"load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} in the minute before"
        : "load unknown";
}
