namespace Faultline.Model.Storage;

/// <summary>What the storage was asked to do.</summary>
public enum StorageRequest : byte
{
    /// <summary>Make earlier writes durable.</summary>
    Sync,

    /// <summary>Read a whole file.</summary>
    Read,

    /// <summary>Replace a whole file.</summary>
    Replace,
}

/// <summary>How a storage request ended.</summary>
public enum StorageStatus : byte
{
    /// <summary>As asked.</summary>
    Ok,

    /// <summary>There is no such file (reads only).</summary>
    Missing,

    /// <summary>
    /// The device could not. Of a file's writes that no sync with <see cref="Ok"/> covers, each may be there, gone or in part, and a later
    /// sync does not bring back what is gone: the node must write them all again. After a failed replacement the old content is there, and
    /// what was written behind the new one is gone. A failed read says nothing of the file, and changes nothing.
    /// </summary>
    /// <remarks>A sync that was under way when another of the file failed, for whatever reason, ends as that one did.</remarks>
    Failed,

    /// <summary>
    /// The device has no room: a write, or the replacement, did not fit and was not made, and neither was any change of the file after it
    /// until this completion. The writes before it that no sync with <see cref="Ok"/> covers can be read, but are not durable. What was
    /// durable is untouched. The node must write again what is gone; a later sync does not bring it back.
    /// </summary>
    Full,
}

/// <summary>The answer to a sync, read or replace.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="File">Which file.</param>
/// <param name="Token">The number that the node gave with the request.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Bytes">What was read; empty otherwise. The node must not change them.</param>
public readonly record struct StorageCompletion(
    StorageRequest Request, StorageFile File, long Token, StorageStatus Status, ReadOnlyMemory<byte> Bytes);
