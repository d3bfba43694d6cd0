using System.Diagnostics.Metrics;
using Faultline.Model.Nodes;
using Faultline.Runtime.Hosting;
using Faultline.Runtime.Storage;
using Faultline.Runtime.Transport;

namespace Faultline.Runtime.Nodes;

/// <summary>Knows how a node is, and shows it as metrics of the meter <see cref="NodeServer.MeterName"/>.</summary>
internal sealed class NodeWatch : LoopWatch, IDisposable
{
    private static readonly InstrumentAdvice<double> Times = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Action<NodeEvent>? _emitted;
    private readonly Meter _meter;
    private readonly Histogram<double> _turns;
    private readonly Histogram<double> _syncs;
    private readonly Counter<long> _events;
    private bool _leads;
    private long _diskWritten;
    private long _syncCount;

    public NodeWatch(NodeId node, Action<NodeEvent>? emitted)
    {
        _emitted = emitted;
        _meter = new Meter(NodeServer.MeterName, null, [new("node", node.ToString())]);
        _turns = _meter.CreateHistogram("faultline.loop.turn", "s", "How long one turn of the event loop takes.", [], Times);
        _events = _meter.CreateCounter<long>("faultline.loop.events", "{event}", "Events that the node has handled.");
        _syncs = _meter.CreateHistogram("faultline.disk.sync", "s", "How long the disk takes to make writes durable.", [], Times);
        _meter.CreateObservableGauge("faultline.leads", () => Leads ? 1 : 0, null, "Whether the node leads.");
        _meter.CreateObservableCounter("faultline.disk.written", () => DiskWritten, "By", "Bytes written to the node's files.");
        _meter.CreateObservableGauge("faultline.disk.used", () => Space?.Used ?? 0, "By", "Bytes that the node's files have.");
        Count("faultline.messages.sent", static traffic => traffic.MessagesSent, "{message}", "Messages that the node wanted to send.");
        Count("faultline.messages.received", static traffic => traffic.MessagesReceived, "{message}", "Messages that came.");
        Count("faultline.messages.dropped", static traffic => traffic.MessagesDropped, "{message}", "Messages that could not leave.");
        Count("faultline.bytes.sent", static traffic => traffic.BytesSent, "By", "Bytes sent, before encryption.");
        Count("faultline.bytes.received", static traffic => traffic.BytesReceived, "By", "Bytes received, after decryption.");
        Count("faultline.refused", static traffic => traffic.Refused, "{refusal}", "Connections and messages that were refused.");
        _meter.CreateObservableGauge("faultline.connections", () => Traffic?.Connections ?? 0, "{connection}", "Open connections.");
    }

    public Traffic? Traffic { get; set; }

    public DiskSpace? Space { get; set; }

    public bool Leads => Volatile.Read(ref _leads);

    public long DiskWritten => Volatile.Read(ref _diskWritten);

    public long Syncs => Volatile.Read(ref _syncCount);

    public override void OnEmitted(NodeId node, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind == NodeEventKind.BecameLeader) Volatile.Write(ref _leads, true);
        if (nodeEvent.Kind == NodeEventKind.SteppedDown) Volatile.Write(ref _leads, false);
        _emitted?.Invoke(nodeEvent);
    }

    public override void OnTurn(int events, TimeSpan took)
    {
        _events.Add(events);
        _turns.Record(took.TotalSeconds);
    }

    /// <summary>The disk has made so many bytes durable; on the disk's thread.</summary>
    public void Synced(TimeSpan took, long bytes)
    {
        _syncs.Record(took.TotalSeconds);
        Volatile.Write(ref _diskWritten, _diskWritten + bytes);
        Volatile.Write(ref _syncCount, _syncCount + 1);
    }

    public void Dispose() => _meter.Dispose();

    private void Count(string name, Func<Traffic, long> read, string unit, string description) =>
        _meter.CreateObservableCounter(name, () => Traffic is { } traffic ? read(traffic) : 0, unit, description);
}
