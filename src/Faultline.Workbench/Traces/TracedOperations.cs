using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Simulation.Tracing;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Traces;

/// <summary>The users' operations within a window, and what belongs to each.</summary>
internal sealed class TracedOperations
{
    /// <summary>A longer chain from an answer back to its request is cut off.</summary>
    private const int LongestChain = 1_000;

    private readonly CompletedRun _run;
    private readonly DecisiveWindow _window;
    private readonly TraceLines _lines;
    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<HistoryEntry> _entries;

    /// <summary>The event in which each operation was answered; -1 where that is not known.</summary>
    private readonly long[] _answers;

    private readonly Dictionary<long, int> _requests = [];

    public TracedOperations(CompletedRun run, DecisiveWindow window, TraceLines lines)
    {
        (_run, _window, _lines) = (run, window, lines);
        foreach (var promise in run.Report.Promises)
            foreach (var (place, entry) in promise.Result.Evidence.Index())
                _numbers.TryAdd(entry.Invoked.Index, place + 1);
        var decisive = window.Moments.Where(static moment => moment.Operation is not null)
            .Select(static moment => moment.Operation!.Value).ToHashSet();
        _entries =
        [
            .. run.Report.History.Entries
                .Where(entry => decisive.Contains(entry.Invoked.Index) || IsWithin(entry))
                .OrderByDescending(entry => decisive.Contains(entry.Invoked.Index))
                .ThenBy(entry => window.Focus.DistanceTo(entry.Invoked.Time))
                .Take(RunTrace.MostOperations)
                .OrderBy(static entry => entry.Invoked),
        ];
        _answers = new long[_entries.Count];
        Array.Fill(_answers, -1);
    }

    /// <summary>Learns from a step which operation a request is, and when it was answered.</summary>
    public void Add(in TraceEntry entry)
    {
        if (entry.Kind == TraceKind.Requested)
        {
            var operation = FindOpen(entry);
            if (operation >= 0) _requests[entry.Number] = operation;
        }
        else if (entry.Kind == TraceKind.Answered && _requests.Remove(entry.Number, out var operation))
        {
            _answers[operation] = entry.Event;
        }
    }

    public IReadOnlyList<TracedOperation> Build(List<TraceItem> items, Dictionary<long, int> causes, int[] places)
    {
        var ofLine = items.Index().Where(static item => item.Item.IsMessage)
            .SelectMany(static item => new[] { (item.Item.Line, item), (Line: item.Item.Peer, item) })
            .ToLookup(static end => end.Line, static end => end.item);
        return
        [
            .. _entries.Select((entry, place) =>
            {
                var line = _lines.OfProcess(entry.Process);
                var belonging = new SortedSet<int>();
                foreach (var (number, item) in ofLine[line])
                    if (item.Start >= entry.Invoked.Time && item.End <= entry.Completed.Time)
                        belonging.Add(places[number]);
                foreach (var number in Chain(_answers[place], entry, items, causes)) belonging.Add(places[number]);
                var end = entry.HasEnded ? entry.Completed.Time : _run.Report.VirtualTime;
                return new TracedOperation(
                    line, entry.Invoked.Index, _numbers.GetValueOrDefault(entry.Invoked.Index), entry.Invoked.Time, end,
                    entry.HasEnded ? entry.Outcome : OperationOutcome.Info, $"{entry.Operation} → {entry.Answer}", [.. belonging]);
            }),
        ];
    }

    /// <summary>From the event of an answer back through the message or disk request that caused it, to the request.</summary>
    private static IEnumerable<int> Chain(long answer, HistoryEntry entry, List<TraceItem> items, Dictionary<long, int> causes)
    {
        var happened = answer;
        for (var length = 0; length < LongestChain && causes.TryGetValue(happened, out var item); length++)
        {
            if (items[item].Start < entry.Invoked.Time) yield break;
            yield return item;
            happened = items[item].Event;
        }
    }

    private bool IsWithin(HistoryEntry entry) => _lines.OfProcess(entry.Process) >= 0
        && _window.Stretches.Any(stretch => entry.Invoked.Time <= stretch.Until && entry.Completed.Time >= stretch.From);

    /// <summary>The operation that a request is: asked by one of the host's users, open now, the same words; -1 for none.</summary>
    private int FindOpen(in TraceEntry request)
    {
        for (var place = _entries.Count - 1; place >= 0; place--)
        {
            var entry = _entries[place];
            if (entry.Invoked.Time > request.Time || entry.Completed.Time < request.Time || _requests.ContainsValue(place)) continue;
            if (IsAskedOf(entry, request) && entry.Operation.Equals(request.What)) return place;
        }

        return -1;
    }

    private bool IsAskedOf(HistoryEntry entry, in TraceEntry request)
    {
        if (request.Host.IsClient) return _lines.OfProcess(entry.Process) == _lines.Of(request.Host);
        var client = entry.Process % _run.Setup.Cluster.Clients.Count;
        return _run.Setup.Cluster.Nodes[client % _run.Setup.Cluster.Nodes.Count] == request.Host;
    }
}
