using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Traces;

/// <summary>The moments that decide what became of a run, and the time around them that is worth recording.</summary>
/// <remarks>
/// In a broken run: the operations that prove it, or the moment at which it showed. In another run: the first time that a node changed
/// its state under a fault, such as a new leader; else the first fault that had an effect; else the first change of state; else the start.
/// </remarks>
public sealed record DecisiveWindow
{
    /// <summary>The most moments that are looked at; of more operations of a proof the last ones are.</summary>
    public const int MostMoments = 100;

    /// <summary>About how many steps an event has: what arrives, what the node then sends, asks of its disk and says.</summary>
    private const double StepsPerEvent = 2.5;

    /// <summary>
    /// How many times as many steps are recorded as are wanted in the end, since around a moment there may be far fewer than on average.
    /// </summary>
    private const int Spare = 8;

    private static readonly TimeSpan LeastReach = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan MostReach = TimeSpan.FromSeconds(20);

    /// <summary>Why these moments, in half a sentence, such as <c>around the operations that broke linearizable</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The moments, in the order of time.</summary>
    public required IReadOnlyList<DecisiveMoment> Moments { get; init; }

    /// <summary>The moment to look at first.</summary>
    public required DecisiveMoment Focus { get; init; }

    /// <summary>What to record, or was recorded, in the order of time and apart from each other.</summary>
    public required IReadOnlyList<Stretch> Stretches { get; init; }

    /// <summary>Finds the window of a run.</summary>
    /// <param name="report">The run.</param>
    /// <param name="steps">How many steps of it are wanted.</param>
    /// <returns>The window.</returns>
    public static DecisiveWindow Of(RunReport report, int steps = RunTrace.MostSteps)
    {
        var broken = report.Promises.Where(static promise => promise.Result.Verdict is Verdict.Broken or Verdict.Exceeded)
            .OrderBy(static promise => promise.Result.Verdict).ToList();
        var (reason, focus) = broken.Count > 0 ? FocusOf(broken[0]) : FocusOfUnbroken(report);
        var moments = broken.SelectMany(MomentsOf).Append(focus).Distinct().OrderBy(static moment => moment.From).ToList();
        return new DecisiveWindow
        {
            Reason = reason,
            Moments = moments,
            Focus = focus,
            Stretches = Around(moments, report, steps),
        };
    }

    private static (string Reason, DecisiveMoment Focus) FocusOf(PromiseReport promise)
    {
        // The contradiction is complete when the last operation of the proof is.
        var moments = MomentsOf(promise).ToList();
        var focus = moments.Find(static moment => moment.Operation is null) ?? moments.MaxBy(static moment => moment.Until);
        if (focus is null) return ($"at the start, since nothing tells when {promise.Name} was broken", Start);
        return (
            focus.Operation is null
                ? $"around the moment at which {promise.Name} was broken"
                : $"around the operations that broke {promise.Name}",
            focus);
    }

    private static (string Reason, DecisiveMoment Focus) FocusOfUnbroken(RunReport report)
    {
        var faults = report.Faults.Where(static fault => fault.Count > 0).ToList();
        foreach (var change in report.NodeEvents)
            if (faults.Exists(fault => fault.Start <= change.Time && change.Time <= fault.End))
                return ("around the first change of a node's state under a fault", Of(change));
        if (faults.Count > 0) return ("around the first fault that had an effect", At(faults[0].Start, $"{faults[0].Kind} begins"));
        return report.NodeEvents.Count > 0
            ? ("around the first change of a node's state", Of(report.NodeEvents[0]))
            : ("at the start", Start);
    }

    private static DecisiveMoment Of(NodeEventReport change) => At(change.Time, $"{change.Node} {change.Text}");

    private static DecisiveMoment Start => At(TimeSpan.Zero, "start");

    private static DecisiveMoment At(TimeSpan time, string label) => new(time, time, label);

    private static IEnumerable<DecisiveMoment> MomentsOf(PromiseReport promise)
    {
        if (promise.Result.ShownAt is { } shown)
        {
            yield return At(shown, promise.Name);
            yield break;
        }

        var left = Math.Max(0, promise.Result.Evidence.Count - MostMoments);
        for (var place = left; place < promise.Result.Evidence.Count; place++)
        {
            var entry = promise.Result.Evidence[place];
            var label = string.Create(CultureInfo.InvariantCulture, $"{place + 1} {entry.Operation}");
            yield return new DecisiveMoment(entry.Invoked.Time, EndOf(entry), label) { Operation = entry.Invoked.Index };
        }
    }

    private static TimeSpan EndOf(HistoryEntry entry) => entry.HasEnded ? entry.Completed.Time : entry.Invoked.Time;

    private static List<Stretch> Around(List<DecisiveMoment> moments, RunReport report, int steps)
    {
        var stepsPerSecond = Math.Max(1, StepsPerEvent * report.Events / Math.Max(0.001, report.VirtualTime.TotalSeconds));
        var lasting = moments.Sum(static moment => (moment.Until - moment.From).TotalSeconds);
        var reach = TimeSpan.FromSeconds(Math.Clamp(
            ((Spare * steps / stepsPerSecond) - lasting) * DecisiveMoment.AfterShare / (DecisiveMoment.AfterShare + 1) / moments.Count,
            LeastReach.TotalSeconds,
            MostReach.TotalSeconds));
        var stretches = new List<Stretch>();
        foreach (var moment in moments)
        {
            var from = moment.From > reach ? moment.From - reach : TimeSpan.Zero;
            var until = moment.Until + (reach / DecisiveMoment.AfterShare);
            if (until > report.VirtualTime) until = report.VirtualTime;
            if (stretches.Count > 0 && stretches[^1].Until >= from)
                stretches[^1] = new Stretch(stretches[^1].From, until > stretches[^1].Until ? until : stretches[^1].Until);
            else
                stretches.Add(new Stretch(from, until));
        }

        return stretches;
    }
}

/// <summary>A moment worth a look.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends; the same time for what takes none.</param>
/// <param name="Label">What it is, in a few words.</param>
public sealed record DecisiveMoment(TimeSpan From, TimeSpan Until, string Label)
{
    /// <summary>The place in the history at which the operation that it stands for was invoked; null for anything else.</summary>
    public long? Operation { get; init; }

    /// <summary>What comes before a moment explains it; of what comes after, a part of that is enough.</summary>
    internal const int AfterShare = 4;

    /// <summary>How far a time is from it; what comes after is as many times farther as it matters less.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The distance; nothing within it.</returns>
    internal TimeSpan DistanceTo(TimeSpan time) =>
        time < From ? From - time : time > Until ? (time - Until) * AfterShare : TimeSpan.Zero;
}

/// <summary>A piece of a run's time.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="Until">Its last moment.</param>
public readonly record struct Stretch(TimeSpan From, TimeSpan Until);
