using System.Globalization;

namespace Faultline.Benchmarks.Measuring;

/// <summary>What a benchmark has to reach, printed with what it did reach.</summary>
internal sealed class Requirements
{
    private readonly Table _table = new("requirement", "required", "measured", "met");

    /// <summary>Whether all that was measured so far is as required.</summary>
    public bool AreMet { get; private set; } = true;

    public void AtLeast(string what, double required, double measured, string format = "0.00") =>
        Add(what, ">= " + Format(required, format), Format(measured, format), measured >= required);

    /// <summary>Nothing was measured that could tell; what is required counts as missed.</summary>
    public void Untold(string what, string required, string why)
    {
        AreMet = false;
        _table.Add(what, required, why, "?");
    }

    public void Below(string what, double required, double measured, string unit) =>
        Add(what, $"< {Format(required, "0.##")} {unit}", $"{Format(measured, "0.00")} {unit}", measured < required);

    public void Exactly(string what, string required, string measured) =>
        Add(what, required, measured, required == measured);

    public void Print() => _table.Print();

    private void Add(string what, string required, string measured, bool isMet)
    {
        AreMet &= isMet;
        _table.Add(what, required, measured, isMet ? "yes" : "NO");
    }

    private static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
