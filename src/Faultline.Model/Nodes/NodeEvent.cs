namespace Faultline.Model.Nodes;

/// <summary>What a node tells observers about itself.</summary>
public enum NodeEventKind : byte
{
    /// <summary>A remark for the trace.</summary>
    Note,

    /// <summary>The node holds that <see cref="NodeEvent.Index"/> is decided, with the value whose digest is given.</summary>
    Decided,

    /// <summary>
    /// The node has told another that in the instance <see cref="NodeEvent.Index"/> it accepts nothing below the ballot whose number
    /// is <see cref="NodeEvent.Digest"/>.
    /// </summary>
    Promised,

    /// <summary>
    /// The node accepts something, in the instance <see cref="NodeEvent.Index"/> and the ballot whose number is
    /// <see cref="NodeEvent.Digest"/>.
    /// </summary>
    Accepted,

    /// <summary>The node leads from now on, in the term, ballot or view numbered <see cref="NodeEvent.Index"/>.</summary>
    BecameLeader,

    /// <summary>The node leads no more.</summary>
    SteppedDown,

    /// <summary>The node has read its storage and takes part again.</summary>
    Recovered,

    /// <summary>The node has a durable snapshot of everything up to <see cref="NodeEvent.Index"/>.</summary>
    SnapshotTaken,

    /// <summary>The node has replaced its state by another's snapshot up to <see cref="NodeEvent.Index"/>.</summary>
    SnapshotInstalled,

    /// <summary>
    /// The node's application has received all of the transfer numbered <see cref="NodeEvent.Index"/>, whose bytes have the digest given.
    /// </summary>
    Received,

    /// <summary>The node has found that its storage has lost something that was durable; <see cref="NodeEvent.Text"/> says what.</summary>
    Damaged,

    /// <summary>
    /// The node takes part again, with everything up to <see cref="NodeEvent.Index"/>: others have given back what its storage had lost.
    /// What it had promised before counts no more; it has promised the ballot whose number is <see cref="NodeEvent.Digest"/>.
    /// </summary>
    Rejoined,

    /// <summary>
    /// The node has found the block at the height <see cref="NodeEvent.Index"/>, for which so many hashes are tried on average as
    /// <see cref="NodeEvent.Digest"/> says.
    /// </summary>
    Mined,

    /// <summary>The node has left <see cref="NodeEvent.Index"/> blocks of its chain for another branch.</summary>
    Reorganized,

    /// <summary>
    /// So many coins exist as the node sees it as <see cref="NodeEvent.Digest"/> says, and so many may exist by the schedule as
    /// <see cref="NodeEvent.Index"/> says.
    /// </summary>
    Supply,
}

/// <summary>Something that happened inside a node and that checkers and traces want to know.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Index">A log index, instance or term, by <paramref name="Kind"/>.</param>
/// <param name="Digest">A digest of the value concerned, or zero.</param>
/// <param name="Text">The value or remark in words, or null where the digest is enough.</param>
public readonly record struct NodeEvent(NodeEventKind Kind, long Index = 0, ulong Digest = 0, string? Text = null);
