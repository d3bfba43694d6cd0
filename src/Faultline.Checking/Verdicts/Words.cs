using System.Globalization;

namespace Faultline.Checking.Verdicts;

/// <summary>How numbers and times are written in the detail of a verdict.</summary>
internal static class Words
{
    /// <summary>Such as <c>12.305 s</c>.</summary>
    public static string Seconds(TimeSpan time) =>
        (time.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.000", CultureInfo.InvariantCulture) + " s";

    /// <summary>Such as <c>360,000</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 node</c> or <c>2 nodes</c>.</summary>
    public static string Count(long number, string singular) => Count(number, singular, singular + "s");

    /// <summary>Such as <c>1 process</c> or <c>2 processes</c>.</summary>
    public static string Count(long number, string singular, string plural) => Number(number) + " " + (number == 1 ? singular : plural);
}
