using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Model.Storage;

namespace Faultline.Model.Nodes;

/// <summary>What kind of effect a node has recorded.</summary>
public enum EffectKind : byte
{
    /// <summary>Send <see cref="Effect.Payload"/> (a <see cref="Message"/>) to <see cref="Effect.To"/>.</summary>
    Send,

    /// <summary>Set <see cref="Effect.Timer"/> to fire after <see cref="Effect.Number"/> ticks of the node's clock.</summary>
    SetTimer,

    /// <summary>Forget <see cref="Effect.Timer"/>.</summary>
    CancelTimer,

    /// <summary>Write <see cref="Effect.Bytes"/> to <see cref="Effect.File"/> at offset <see cref="Effect.Number"/>.</summary>
    Write,

    /// <summary>Make the writes so far to <see cref="Effect.File"/> durable; complete with <see cref="Effect.Number"/>.</summary>
    Sync,

    /// <summary>Read all of <see cref="Effect.File"/>; complete with <see cref="Effect.Number"/>.</summary>
    Read,

    /// <summary>
    /// Replace all of <see cref="Effect.File"/> by <see cref="Effect.Bytes"/>, durably and atomically; complete with
    /// <see cref="Effect.Number"/>.
    /// </summary>
    Replace,

    /// <summary>
    /// End the client request numbered <see cref="Effect.Number"/> with <see cref="Effect.Outcome"/> and, as
    /// <see cref="Effect.Payload"/>, an <see cref="OperationResult"/> or a reason.
    /// </summary>
    Complete,

    /// <summary>Tell observers <see cref="Effect.Event"/>.</summary>
    Emit,
}

/// <summary>One thing that a node wants done, in the order of the handler. See <see cref="EffectKind"/> for the fields.</summary>
public struct Effect
{
    /// <summary>Which effect this is; it says which other fields count.</summary>
    public EffectKind Kind { get; internal set; }

    /// <summary>How a request ended.</summary>
    public OperationOutcome Outcome { get; internal set; }

    /// <summary>The receiver of a message.</summary>
    public NodeId To { get; internal set; }

    /// <summary>A delay in ticks of 100 ns, a file offset, a token or a request's number.</summary>
    public long Number { get; internal set; }

    /// <summary>A message, a result or a reason.</summary>
    public object? Payload { get; internal set; }

    /// <summary>The timer set or cancelled.</summary>
    public TimerKey Timer { get; internal set; }

    /// <summary>The file meant.</summary>
    public StorageFile File { get; internal set; }

    /// <summary>The bytes to write.</summary>
    public ReadOnlyMemory<byte> Bytes { get; internal set; }

    /// <summary>What observers are told.</summary>
    public NodeEvent Event { get; internal set; }
}
