using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Comparisons;

/// <summary>
/// Finds the highest rate that a system sustains without faults: at which 99% of the operations are answered in time. In time is within
/// twice the time that 99% of the writes take at the system's own usual rate.
/// </summary>
/// <remarks>
/// A node that takes no time for anything can be asked for anything, so here each works 50 µs on each message: about what a server spends
/// on a small request, and less than a signature takes. The rate doubles until it is too much, and the last step is halved a few times.
/// </remarks>
/// <param name="common">What all runs have in common, but for users and rate.</param>
/// <param name="usual">The system's own usual rate, in operations a second.</param>
/// <param name="cancellation">Stops it; it then throws <see cref="OperationCanceledException"/>.</param>
/// <param name="users">How many users ask.</param>
internal sealed class Saturation(RunSettings common, decimal usual, CancellationToken cancellation, int users = Saturation.Users)
{
    /// <summary>The users of a search: so many that waiting for answers keeps none from asking, but where answers take hours.</summary>
    public const int Users = RunSetup.MostClients;

    /// <summary>The share of the operations that are answered in time.</summary>
    private const double Share = 0.99;

    /// <summary>How often the last step is halved: the rate is found to one part in sixteen.</summary>
    private const int Halvings = 4;

    /// <summary>The search ends at so many operations a run: it should take seconds.</summary>
    private const long MostOperations = 500_000;

    /// <summary>
    /// Where so many users wait at once on average, they and not the system are the limit: what one wants next waits behind what he wants
    /// now.
    /// </summary>
    private double Waiting => users / 4.0;

    /// <summary>How long a node works on each message.</summary>
    public static readonly TimeSpan Work = TimeSpan.FromMicroseconds(50);

    /// <summary>Searches.</summary>
    /// <returns>The rate; null where no write was answered at the usual rate, so that nothing says what is in time.</returns>
    public SustainedRate? Find()
    {
        var writes = SituationMeter.Writes(Run(usual, common.Duration).History);
        if (SituationMeter.Percentile([.. writes], 99) is not { } p99) return null;
        var limit = 2 * p99;
        var (sustained, tooMuch, waiting) = (0m, usual, 0.0);
        while (Holds(tooMuch, limit, ref waiting))
        {
            (sustained, tooMuch) = (tooMuch, 2 * tooMuch);
            if (tooMuch > RunSetup.MostRate || tooMuch * (decimal)Length(limit).TotalSeconds > MostOperations)
                return new SustainedRate((double)sustained, limit, IsAtLeast: true);
        }

        for (var i = 0; sustained > 0 && i < Halvings; i++)
        {
            var middle = (sustained + tooMuch) / 2;
            if (Holds(middle, limit, ref waiting)) sustained = middle;
            else tooMuch = middle;
        }

        return new SustainedRate((double)sustained, limit, waiting > Waiting);
    }

    /// <summary>A part of the run to fill the system, as long a one to measure in, and the time for the last to be answered.</summary>
    private TimeSpan Length(TimeSpan limit) => (2 * Part(limit)) + limit;

    private TimeSpan Part(TimeSpan limit)
    {
        var least = common.Duration / 30;
        return limit > least ? limit : least;
    }

    /// <summary>Whether a rate is sustained.</summary>
    /// <param name="rate">Operations a second.</param>
    /// <param name="limit">What is in time.</param>
    /// <param name="waiting">How many users were waiting for an answer on average, where it is.</param>
    private bool Holds(decimal rate, TimeSpan limit, ref double waiting)
    {
        var (start, end) = (Part(limit), 2 * Part(limit));
        var (history, wanted) = Run(rate, Length(limit));
        var (answered, asking) = (0L, TimeSpan.Zero);
        foreach (var entry in history.Entries)
        {
            if (entry.Scheduled < start || entry.Scheduled >= end || !entry.HasEnded || entry.Outcome != OperationOutcome.Ok) continue;
            asking += entry.Completed.Time - entry.Invoked.Time;
            if (entry.Completed.Time - entry.Scheduled <= limit) answered++;
        }

        if (answered < Share * wanted.Count(time => time >= start && time < end)) return false;
        waiting = asking / (end - start);
        return true;
    }

    private (History History, IReadOnlyList<TimeSpan> Wanted) Run(decimal rate, TimeSpan duration)
    {
        var settings = common with
        {
            Rate = rate,
            Clients = users,
            Service = common.Service ?? LatencyDistribution.Constant(Work),
            Duration = duration,
        };
        return Runner.Serve(RunSetup.Of(settings, FaultPlan.Empty), cancellation);
    }
}
