namespace Faultline.Model.Storage;

/// <summary>A file that a node's disk has before the node is started for the very first time.</summary>
/// <param name="File">Which file.</param>
/// <param name="Bytes">What it holds, durably.</param>
public readonly record struct InitialFile(StorageFile File, ReadOnlyMemory<byte> Bytes);
