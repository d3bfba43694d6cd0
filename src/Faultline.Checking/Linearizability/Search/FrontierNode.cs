namespace Faultline.Checking.Linearizability.Search;

/// <summary>A configuration of a <see cref="Frontier{TMachine}"/>, and how it was reached.</summary>
internal struct FrontierNode
{
    /// <summary>There is none, or it is not known yet.</summary>
    public const int None = -1;

    /// <summary>Of the open operations with known outcomes: those that are linearised, by their places.</summary>
    public ulong Done;

    /// <summary>The state.</summary>
    public int State;

    /// <summary>How many of each class of unknown operations are used.</summary>
    public int Used;

    /// <summary>Its place in the trunk, or none.</summary>
    public int Trunk;

    /// <summary>The node from which it was reached, or none.</summary>
    public int Parent;

    /// <summary>The operation by which it was reached.</summary>
    public int Operation;

    /// <summary>Where the classes of the unknown operations before that one stand, or none.</summary>
    public int Row;

    /// <summary>The read-only operations that were taken behind that one.</summary>
    public ulong Reads;

    /// <summary>Whether the last operation can as well come behind the one that is being completed.</summary>
    public bool IsDeferrable;

    /// <summary>The next node with as many linearised operations, or none.</summary>
    public int NextOfSize;
}

/// <summary>Nodes, each configuration once, and none that another one makes pointless.</summary>
/// <remarks>
/// A node is pointless where another one has the same linearised operations, the same state, and at most as many used of
/// every class of unknown operations: what is still unused need never take effect.
/// </remarks>
internal sealed class FrontierNodes(UsedCounts used)
{
    private const int Free = -1;
    private const int LeastPlaces = 32;

    private FrontierNode[] _nodes = new FrontierNode[16];
    private int[] _places = NewPlaces(LeastPlaces);
    private int _placesTaken;

    // Of nodes that differ only in what they use: the next one.
    private int[] _nextAlike = new int[16];

    public int Count { get; private set; }

    public ref FrontierNode this[int node] => ref _nodes[node];

    public Span<FrontierNode> All => _nodes.AsSpan(0, Count);

    public void Clear()
    {
        // A table that one hard moment has made large is not carried through all the easy ones.
        if (_places.Length > LeastPlaces && 16 * Count < _places.Length) _places = new int[_places.Length / 2];
        Array.Fill(_places, Free);
        Count = 0;
        _placesTaken = 0;
    }

    /// <summary>Adds a node.</summary>
    /// <returns>Its number; the number of the node that makes it pointless, where there is one, as its complement.</returns>
    public int Add(in FrontierNode node)
    {
        if (2 * (_placesTaken + 1) > _places.Length) Grow();
        var place = PlaceOf(node.Done, node.State);
        var first = _places[place];
        for (var alike = first; alike != Free; alike = _nextAlike[alike])
        {
            if (used.IsAtMost(_nodes[alike].Used, node.Used)) return ~alike;
        }

        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * Count);
            Array.Resize(ref _nextAlike, 2 * Count);
        }

        if (first == Free) _placesTaken++;
        _nodes[Count] = node;
        _nextAlike[Count] = first;
        _places[place] = Count;
        return Count++;
    }

    /// <summary>Takes out the nodes that later ones have made pointless. Nothing can be added after that.</summary>
    public void RemovePointless()
    {
        if (used.Count == 1) return;
        var pointless = new bool[Count];
        for (var node = 0; node < Count; node++) pointless[node] = IsPointless(node);
        var kept = 0;
        for (var node = 0; node < Count; node++)
        {
            if (!pointless[node]) _nodes[kept++] = _nodes[node];
        }

        Count = kept;
    }

    private bool IsPointless(int node)
    {
        if (_nodes[node].Used == UsedCounts.None) return false;

        // Later nodes stand before earlier ones.
        for (var alike = _places[PlaceOf(_nodes[node].Done, _nodes[node].State)]; alike > node; alike = _nextAlike[alike])
        {
            if (used.IsAtMost(_nodes[alike].Used, _nodes[node].Used)) return true;
        }

        return false;
    }

    private int PlaceOf(ulong done, int state)
    {
        var mask = _places.Length - 1;
        var place = Hash(done, state) & mask;
        for (; _places[place] is var node && node != Free; place = (place + 1) & mask)
        {
            if (_nodes[node].Done == done && _nodes[node].State == state) break;
        }

        return place;
    }

    private static int Hash(ulong done, int state)
    {
        var high = Math.BigMul(done ^ 0xA0761D6478BD642F, unchecked((ulong)state * 0x9E3779B97F4A7C15) ^ 0xE7037ED1A0B428DB, out var low);
        return unchecked((int)(high ^ low));
    }

    private void Grow()
    {
        var places = _places;
        _places = NewPlaces(2 * places.Length);
        foreach (var node in places)
        {
            if (node != Free) _places[PlaceOf(_nodes[node].Done, _nodes[node].State)] = node;
        }
    }

    private static int[] NewPlaces(int size)
    {
        var places = new int[size];
        Array.Fill(places, Free);
        return places;
    }
}
