using Faultline.Model.Clocks;

namespace Faultline.Workbench.Runs;

/// <summary>The faults of a plan that did nothing: a run that they were to disturb proves less than it seems to.</summary>
public static class InertFaults
{
    private const int MostNamed = 3;

    /// <summary>Names them in one sentence.</summary>
    /// <param name="faults">The faults of a run.</param>
    /// <returns>Such as <c>1 of 2 faults did nothing: crash of n3 from 5s to 6s</c>; null where each did something.</returns>
    public static string? Sentence(IReadOnlyList<FaultReport> faults)
    {
        FaultReport[] inert = [.. faults.Where(static fault => fault.IsInert)];
        if (inert.Length == 0) return null;
        var named = string.Join("; ", inert.Take(MostNamed).Select(static fault =>
            $"{fault.Kind} ({fault.Where}) from {Duration.Format(fault.Start)} to {Duration.Format(fault.End)}"));
        var more = inert.Length > MostNamed ? FormattableString.Invariant($"; and {inert.Length - MostNamed:N0} more") : "";
        var share = FormattableString.Invariant($"{inert.Length:N0} of {faults.Count:N0}");
        return $"{share} {(faults.Count == 1 ? "fault" : "faults")} did nothing: {named}{more}";
    }
}
