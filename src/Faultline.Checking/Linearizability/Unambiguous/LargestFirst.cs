namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Numbers in a row, of which the large ones in any range can be taken out: a tree of maxima.</summary>
internal sealed class LargestFirst
{
    private const int Taken = int.MinValue;

    private readonly int[] _largest;
    private readonly int _leaves = 1;

    public LargestFirst(int[] numbers)
    {
        while (_leaves < numbers.Length) _leaves *= 2;
        _largest = new int[2 * _leaves];
        Array.Fill(_largest, Taken);
        numbers.CopyTo(_largest, _leaves);
        for (var node = _leaves - 1; node > 0; node--) _largest[node] = Math.Max(_largest[2 * node], _largest[(2 * node) + 1]);
    }

    /// <summary>Takes out a number of a range that is large enough.</summary>
    /// <param name="from">The first place of the range.</param>
    /// <param name="to">The place after its last.</param>
    /// <param name="least">How large it must be.</param>
    /// <returns>Its place, or -1 where there is none.</returns>
    public int TryTake(int from, int to, int least)
    {
        var place = Find(1, 0, _leaves, from, to, least);
        if (place < 0) return -1;
        _largest[_leaves + place] = Taken;
        for (var node = (_leaves + place) / 2; node > 0; node /= 2)
            _largest[node] = Math.Max(_largest[2 * node], _largest[(2 * node) + 1]);
        return place;
    }

    private int Find(int node, int start, int length, int from, int to, int least)
    {
        if (start >= to || start + length <= from || _largest[node] < least) return -1;
        if (length == 1) return start;
        var half = length / 2;
        var place = Find(2 * node, start, half, from, to, least);
        return place >= 0 ? place : Find((2 * node) + 1, start + half, half, from, to, least);
    }
}
