using Faultline.Model.Nodes;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>An address as nodes tell each other.</summary>
/// <param name="Seen">When it was last seen, in seconds since 1970, as whoever tells it says.</param>
/// <param name="Node">Whose it is.</param>
/// <param name="Reserved">Zero; it fills the last four bytes, so that none is left to chance.</param>
[MemoryPackable]
public readonly partial record struct SeenAddress(long Seen, NodeId Node, int Reserved = 0)
{
    /// <summary>An address.</summary>
    /// <param name="node">Whose it is.</param>
    /// <param name="seen">When it was last seen, in seconds since 1970.</param>
    public SeenAddress(NodeId node, long seen) : this(seen, node)
    {
    }
}

/// <summary>An address as a node keeps it on its disk.</summary>
/// <param name="Address">Whose it is.</param>
/// <param name="Seen">When it was last seen, in seconds.</param>
/// <param name="Succeeded">When the node was last connected to it, in seconds; zero for never.</param>
/// <param name="Bucket">Which bucket of the new addresses is its own.</param>
[MemoryPackable]
internal sealed partial record KnownAddress(NodeId Address, long Seen, long Succeeded, int Bucket);
