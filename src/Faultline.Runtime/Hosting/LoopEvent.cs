using Faultline.Model.Nodes;
using Faultline.Model.Storage;

namespace Faultline.Runtime.Hosting;

/// <summary>What kind of thing waits for its turn on a loop.</summary>
internal enum LoopEventKind : byte
{
    /// <summary>A node starts.</summary>
    Start,

    /// <summary>A message has come from <see cref="LoopEvent.From"/>.</summary>
    Message,

    /// <summary>The disk has done what was asked.</summary>
    Storage,

    /// <summary>A user asks for something.</summary>
    Request,

    /// <summary>A timer is due.</summary>
    Timer,

    /// <summary>Something of the host's own, which must not meet a node in the middle of a step.</summary>
    Call,
}

/// <summary>One thing that waits for its turn on a loop.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">Whom it is for; null for a call.</param>
/// <param name="From">Who sent the message.</param>
/// <param name="What">A message, a request's <see cref="PendingRequest"/> or an action.</param>
/// <param name="Completion">What the disk has done.</param>
internal readonly record struct LoopEvent(
    LoopEventKind Kind, HostedNode? Node, NodeId From = default, object? What = null, StorageCompletion Completion = default);
