namespace Faultline.Checking.Linearizability.Search;

/// <summary>The orders that led to some configurations, as a tree: what all of them share is stored once.</summary>
/// <remarks>
/// Configurations that live at the same moment mostly share all but their last few operations. That common part is cut
/// off from time to time and kept as a plain list, so that a long history costs four bytes an operation.
/// </remarks>
internal sealed class Trunk
{
    /// <summary>The node from which all others grow.</summary>
    public const int Root = 0;

    private const int LeastGrowth = 1 << 12;

    private readonly List<int> _settled = [];
    private int[] _parents = new int[64];
    private int[] _operations = new int[64];
    private int _count = 1;
    private int _cutAt = LeastGrowth;

    /// <summary>Whether so much has grown that cutting pays.</summary>
    public bool IsOvergrown => _count >= _cutAt;

    /// <summary>How many nodes there are.</summary>
    public int Count => _count;

    /// <summary>Adds an operation behind a node.</summary>
    /// <returns>The new node.</returns>
    public int Grow(int parent, int operation)
    {
        if (_count == _parents.Length)
        {
            Array.Resize(ref _parents, 2 * _count);
            Array.Resize(ref _operations, 2 * _count);
        }

        _parents[_count] = parent;
        _operations[_count] = operation;
        return _count++;
    }

    /// <summary>Forgets what does not lead to any of some nodes, and cuts off what leads to all of them.</summary>
    /// <param name="tips">The nodes; replaced by their new numbers.</param>
    public void Cut(Span<int> tips)
    {
        // A parent has a smaller number than its children.
        var children = new int[_count];
        var child = new int[_count];
        var isKept = new bool[_count];
        foreach (var tip in tips)
        {
            isKept[tip] = true;

            // A tip is an end of its own, so nothing behind it is shared by all.
            children[tip] = 2;
        }

        for (var node = _count - 1; node > Root; node--)
        {
            if (!isKept[node]) continue;
            isKept[_parents[node]] = true;
            children[_parents[node]]++;
            child[_parents[node]] = node;
        }

        var root = Root;
        while (children[root] == 1)
        {
            root = child[root];
            _settled.Add(_operations[root]);
        }

        var numbers = new int[_count];
        var count = 1;
        for (var node = root + 1; node < numbers.Length; node++)
        {
            if (!isKept[node]) continue;
            numbers[node] = count;
            _parents[count] = numbers[_parents[node]];
            _operations[count] = _operations[node];
            count++;
        }

        foreach (ref var tip in tips) tip = numbers[tip];
        _count = count;
        _cutAt = Math.Max(LeastGrowth, 2 * count);
    }

    /// <summary>The operations up to a node, in order.</summary>
    public int[] OrderTo(int node)
    {
        var length = 0;
        for (var at = node; at != Root; at = _parents[at]) length++;
        var order = new int[_settled.Count + length];
        _settled.CopyTo(order);
        for (var at = node; at != Root; at = _parents[at]) order[_settled.Count + --length] = _operations[at];
        return order;
    }
}
