using System.Text.Json;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tracing;

namespace Faultline.Workbench.Traces;

/// <summary>
/// The JSON trace events that Perfetto reads ("Trace Event Format", Google 2016): a process a host, messages as flow arrows.
/// </summary>
/// <remarks>
/// A host's step has no length in virtual time and is drawn 1 microsecond long. Requests, disk requests, outages and faults are spans.
/// </remarks>
internal sealed class PerfettoExport : TraceExport
{
    private const int Faults = 1;

    private readonly TextWriter _output;
    private readonly SortedDictionary<NodeId, int> _processes = [];
    private readonly SortedDictionary<string, (int Process, string Name)> _open = new(StringComparer.Ordinal);
    private long _stepOf = -1;
    private TimeSpan _last;
    private bool _started;

    public PerfettoExport(TraceWindow window, TextWriter output)
        : base(window)
    {
        _output = output;
        output.Write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
        Name(Faults, "faults");
    }

    public override void Complete()
    {
        // What is still open when the run ends would be drawn as if it had no end.
        foreach (var (id, (process, name)) in _open) Write(Span("e", id, process, name), _last);
        _output.Write("\n]}\n");
    }

    protected override void Add(in TraceEntry entry, bool shown)
    {
        if (!shown) return;
        _last = entry.Time;
        var process = entry.Host.IsNone ? Faults : ProcessOf(entry.Host);
        var text = TraceWords.Of(entry);
        switch (entry.Kind)
        {
            case TraceKind.FaultBegan when entry.What is Fault fault:
                Begin($"fault {fault.Kind} {fault.Where}", Faults, fault.Kind, entry, text);
                break;
            case TraceKind.FaultHealed when entry.What is Fault fault:
                Finish($"fault {fault.Kind} {fault.Where}", entry);
                break;
            case TraceKind.Stopped:
                Abandon(entry);
                Begin($"down {entry.Host}", process, "down", entry, text);
                break;
            case TraceKind.Started:
                Finish($"down {entry.Host}", entry);
                Step(entry, process, "start", text);
                break;
            case TraceKind.Sent:
                Step(entry, process, "step", text);
                Write(Flow("s", entry, process), entry.Time);
                break;
            case TraceKind.Arrived:
                Step(entry, process, NameOf(entry.What), text);
                Write(Flow("f", entry, process), entry.Time);
                break;
            case TraceKind.Timer:
                Step(entry, process, "timer", text);
                break;
            case TraceKind.DiskAsked:
                Begin($"disk {entry.Host} {entry.What} {entry.Number}", process, entry.What?.ToString() ?? "disk", entry, text);
                break;
            case TraceKind.DiskDone when entry.What is StorageCompletion done:
                Finish($"disk {entry.Host} {done.Request} of {done.File} {entry.Number}", entry);
                Step(entry, process, "disk done", text);
                break;
            case TraceKind.Requested:
                Step(entry, process, "request", text);
                Begin($"request {entry.Host} {entry.Number}", process, entry.What?.ToString() ?? "request", entry, text);
                break;
            case TraceKind.Answered:
                Finish($"request {entry.Host} {entry.Number}", entry);
                break;
            default:
                Write(Event("i", process, text) with { S = "t", Tid = 1 }, entry.Time);
                break;
        }
    }

    /// <summary>The slice of a step, at the first thing that happens in it: arrows need one to begin and end at.</summary>
    private void Step(in TraceEntry entry, int process, string name, string text)
    {
        if (_stepOf == entry.Event) return;
        _stepOf = entry.Event;
        Write(Event("X", process, name) with { Tid = 1, Dur = 1, Args = new PerfettoArguments(text, entry.Event) }, entry.Time);
    }

    private void Begin(string id, int process, string name, in TraceEntry entry, string text)
    {
        if (!_open.TryAdd(id, (process, name))) return;
        Write(Span("b", id, process, name) with { Args = new PerfettoArguments(text, entry.Event) }, entry.Time);
    }

    private void Finish(string id, in TraceEntry entry)
    {
        if (_open.Remove(id, out var opened)) Write(Span("e", id, opened.Process, opened.Name), entry.Time);
    }

    /// <summary>A host that goes down leaves its requests and its disk's without an answer.</summary>
    private void Abandon(in TraceEntry entry)
    {
        string[] left = [$"disk {entry.Host} ", $"request {entry.Host} "];
        foreach (var id in _open.Keys.Where(id => left.Any(start => id.StartsWith(start, StringComparison.Ordinal))).ToArray())
            Finish(id, entry);
    }

    private int ProcessOf(NodeId host)
    {
        if (_processes.TryGetValue(host, out var process)) return process;

        // Nodes first, then clients, each in the order of their numbers.
        process = Faults + (host.IsClient ? 100_000 - host.Number : host.Number);
        _processes.Add(host, process);
        Name(process, host.ToString());
        return process;
    }

    private void Name(int process, string name)
    {
        Write(Event("M", process, "process_name") with { Args = new PerfettoArguments(null, null) { Name = name } }, null);
        Write(Event("M", process, "process_sort_index") with { Args = new PerfettoArguments(null, null) { SortIndex = process } }, null);
    }

    private static string NameOf(object? message) => message?.GetType().Name ?? "message";

    private static PerfettoEvent Event(string phase, int process, string name) => new() { Ph = phase, Pid = process, Name = name };

    private static PerfettoEvent Span(string phase, string id, int process, string name) =>
        Event(phase, process, name) with { Cat = id[..id.IndexOf(' ', StringComparison.Ordinal)], Id = id };

    private static PerfettoEvent Flow(string phase, in TraceEntry entry, int process) => Event(phase, process, NameOf(entry.What)) with
    {
        Cat = "message",
        Tid = 1,
        Id = entry.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Bp = phase == "f" ? "e" : null,
    };

    private void Write(PerfettoEvent traceEvent, TimeSpan? time)
    {
        if (_started) _output.Write(',');
        _started = true;
        _output.Write('\n');
        var stamped = traceEvent with { Ts = time is { } at ? at.Ticks / (decimal)TimeSpan.TicksPerMicrosecond : null };
        _output.Write(JsonSerializer.Serialize(stamped, TraceJson.Readable.PerfettoEvent));
    }
}

/// <summary>One event of the format; times are microseconds.</summary>
internal sealed record PerfettoEvent
{
    public required string Name { get; init; }

    public string? Cat { get; init; }

    public required string Ph { get; init; }

    public decimal? Ts { get; init; }

    public decimal? Dur { get; init; }

    public required int Pid { get; init; }

    public int? Tid { get; init; }

    public string? Id { get; init; }

    public string? Bp { get; init; }

    public string? S { get; init; }

    public PerfettoArguments? Args { get; init; }
}

/// <summary>What is shown beside an event, or names a process.</summary>
internal sealed record PerfettoArguments(string? Text, long? Event)
{
    public string? Name { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("sort_index")]
    public int? SortIndex { get; init; }
}
