using Faultline.Workbench.Traces;

namespace Faultline.Reports.SpaceTime;

/// <summary>The piece of a trace that a diagram shows at first: small enough that every arrow can be told from the next.</summary>
internal static class SpaceTimeView
{
    /// <summary>The most items in a first view, timers not counted.</summary>
    public const int MostItems = 240;

    private static readonly TimeSpan LeastMargin = TimeSpan.FromMilliseconds(0.5);

    /// <summary>
    /// Around operations: the last one of the proof and as many before it as fit. Around a moment: what came before it, and a little less
    /// of what came after.
    /// </summary>
    public static Stretch Of(RunTrace trace)
    {
        var drawn = trace.Items.Where(static item => item.Kind != TraceItemKind.Timer).ToList();
        return trace.Window.Focus.Operation is null ? AroundMoment(trace, drawn) : AroundOperations(trace, drawn);
    }

    private static Stretch AroundOperations(RunTrace trace, List<TraceItem> drawn)
    {
        var focus = trace.Window.Focus;
        var view = WithMargin(trace, focus.From, focus.Until);
        var (from, until) = (focus.From, focus.Until);
        foreach (var moment in trace.Window.Moments.Where(static moment => moment.Operation is not null)
                     .OrderByDescending(static moment => moment.Until))
        {
            if (moment.From < from) from = moment.From;
            var wider = WithMargin(trace, from, until);
            if (drawn.Count(item => item.End >= wider.From && item.Start <= wider.Until) > MostItems) break;
            view = wider;
        }

        return view;
    }

    private static Stretch AroundMoment(RunTrace trace, List<TraceItem> drawn)
    {
        var time = trace.Window.Focus.From;
        var next = drawn.FindIndex(item => item.Start >= time);
        if (next < 0) next = drawn.Count;
        var first = Math.Max(0, next - (MostItems * 3 / 5));
        var last = Math.Min(drawn.Count - 1, next + (MostItems * 2 / 5));
        var from = first < drawn.Count && drawn[first].Start < time ? drawn[first].Start : time;
        var until = last >= 0 && drawn[last].Start > time ? drawn[last].Start : time;
        return WithMargin(trace, from, until, share: 0.02);
    }

    private static Stretch WithMargin(RunTrace trace, TimeSpan from, TimeSpan until, double share = 0.12)
    {
        var margin = (until - from) * share;
        if (margin < LeastMargin) margin = LeastMargin;
        return new Stretch(
            from - margin > trace.From ? from - margin : trace.From,
            until + margin < trace.Until ? until + margin : trace.Until);
    }
}
