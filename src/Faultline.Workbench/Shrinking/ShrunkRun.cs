using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Shrinking;

/// <summary>A minimal failing run, and what was taken away to come to it.</summary>
public sealed class ShrunkRun
{
    private readonly Candidate _before;
    private readonly Candidate _after;

    internal ShrunkRun(
        string promise, CompletedRun run, Candidate before, Candidate after, int tries, ShrinkEnd end, TimeSpan wallTime)
    {
        (Promise, Run, Tries, End, WallTime) = (promise, run, tries, end, wallTime);
        (_before, _after) = (before, after);
        (Before, After) = (RunSize.Of(before), RunSize.Of(after));
    }

    /// <summary>The promise that both break, by name.</summary>
    public string Promise { get; }

    /// <summary>The minimal run.</summary>
    public CompletedRun Run { get; }

    /// <summary>How large the run was.</summary>
    public RunSize Before { get; }

    /// <summary>How large the minimal run is.</summary>
    public RunSize After { get; }

    /// <summary>How many candidates were tried.</summary>
    public int Tries { get; }

    /// <summary>Why no more were tried.</summary>
    public ShrinkEnd End { get; }

    /// <summary>Wall time that it took.</summary>
    public TimeSpan WallTime { get; }

    /// <summary>What was taken away, one sentence each.</summary>
    public IReadOnlyList<string> Removed => [.. Removals()];

    private IEnumerable<string> Removals()
    {
        var kinds = _before.Faults.Select(static fault => fault.Kind).Distinct()
            .Select(kind => (Kind: kind, Count: _before.Faults.Count(f => f.Kind == kind) - _after.Faults.Count(f => f.Kind == kind)))
            .Where(static entry => entry.Count > 0).ToArray();
        if (kinds.Length > 0)
        {
            yield return $"{Number(Before.Faults - After.Faults)} of {Number(Before.Faults)} faults: "
                + string.Join(", ", kinds.Select(static entry => $"{Number(entry.Count)} {entry.Kind}"));
        }

        if (After.Operations < Before.Operations)
            yield return $"{Number(Before.Operations - After.Operations)} of {Number(Before.Operations)} operations";
        if (After.Clients < Before.Clients) yield return $"{Before.Clients - After.Clients} of {Before.Clients} clients";
        if (After.Nodes < Before.Nodes) yield return $"{Before.Nodes - After.Nodes} of {Before.Nodes} nodes";
        if (After.VirtualTime < Before.VirtualTime)
            yield return $"{Duration.Format(Before.VirtualTime - After.VirtualTime)} of {Duration.Format(Before.VirtualTime)}";
        var (was, now) = (_before.Settings, _after.Settings);
        if (now.Latency != was.Latency) yield return $"the spread of the latency: {now.Latency} in place of {was.Latency}";
        if (now.Disk != was.Disk) yield return $"the spread of the disks' times: {now.Disk} in place of {was.Disk}";
        foreach (var (name, value) in now.Options)
            if (was.Options.GetValueOrDefault(name) is var old && old != value)
                yield return $"most of the option {name}: {value} in place of {old ?? "its default"}";
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>How large a run is.</summary>
/// <param name="Faults">Faults in its plan.</param>
/// <param name="FaultTime">How long they last, added up.</param>
/// <param name="Operations">Operations that users ask.</param>
/// <param name="Clients">Clients.</param>
/// <param name="Nodes">Nodes.</param>
/// <param name="VirtualTime">Virtual time that it lasts.</param>
public sealed record RunSize(int Faults, TimeSpan FaultTime, int Operations, int Clients, int Nodes, TimeSpan VirtualTime)
{
    internal static RunSize Of(Candidate run) => new(
        run.Faults.Count, new TimeSpan(run.Faults.Sum(static fault => (fault.End - fault.Start).Ticks)), run.Operations.Count,
        run.Settings.Clients, run.Settings.Nodes, run.Settings.Duration);
}
