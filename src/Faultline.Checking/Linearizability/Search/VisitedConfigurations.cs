namespace Faultline.Checking.Linearizability.Search;

/// <summary>The configurations that a search has been in, so that it enters none twice.</summary>
/// <remarks>
/// A configuration is a set of linearised operations with known outcomes, a state, and how many operations of each
/// class of unknown ones were used. The first two are identified by a 128-bit key. Keys are exclusive-ors of fixed
/// pseudo-random numbers, so two different ones coincide with probability 2^-128; among n configurations some two do
/// with probability below n^2 / 2^129, which is 3e-26 for the four million of the default limit. Such a coincidence
/// could only make a history that is linearizable seem not to be, never the other way round.
/// The used classes are kept exactly: a configuration is worthless where the same one was visited with at most as many
/// used of every class, because an unknown operation that is still unused need never take effect.
/// </remarks>
internal sealed class VisitedConfigurations
{
    private const int LeastCapacity = 1 << 10;
    private const int NoneUsed = -1;

    private UInt128[] _keys = new UInt128[LeastCapacity];
    private int[] _heads = new int[LeastCapacity];
    private int[] _used = new int[LeastCapacity];
    private int _usedLength;
    private int _keyCount;

    /// <summary>How much is remembered, in configurations of about 40 bytes.</summary>
    public long Size => _keyCount + (_usedLength / 8);

    /// <summary>How many used counts were compared since the last clearing: work that has to count as such.</summary>
    public long Comparisons { get; private set; }

    public void Clear()
    {
        // A table that one hard part has made large is not carried through all the easy ones.
        if (_keys.Length > LeastCapacity * 64)
        {
            _keys = new UInt128[LeastCapacity];
            _heads = new int[LeastCapacity];
        }
        else
        {
            Array.Clear(_keys);
        }

        if (_used.Length > LeastCapacity * 64) _used = new int[LeastCapacity];
        _keyCount = 0;
        _usedLength = 0;
        Comparisons = 0;
    }

    /// <summary>Enters a configuration.</summary>
    /// <param name="key">Identifies the linearised set and the state.</param>
    /// <param name="usedOfClass">How many operations of each class of unknown ones were used.</param>
    /// <param name="usedTotal">The sum of that.</param>
    /// <returns>Whether it is new, and no visited one is as good.</returns>
    public bool TryAdd(UInt128 key, ReadOnlySpan<int> usedOfClass, int usedTotal)
    {
        // Zero marks a free place.
        if (key == UInt128.Zero) key = UInt128.One;
        var place = PlaceOf(key);
        if (_keys[place] == UInt128.Zero)
        {
            if (2 * (_keyCount + 1) > _keys.Length)
            {
                Grow();
                place = PlaceOf(key);
            }

            _keys[place] = key;
            _keyCount++;
            _heads[place] = usedTotal == 0 ? NoneUsed : AddUsed(NoneUsed, usedOfClass);
            return true;
        }

        if (_heads[place] == NoneUsed) return false;
        if (usedTotal == 0)
        {
            _heads[place] = NoneUsed;
            return true;
        }

        for (var node = _heads[place]; node != NoneUsed; node = _used[node])
        {
            Comparisons++;
            if (IsAtMost(node, usedOfClass)) return false;
        }

        _heads[place] = AddUsed(_heads[place], usedOfClass);
        return true;
    }

    // A node in _used is: the next node, how many pairs follow, and the pairs (class, used).
    private int AddUsed(int next, ReadOnlySpan<int> usedOfClass)
    {
        var node = _usedLength;
        var pairs = usedOfClass.Length - usedOfClass.Count(0);
        _usedLength += 2 + (2 * pairs);
        if (_usedLength > _used.Length) Array.Resize(ref _used, Math.Max(_usedLength, 2 * _used.Length));
        _used[node] = next;
        _used[node + 1] = pairs;
        var at = node + 2;
        for (var i = 0; i < usedOfClass.Length; i++)
        {
            if (usedOfClass[i] == 0) continue;
            _used[at++] = i;
            _used[at++] = usedOfClass[i];
        }

        return node;
    }

    private bool IsAtMost(int node, ReadOnlySpan<int> usedOfClass)
    {
        var pairs = _used.AsSpan(node + 2, 2 * _used[node + 1]);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i + 1] > usedOfClass[pairs[i]]) return false;
        }

        return true;
    }

    private int PlaceOf(UInt128 key)
    {
        var mask = _keys.Length - 1;
        var place = (int)((ulong)(key & ulong.MaxValue) & (ulong)mask);
        while (_keys[place] != key && _keys[place] != UInt128.Zero) place = (place + 1) & mask;
        return place;
    }

    private void Grow()
    {
        var (keys, heads) = (_keys, _heads);
        _keys = new UInt128[2 * keys.Length];
        _heads = new int[2 * keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] == UInt128.Zero) continue;
            var place = PlaceOf(keys[i]);
            _keys[place] = keys[i];
            _heads[place] = heads[i];
        }
    }
}
