namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Cells of time of which more and more are covered, and the next one that is not: sets that are merged, after Tarjan.</summary>
internal sealed class CoveredCells(int count)
{
    // A cell that is not covered points to itself, the others to a later one. The cell after the last is never covered.
    private readonly int[] _next = [.. Enumerable.Range(0, count + 1)];

    /// <summary>Covers the cells from one up to, and without, another.</summary>
    public void Cover(int from, int to)
    {
        for (var cell = NextFree(from); cell < to; cell = NextFree(cell)) _next[cell] = cell + 1;
    }

    /// <summary>The first cell from here on that is not covered; the number of cells where all are.</summary>
    public int NextFree(int cell)
    {
        var free = cell;
        while (_next[free] != free) free = _next[free];
        while (_next[cell] != free && cell != free) (_next[cell], cell) = (free, _next[cell]);
        return free;
    }
}
