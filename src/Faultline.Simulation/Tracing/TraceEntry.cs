using Faultline.Model.Nodes;

namespace Faultline.Simulation.Tracing;

/// <summary>What kind of step of a world an entry tells of. Which fields of <see cref="TraceEntry"/> count depends on it.</summary>
public enum TraceKind : byte
{
    /// <summary>A host's process starts; <see cref="TraceEntry.Number"/> counts its starts from 1.</summary>
    Started,

    /// <summary>A host's process is gone.</summary>
    Stopped,

    /// <summary>The host sends the message <see cref="TraceEntry.What"/>, numbered <see cref="TraceEntry.Number"/>, to the peer.</summary>
    Sent,

    /// <summary>
    /// The message with that number is lost on its way from the host to the peer, now and where <see cref="TraceEntry.What"/>
    /// (a <see cref="Faultline.Simulation.Networks.Loss"/>) says.
    /// </summary>
    Lost,

    /// <summary>The message with that number, or a copy of it, arrives at the host from the peer.</summary>
    Arrived,

    /// <summary>The message with that number arrives from the peer where no process is up.</summary>
    Missed,

    /// <summary>The timer <see cref="TraceEntry.What"/> (a <see cref="TimerKey"/>) is due.</summary>
    Timer,

    /// <summary>The host asks its disk for something; <see cref="TraceEntry.What"/> says what, in words.</summary>
    DiskAsked,

    /// <summary>
    /// The disk is done; <see cref="TraceEntry.What"/> is a <see cref="Faultline.Model.Storage.StorageCompletion"/> and
    /// <see cref="TraceEntry.Number"/> its token.
    /// </summary>
    DiskDone,

    /// <summary>A user asks the host for the operation <see cref="TraceEntry.What"/>, numbered <see cref="TraceEntry.Number"/>.</summary>
    Requested,

    /// <summary>The request with that number has ended; <see cref="TraceEntry.What"/> is a result, or a reason as text.</summary>
    Answered,

    /// <summary>The node says <see cref="TraceEntry.What"/> (a <see cref="NodeEvent"/>) of itself.</summary>
    Said,

    /// <summary>The fault <see cref="TraceEntry.What"/> begins.</summary>
    FaultBegan,

    /// <summary>The fault <see cref="TraceEntry.What"/> has healed.</summary>
    FaultHealed,

    /// <summary>
    /// The message with that number, from the host to the peer, is passed on as <see cref="TraceEntry.What"/>
    /// (a <see cref="Faultline.Simulation.Networks.Hop"/>) says.
    /// </summary>
    Hop,
}

/// <summary>One step of a world, for whoever wants to see everything.</summary>
/// <param name="Event">The number of the event of the trace in which it happened, from 0: the place that replays and diagrams use.</param>
/// <param name="Time">When.</param>
/// <param name="Kind">What kind of step.</param>
/// <param name="Host">Where; nobody for a fault.</param>
/// <param name="Peer">The other end of a message; else nobody.</param>
/// <param name="Number">The number of a message, request, token or start; see <see cref="TraceKind"/>.</param>
/// <param name="What">A message, operation, timer, completion, node event or fault; see <see cref="TraceKind"/>.</param>
public readonly record struct TraceEntry(
    long Event, TimeSpan Time, TraceKind Kind, NodeId Host, NodeId Peer, long Number, object? What);
