using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Simulation.Tracing;

namespace Faultline.Simulation.Worlds;

/// <summary>Learns what happens in a world, and changes nothing in it.</summary>
public abstract class WorldObserver
{
    /// <summary>Whether it is told of every single step through <see cref="OnTrace"/>. Default: false; it must not change.</summary>
    public virtual bool WantsTrace => false;

    /// <summary>One step of the world; only where <see cref="WantsTrace"/>.</summary>
    /// <param name="entry">What happened.</param>
    public virtual void OnTrace(in TraceEntry entry)
    {
    }

    /// <summary>A node said something of itself.</summary>
    /// <param name="time">When.</param>
    /// <param name="node">Which node.</param>
    /// <param name="nodeEvent">What.</param>
    public virtual void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
    {
    }

    /// <summary>A request has ended.</summary>
    /// <param name="request">Its number.</param>
    /// <param name="outcome">How.</param>
    /// <param name="result">What the user got, for ok.</param>
    /// <param name="reason">Why not, for the others.</param>
    public virtual void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason)
    {
    }

    /// <summary>A host is no longer up; what was asked of it and is still open will not be answered.</summary>
    /// <param name="time">When.</param>
    /// <param name="node">Which host.</param>
    public virtual void OnDown(TimeSpan time, NodeId node)
    {
    }
}
