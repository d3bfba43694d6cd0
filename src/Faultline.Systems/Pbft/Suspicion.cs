using System.Globalization;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>When a backup leaves its primary: it is silent, it leaves a client out, or it is slower than it need be.</summary>
/// <remarks>
/// A primary that orders each request just before the timeout would slow everyone down for ever (Clement et al., "Making Byzantine Fault
/// Tolerant Systems Tolerate Byzantine Faults", NSDI 2009). So what is demanded rises while a primary holds its view: the mean wait of the
/// requests that a backup knows may be half the timeout in the first second and half of that in each further one, down to an eighth of the
/// timeout or to four times what was reached in one of the last n views, whichever is more.
/// </remarks>
internal sealed class Suspicion(ReplicaState state, Requests requests, ViewChanges viewChanges)
{
    /// <summary>So few requests say nothing.</summary>
    private const int LeastSample = 8;

    private const int LowestShare = 8;
    private const int Slack = 4;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly long[] _best = [.. Enumerable.Repeat(long.MaxValue, state.Members.Count)];
    private long _executed;
    private long _view;

    /// <summary>The longest mean wait that is allowed after a time in the view.</summary>
    public TimeSpan Allowance(TimeSpan inView)
    {
        var allowed = state.Settings.ViewTimeout.Ticks / 2;
        var least = state.Settings.ViewTimeout.Ticks / LowestShare;
        var best = _best.Min();
        if (best < long.MaxValue) least = Math.Max(least, Slack * best);
        for (var steps = inView.Ticks / Step.Ticks; steps > 0 && allowed > least; steps--) allowed /= 2;
        return new TimeSpan(Math.Max(allowed, least));
    }

    /// <summary>Looks at what waits and what has been done, and leaves the view where that is too little.</summary>
    public void OnTick(NodeContext context)
    {
        if (requests.Executed != _executed && !state.IsChanging) viewChanges.OnProgress();
        _executed = requests.Executed;
        if (!state.MayVote || state.IsPrimary) return;
        if (Reason(context) is { } reason) viewChanges.Leave(context, state.View + 1, reason);
    }

    private string? Reason(NodeContext context)
    {
        if (requests.Oldest is { } oldest)
        {
            if (context.Clock.GetElapsedTime(oldest.Since) > viewChanges.Timeout)
                return $"a request of {oldest.Request.Author} has waited for too long";
            if (requests.Executed - oldest.ExecutedBefore > (long)state.Settings.Fairness * state.Members.Clients)
                return $"a request of {oldest.Request.Author} was passed over";
        }

        return state.Settings.ReplacesSlowPrimary && IsTooSlow(context) is { } mean
            ? string.Create(CultureInfo.InvariantCulture, $"its primary keeps requests waiting for {mean.TotalMilliseconds:0} ms")
            : null;
    }

    private TimeSpan? IsTooSlow(NodeContext context)
    {
        // Another view, another primary: what was counted before is not its doing, and its own best is measured anew.
        if (_view != state.View)
        {
            (_view, requests.Waits) = (state.View, default);
            _best[state.Members.PlaceOf(state.Primary)] = long.MaxValue;
        }

        var (count, ticks) = requests.Waits;
        if (count < LeastSample) return null;
        requests.Waits = default;
        var mean = ticks / count;
        if (mean > Allowance(context.Clock.GetElapsedTime(viewChanges.BeganAt)).Ticks) return new TimeSpan(mean);
        ref var best = ref _best[state.Members.PlaceOf(state.Primary)];
        best = Math.Min(best, mean);
        return null;
    }
}
