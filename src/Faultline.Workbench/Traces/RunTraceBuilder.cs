using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Simulation.Tracing;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Traces;

/// <summary>Puts recorded steps together: a sending and its arrival, a disk request and its end, a request and its answer.</summary>
internal sealed class RunTraceBuilder
{
    private const int LongestText = 400;

    private readonly CompletedRun _run;
    private readonly DecisiveWindow _window;
    private readonly WindowRecording _recording;
    private readonly NearestSteps _steps;
    private readonly TraceLines _lines;
    private readonly List<TraceItem> _items = [];

    /// <summary>The item whose end each event is: the message that arrived, the disk request that was done.</summary>
    private readonly Dictionary<long, int> _causes = [];

    private readonly Dictionary<long, int> _messages = [];
    private readonly Dictionary<(NodeId Host, long Token), int> _diskRequests = [];

    public RunTraceBuilder(CompletedRun run, DecisiveWindow window, WindowRecording recording)
    {
        (_run, _recording) = (run, recording);
        _steps = new NearestSteps(window, recording, RunTrace.MostSteps);
        _window = window with { Stretches = _steps.Stretches };
        _lines = new TraceLines(run, window);
    }

    public RunTrace Build()
    {
        var operations = new TracedOperations(_run, _window, _lines);
        foreach (var entry in _steps.Kept)
        {
            Add(entry);
            operations.Add(entry);
        }

        // Copies and what was sent before the recording began are known later than others that begin later.
        var order = Enumerable.Range(0, _items.Count).OrderBy(place => _items[place].Start).ThenBy(static place => place).ToArray();
        var places = new int[order.Length];
        foreach (var (place, item) in order.Index()) places[item] = place;
        return new RunTrace
        {
            Window = _window,
            Lines = _lines.Names,
            ClientsLeftOut = _lines.ClientsLeftOut,
            Outages = Outages(),
            Items = [.. order.Select(item => _items[item])],
            Operations = operations.Build(_items, _causes, places),
            Gaps = _steps.Gaps,
            StepsLeftOut = _steps.LeftOut,
        };
    }

    private List<Outage> Outages()
    {
        var (from, until) = (_window.Stretches[0].From, _window.Stretches[^1].Until);
        var outages = new List<Outage>();
        foreach (var (host, since, to) in _recording.OutagesUntil(_run.Report.VirtualTime))
        {
            if (to < from || since > until || _lines.Of(host) < 0) continue;
            outages.Add(new Outage(_lines.Of(host), since < from ? from : since, to > until ? until : to));
        }

        return outages;
    }

    private void Add(in TraceEntry entry)
    {
        var line = _lines.Of(entry.Host);
        if (line < 0) return;
        switch (entry.Kind)
        {
            case TraceKind.Sent when _lines.Of(entry.Peer) >= 0:
                _messages[entry.Number] = _items.Count;
                AddItem(TraceItemKind.MessageOnItsWay, entry, peer: _lines.Of(entry.Peer));
                break;
            case TraceKind.Lost when _messages.TryGetValue(entry.Number, out var sent) && !HasArrived(sent):
                var words = $"{_items[sent].Text}; {TraceWords.What(entry)}";
                _items[sent] = _items[sent] with { Kind = TraceItemKind.LostMessage, End = entry.Time, Text = words };
                break;
            case TraceKind.Arrived when _lines.Of(entry.Peer) >= 0:
                Arrive(entry, TraceItemKind.Message);
                break;
            case TraceKind.Missed when _lines.Of(entry.Peer) >= 0:
                Arrive(entry, TraceItemKind.MissedMessage);
                break;
            case TraceKind.DiskAsked:
                _diskRequests[(entry.Host, entry.Number)] = _items.Count;
                AddItem(TraceItemKind.DiskNotDone, entry);
                break;
            case TraceKind.DiskDone:
                FinishDisk(entry);
                break;
            case TraceKind.Timer:
                AddItem(TraceItemKind.Timer, entry);
                break;
            case TraceKind.Said:
                AddItem(TraceWords.IsNews(((NodeEvent)entry.What!).Kind) ? TraceItemKind.State : TraceItemKind.Remark, entry);
                break;
            case TraceKind.Requested or TraceKind.Answered when !entry.Host.IsClient:
                // Where clients have hosts of their own, the operation on their line says it already.
                AddItem(TraceItemKind.Remark, entry);
                break;
            case TraceKind.Started:
                AddItem(TraceItemKind.Start, entry);
                break;
            case TraceKind.Stopped:
                AddItem(TraceItemKind.Stop, entry);
                break;
        }
    }

    private void AddItem(TraceItemKind kind, in TraceEntry entry, int? peer = null)
    {
        var line = _lines.Of(entry.Host);
        var text = peer is null ? TraceWords.Of(entry) : TraceWords.What(entry);
        _items.Add(new TraceItem(kind, line, peer ?? line, entry.Time, entry.Time, entry.Event, TraceWords.Name(entry), Short(text)));
    }

    private void Arrive(in TraceEntry entry, TraceItemKind kind)
    {
        if (!_messages.TryGetValue(entry.Number, out var sent))
        {
            // Sent before the recording began: nobody knows when, so it comes out of nothing.
            _messages[entry.Number] = sent = _items.Count;
            _items.Add(new TraceItem(
                TraceItemKind.MessageOnItsWay, _lines.Of(entry.Peer), _lines.Of(entry.Host), entry.Time, entry.Time, entry.Event,
                TraceWords.Name(entry), Short(TraceWords.What(entry)) + ", sent before the recording began"));
        }

        var item = _items[sent];
        if (HasArrived(sent))
        {
            sent = _items.Count;
            _items.Add(item with { Kind = kind, End = entry.Time, Text = Short(TraceWords.What(entry)) + ", a copy" });
        }
        else
        {
            _items[sent] = item with { Kind = kind, End = entry.Time };
        }

        _causes[entry.Event] = sent;
    }

    private bool HasArrived(int message) => _items[message].Kind != TraceItemKind.MessageOnItsWay;

    private void FinishDisk(in TraceEntry entry)
    {
        if (!_diskRequests.Remove((entry.Host, entry.Number), out var asked))
        {
            asked = _items.Count;
            AddItem(TraceItemKind.Disk, entry);
        }

        var done = (StorageCompletion)entry.What!;
        _items[asked] = _items[asked] with
        {
            Kind = done.Status == StorageStatus.Failed ? TraceItemKind.DiskNotDone : TraceItemKind.Disk,
            End = entry.Time,
            Text = $"{entry.Host}'s disk: {TraceWords.Of(done)}",
        };
        _causes[entry.Event] = asked;
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…";
}
