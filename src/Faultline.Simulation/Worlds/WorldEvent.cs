using Faultline.Model.Nodes;

namespace Faultline.Simulation.Worlds;

internal enum WorldEventKind : byte
{
    /// <summary>A host starts or restarts its node.</summary>
    Start,

    /// <summary>
    /// A message arrives; <see cref="WorldEvent.Payload"/> is the message, its bytes or a damaged frame, and
    /// <see cref="WorldEvent.Number"/> the sending that it comes from.
    /// </summary>
    Message,

    /// <summary>A timer is due; <see cref="WorldEvent.Number"/> is the setting that must still be valid.</summary>
    Timer,

    /// <summary>The disk has finished a request; <see cref="WorldEvent.Payload"/> is the disk's own record of it.</summary>
    Storage,

    /// <summary>A user asks a host for the operation in <see cref="WorldEvent.Payload"/>.</summary>
    Request,

    /// <summary>The world itself does <see cref="WorldEvent.Payload"/>: a fault begins or ends, a user has a wish.</summary>
    Action,

    /// <summary>A host's processor ends the work numbered <see cref="WorldEvent.Number"/>.</summary>
    Work,

    /// <summary>A message arrives at a place that passes it on; <see cref="WorldEvent.Payload"/> is the packet.</summary>
    Hop,

    /// <summary>A host's process is told to end.</summary>
    Leave,
}

/// <summary>One thing that will happen. Which fields count depends on the kind.</summary>
internal struct WorldEvent
{
    public WorldEventKind Kind;
    public int Target;
    public int Source;
    public int Incarnation;
    public ulong Digest;
    public long Number;
    public object? Payload;
    public TimerKey Timer;
}
