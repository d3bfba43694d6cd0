using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>
/// The headers of all nodes of one simulated network, each once, with those rules checked once that do not depend on a clock.
/// </summary>
/// <remarks>
/// Sharing changes memory and time only, never what a node does: an entry follows from its bytes. Not thread-safe: one pool for each run.
/// An entry stays until every tree that took it has forgotten it.
/// </remarks>
public sealed class HeaderPool
{
    private readonly Dictionary<Hash256, HeaderEntry> _entries = [];

    /// <summary>A pool with a network's first block.</summary>
    /// <param name="parameters">The network.</param>
    public HeaderPool(NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        Genesis = new HeaderEntry(parameters.Genesis) { Holders = 1 };
        _entries.Add(Genesis.Hash, Genesis);
    }

    /// <summary>The network.</summary>
    public NetworkParameters Parameters { get; }

    /// <summary>The first block.</summary>
    public HeaderEntry Genesis { get; }

    /// <summary>How many headers any tree holds.</summary>
    public int Count => _entries.Count;

    internal HeaderEntry? Find(Hash256 hash) => _entries.GetValueOrDefault(hash);

    /// <summary>The entry of a header that has its work and keeps all rules without a clock.</summary>
    internal Rejection? Admit(in BlockHeader header, Hash256 hash, HeaderEntry parent, out HeaderEntry? entry)
    {
        if (_entries.TryGetValue(hash, out entry)) return null;
        if (HeaderRules.CheckInContext(header, parent, Parameters) is { } why) return why;
        entry = new HeaderEntry(header, hash, parent);
        return null;
    }

    internal void Hold(HeaderEntry entry)
    {
        if (entry.Holders++ == 0) _entries.Add(entry.Hash, entry);
    }

    internal void Release(HeaderEntry entry)
    {
        if (--entry.Holders == 0) _entries.Remove(entry.Hash);
    }
}
