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

    /// <summary>The device refused; nothing is known about what became durable.</summary>
    Failed,

    /// <summary>
    /// The device has no room: of the writes since the last sync that succeeded at least one is not there, and nothing is known about
    /// the others. What was durable before is untouched.
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
