using Faultline.Measurement;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Workbench.RealLoads;

/// <summary>What the users of a real cluster asked and got.</summary>
/// <param name="History">The operations.</param>
/// <param name="GivenUp">Wishes that were never asked: too many waited, or the time was over.</param>
/// <param name="Duration">For how long they asked.</param>
public sealed record RealLoadReport(History History, long GivenUp, TimeSpan Duration)
{
    /// <summary>Answers a second.</summary>
    public double PerSecond => History.Entries.Count(static entry => entry.Outcome == OperationOutcome.Ok) / Duration.TotalSeconds;

    /// <summary>
    /// How operations that users got an answer to did, from when they wanted it; of reads or of writes alone, where asked for.
    /// </summary>
    /// <param name="reads">True for reads, false for writes, null for both.</param>
    /// <returns>Their number and latencies.</returns>
    public AnsweredLatency Answered(bool? reads = null) => AnsweredLatency.Of(History.Entries
        .Where(entry => entry.Outcome == OperationOutcome.Ok && (reads is null || reads == entry.Operation is KvGet))
        .Select(static entry => entry.Completed.Time - entry.Scheduled));

    /// <summary>How many operations ended so.</summary>
    /// <param name="outcome">How.</param>
    /// <returns>How many.</returns>
    public int Count(OperationOutcome outcome) => History.Entries.Count(entry => entry.Outcome == outcome);
}
