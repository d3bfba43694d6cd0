using Faultline.Simulation.Tracing;

namespace Faultline.Workbench.Traces;

/// <summary>Of the recorded steps those nearest to the decisive moments, as many as a trace may have.</summary>
internal sealed class NearestSteps
{
    private readonly List<TraceEntry> _kept = [];
    private readonly List<Stretch> _stretches = [];
    private readonly List<Stretch> _gaps = [];

    public NearestSteps(DecisiveWindow window, WindowRecording recording, int most)
    {
        var all = recording.Recordings.SelectMany(static part => part.Entries).ToList();
        var isKept = Nearest(window, all, most);
        var first = 0;
        foreach (var (number, part) in recording.Recordings.Index())
        {
            Take(window.Stretches[number], part, isKept.AsSpan(first, part.Entries.Count));
            first += part.Entries.Count;
        }

        if (_stretches.Count == 0) _stretches.AddRange(window.Stretches);
    }

    public IReadOnlyList<TraceEntry> Kept => _kept;

    /// <summary>The time of what was kept, in the order of time.</summary>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>Time of which nothing was kept, between the stretches and within them.</summary>
    public IReadOnlyList<Stretch> Gaps => _gaps;

    /// <summary>How many steps were left out between others that were kept.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Takes what is kept of one stretch: from its first such step to its last.</summary>
    private void Take(Stretch stretch, Recording part, ReadOnlySpan<bool> isKept)
    {
        var (first, last) = (isKept.IndexOf(true), isKept.LastIndexOf(true));
        if (first < 0) return;
        var whole = new Stretch(
            first == 0 ? stretch.From : part.Entries[first].Time,
            last == isKept.Length - 1 && part.Omitted == 0 ? stretch.Until : part.Entries[last].Time);
        if (_stretches.Count > 0) _gaps.Add(new Stretch(_stretches[^1].Until, whole.From));
        _stretches.Add(whole);
        var before = first;
        for (var place = first; place <= last; place++)
        {
            if (!isKept[place]) continue;
            if (place > before + 1) _gaps.Add(new Stretch(part.Entries[before].Time, part.Entries[place].Time));
            LeftOut += Math.Max(0, place - before - 1);
            _kept.Add(part.Entries[place]);
            before = place;
        }
    }

    private static bool[] Nearest(DecisiveWindow window, List<TraceEntry> all, int most)
    {
        var isKept = new bool[all.Count];
        if (all.Count <= most)
        {
            Array.Fill(isKept, true);
            return isKept;
        }

        var distances = all.ConvertAll(entry => window.Moments.Min(moment => moment.DistanceTo(entry.Time)));
        foreach (var place in Enumerable.Range(0, all.Count).OrderBy(place => distances[place]).Take(most)) isKept[place] = true;
        return isKept;
    }
}
