using Faultline.Model.Nodes;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;

namespace Faultline.Workbench.Traces;

/// <summary>Keeps the steps of a few stretches of a run, and when hosts were down in all of it.</summary>
internal sealed class WindowRecording : WorldObserver
{
    private readonly Recording[] _recordings;
    private readonly Dictionary<NodeId, TimeSpan> _downSince = [];
    private readonly List<(NodeId Host, TimeSpan From, TimeSpan Until)> _outages = [];

    /// <summary>A recording that has not begun.</summary>
    /// <param name="stretches">What to keep, in the order of time.</param>
    /// <param name="mostSteps">The most steps kept of each stretch.</param>
    public WindowRecording(IReadOnlyList<Stretch> stretches, int mostSteps) =>
        _recordings = [.. stretches.Select(stretch => new Recording(stretch.From, stretch.Until, mostSteps))];

    public override bool WantsTrace => true;

    /// <summary>What was kept of each stretch.</summary>
    public IReadOnlyList<Recording> Recordings => _recordings;

    public override void OnTrace(in TraceEntry entry)
    {
        foreach (var recording in _recordings) recording.OnTrace(entry);
        if (entry.Kind == TraceKind.Stopped) _downSince[entry.Host] = entry.Time;
        else if (entry.Kind == TraceKind.Started && _downSince.Remove(entry.Host, out var since))
            _outages.Add((entry.Host, since, entry.Time));
    }

    /// <summary>When which host was down, in the order in which the outages ended; those without an end last until the given one.</summary>
    public IReadOnlyList<(NodeId Host, TimeSpan From, TimeSpan Until)> OutagesUntil(TimeSpan end) =>
        [.. _outages, .. _downSince.OrderBy(static down => down.Key).Select(down => (down.Key, down.Value, end))];
}
