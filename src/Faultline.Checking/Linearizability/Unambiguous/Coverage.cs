namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>By how many intervals each cell of time is covered: a tree of minima and maxima to which ranges are added.</summary>
internal sealed class Coverage
{
    private readonly int _count;
    private readonly int _leaves = 1;
    private readonly int[] _least;
    private readonly int[] _most;

    // What was added to all cells of a node, which its least and most include, and those of the nodes below do not.
    private readonly int[] _added;

    public Coverage(int count)
    {
        _count = count;
        while (_leaves < count) _leaves *= 2;
        (_least, _most, _added) = (new int[2 * _leaves], new int[2 * _leaves], new int[2 * _leaves]);
    }

    /// <summary>Adds to the cells from one up to, and without, another.</summary>
    public void Add(int from, int to, int amount) => Add(1, 0, _leaves, from, to, amount);

    /// <summary>The first cell from here on that is not covered; the number of cells where all are.</summary>
    public int NextFree(int cell) => Next(1, 0, _leaves, cell, 0, isFree: true) is >= 0 and var next ? Math.Min(next, _count) : _count;

    /// <summary>The first cell from here on that is covered; the number of cells where none is.</summary>
    public int NextCovered(int cell) => Next(1, 0, _leaves, cell, 0, isFree: false) is >= 0 and var next ? next : _count;

    /// <summary>The last cell before this one that is not covered; -1 where all are.</summary>
    public int LastFreeBefore(int cell) => LastFree(1, 0, _leaves, cell, 0);

    private void Add(int node, int start, int length, int from, int to, int amount)
    {
        if (start >= to || start + length <= from) return;
        if (from <= start && start + length <= to)
        {
            _least[node] += amount;
            _most[node] += amount;
            _added[node] += amount;
            return;
        }

        Add(2 * node, start, length / 2, from, to, amount);
        Add((2 * node) + 1, start + (length / 2), length / 2, from, to, amount);
        _least[node] = _added[node] + Math.Min(_least[2 * node], _least[(2 * node) + 1]);
        _most[node] = _added[node] + Math.Max(_most[2 * node], _most[(2 * node) + 1]);
    }

    private int Next(int node, int start, int length, int from, int above, bool isFree)
    {
        if (start + length <= from || (isFree ? _least[node] + above > 0 : _most[node] + above == 0)) return -1;
        if (length == 1) return start;
        above += _added[node];
        var next = Next(2 * node, start, length / 2, from, above, isFree);
        return next >= 0 ? next : Next((2 * node) + 1, start + (length / 2), length / 2, from, above, isFree);
    }

    private int LastFree(int node, int start, int length, int before, int above)
    {
        if (start >= before || _least[node] + above > 0) return -1;
        if (length == 1) return start;
        above += _added[node];
        var last = LastFree((2 * node) + 1, start + (length / 2), length / 2, before, above);
        return last >= 0 ? last : LastFree(2 * node, start, length / 2, before, above);
    }
}
