using System.Diagnostics;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>When a check has to have its answer, and who may stop it.</summary>
internal sealed class SearchClock(TimeSpan? limit, CancellationToken cancellation)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>A clock that never runs out.</summary>
    public static SearchClock Unlimited { get; } = new(null, CancellationToken.None);

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether the time is over.</summary>
    /// <exception cref="OperationCanceledException">Somebody stopped the check.</exception>
    public bool IsOver()
    {
        cancellation.ThrowIfCancellationRequested();
        return limit is { } time && Elapsed >= time;
    }
}

/// <summary>What one search may use up.</summary>
/// <param name="Steps">How many times an operation may be tried in a state.</param>
/// <param name="States">How many configurations may be remembered at once.</param>
/// <param name="Clock">When it has to end.</param>
/// <param name="Progress">Is told now and then how many operations are in the longest legal order; null for nobody.</param>
internal sealed record SearchBudget(long Steps, int States, SearchClock Clock, Action<long, int>? Progress = null);

/// <summary>Looks at the clock every few steps: often enough to stop in time however slow a model's steps are.</summary>
internal sealed class SearchWatch(SearchBudget budget)
{
    private const long MostStepsBetween = 1 << 14;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(2);

    private long _between = 16;
    private long _next;
    private TimeSpan _last = budget.Clock.Elapsed;

    /// <summary>Whether the search has to end for want of time.</summary>
    /// <param name="steps">How many steps it has taken.</param>
    /// <param name="longest">How many operations are in its longest legal order.</param>
    public bool IsOver(long steps, int longest) => steps >= _next && Look(steps, longest);

    private bool Look(long steps, int longest)
    {
        var now = budget.Clock.Elapsed;
        if (now - _last > Often) _between = Math.Max(1, _between / 2);
        else _between = Math.Min(MostStepsBetween, 2 * _between);
        (_last, _next) = (now, steps + _between);
        budget.Progress?.Invoke(steps, longest);
        return budget.Clock.IsOver();
    }
}
