using Faultline.Model.Nodes;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>Who is not talked to, and until when. Bounded: the ban that ends first gives way.</summary>
/// <param name="duration">How long a ban lasts.</param>
internal sealed class BanList(TimeSpan duration)
{
    /// <summary>The most that are banned at once.</summary>
    public const int Most = 1_000;

    private readonly SortedDictionary<NodeId, long> _until = [];

    /// <summary>How many there are, whether their time is over or not.</summary>
    public int Count => _until.Count;

    /// <summary>Bans a node.</summary>
    public void Add(NodeId node, long now)
    {
        if (_until.Count >= Most && !_until.ContainsKey(node)) _until.Remove(_until.MinBy(static entry => entry.Value).Key);
        _until[node] = now + duration.Ticks;
    }

    /// <summary>Whether a node is banned.</summary>
    public bool Has(NodeId node, long now)
    {
        if (!_until.TryGetValue(node, out var until)) return false;
        if (now < until) return true;
        _until.Remove(node);
        return false;
    }
}
