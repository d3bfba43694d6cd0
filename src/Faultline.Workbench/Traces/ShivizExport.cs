using System.Text.Json;
using Faultline.Model.Nodes;
using Faultline.Simulation.Tracing;

namespace Faultline.Workbench.Traces;

/// <summary>The log format of ShiViz: a host, its vector clock and what happened.</summary>
/// <remarks>
/// Two lines a step of a node, which ShiViz reads with its default expression
/// <c>(?&lt;host&gt;\S*) (?&lt;clock&gt;{.*})\n(?&lt;event&gt;.*)</c> (Beschastnikh, Wang, Brun and Ernst, "Debugging
/// Distributed Systems", ACM Queue 2016). ShiViz wants every clock to begin at 1, so a window of a run is a log of its own: what happened
/// before it has no clock.
/// </remarks>
internal sealed class ShivizExport(TraceWindow window, TextWriter output) : TraceExport(window)
{
    private readonly SortedDictionary<NodeId, SortedDictionary<string, long>> _clocks = [];
    private readonly Dictionary<long, KeyValuePair<string, long>[]> _sent = [];

    protected override void Add(in TraceEntry entry, bool shown)
    {
        if (entry.Kind == TraceKind.Lost) _sent.Remove(entry.Number);

        // ShiViz draws what happens at hosts, and a message on its way or lost, or a fault, does not.
        if (!shown || entry.Host.IsNone || entry.Kind is TraceKind.Lost or TraceKind.Missed or TraceKind.Hop) return;
        if (!_clocks.TryGetValue(entry.Host, out var clock))
            _clocks.Add(entry.Host, clock = new SortedDictionary<string, long>(StringComparer.Ordinal));

        // A second copy of a message tells its receiver nothing new.
        if (entry.Kind == TraceKind.Arrived && _sent.Remove(entry.Number, out var then))
        {
            foreach (var (host, time) in then)
                clock[host] = Math.Max(time, clock.GetValueOrDefault(host));
        }

        var self = entry.Host.ToString();
        clock[self] = clock.GetValueOrDefault(self) + 1;
        if (entry.Kind == TraceKind.Sent) _sent[entry.Number] = [.. clock];
        output.Write(self);
        output.Write(' ');
        output.Write(JsonSerializer.Serialize(clock, TraceJson.Readable.SortedDictionaryStringInt64));
        output.Write('\n');
        output.Write(TraceWords.Of(entry).ReplaceLineEndings(" "));
        output.Write('\n');
    }
}
