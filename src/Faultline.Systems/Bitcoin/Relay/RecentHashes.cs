using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>The hashes that were seen lately: at least the last half of its size, and never more than its size.</summary>
/// <param name="most">How many it holds at most.</param>
internal sealed class RecentHashes(int most)
{
    private HashSet<Hash256> _newer = [];
    private HashSet<Hash256> _older = [];

    public bool Has(Hash256 hash) => _newer.Contains(hash) || _older.Contains(hash);

    /// <summary>Adds a hash.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool Add(Hash256 hash)
    {
        if (_older.Contains(hash) || !_newer.Add(hash)) return false;
        if (_newer.Count < most / 2) return true;
        (_older, _newer) = (_newer, _older);
        _newer.Clear();
        return true;
    }

    public void Clear()
    {
        _newer.Clear();
        _older.Clear();
    }
}
