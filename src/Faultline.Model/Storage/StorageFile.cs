using Faultline.Model.Randomness;

namespace Faultline.Model.Storage;

/// <summary>A file of one node. Declare one static instance for each.</summary>
/// <param name="name">Its name, unique within the node; letters, digits, dots and hyphens.</param>
public sealed class StorageFile(string name)
{
    /// <summary>The file's name.</summary>
    public string Name { get; } = name;

    /// <summary>A hash of the name that is the same in every process.</summary>
    public ulong Digest { get; } = StableHash.Of(name);

    /// <inheritdoc />
    public override string ToString() => Name;
}
