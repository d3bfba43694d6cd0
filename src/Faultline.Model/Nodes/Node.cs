using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Model.Storage;

namespace Faultline.Model.Nodes;

/// <summary>One participant of a distributed system: a state machine with no hands.</summary>
/// <remarks>
/// <para>
/// A node handles one event at a time and touches the world only through the context that the handler receives.
/// The context records what the node wants done; the host does it after the handler has returned. So a step is
/// synchronous, and what is true at its top still holds at its end.
/// </para>
/// <para>
/// A crash discards the object: a restarted node is a new object whose <see cref="OnStart"/> runs first and which
/// knows only what its storage kept.
/// </para>
/// </remarks>
public abstract class Node
{
    /// <summary>
    /// How many bytes of state the node holds, roughly: what it would have to give back where memory is short. Default: 0, not counted.
    /// </summary>
    public virtual long MemoryInUse => 0;

    /// <summary>The node starts, for the first time or again after a crash.</summary>
    /// <param name="context">Where the node records its effects.</param>
    public abstract void OnStart(NodeContext context);

    /// <summary>
    /// The node is about to end in order, for a while or for good. What it sends now still leaves, and what it has written is kept; nothing
    /// more happens to this object. Default: nothing, as in a crash.
    /// </summary>
    /// <param name="context">Where the node records its effects.</param>
    public virtual void OnLeave(NodeContext context)
    {
    }

    /// <summary>A message has arrived.</summary>
    /// <param name="context">Where the node records its effects.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="message">What was sent.</param>
    public virtual void OnMessage(NodeContext context, NodeId from, Message message)
    {
    }

    /// <summary>A timer that the node has set is due.</summary>
    /// <param name="context">Where the node records its effects.</param>
    /// <param name="timer">Which timer.</param>
    public virtual void OnTimer(NodeContext context, TimerKey timer)
    {
    }

    /// <summary>The storage has done what the node asked for, or could not.</summary>
    /// <param name="context">Where the node records its effects.</param>
    /// <param name="completion">What was done and how it ended.</param>
    public virtual void OnStorage(NodeContext context, in StorageCompletion completion)
    {
    }

    /// <summary>A user asks for an operation here; the node answers with <see cref="NodeContext.Complete"/>.</summary>
    /// <param name="context">Where the node records its effects.</param>
    /// <param name="request">The operation and its number.</param>
    public virtual void OnRequest(NodeContext context, in ClientRequest request)
    {
    }
}
