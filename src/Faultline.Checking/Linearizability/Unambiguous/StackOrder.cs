namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>
/// Orders a stack onto which each value is pushed once, by taking values away one after another, as Lee and Mathur do in "Efficient
/// Decrease-and-Conquer Linearizability Monitoring", OOPSLA 2025.
/// </summary>
/// <remarks>
/// <para>
/// A value is there for an interval of time, which includes its critical one; an order is legal where no two of these intervals cross.
/// A value without a critical interval is pushed and popped at one moment, and is in nobody's way. Of the others, take those whose
/// critical intervals together cover a stretch of time without a gap. No interval need reach out of its stretch: cut off there, they
/// still do not cross. One of them includes all the others, that of the value at the bottom, so that value's push can come before the
/// stretch and its pop after it. Any value of which that is true can be put at the bottom, since the others have a legal order with it
/// only if they have one without it. Taken away, it leaves shorter stretches, to which the same applies. There is no legal order where
/// a stretch has no such value.
/// </para>
/// <para>
/// Stretches only become shorter, so a value that can be at the bottom of its own remains so. What can have become so is found by the
/// earliest invocation of a push, and the latest completion of a pop, in each new stretch: O(log n) for every value taken away.
/// </para>
/// </remarks>
internal sealed class StackOrder
{
    private readonly CollectionHistory _history;
    private readonly CellOrder _order;
    private readonly Coverage _coverage;
    private readonly int[] _byStart;
    private readonly int[] _starts;
    private readonly LargestFirst _reachesLeft;
    private readonly LargestFirst _reachesRight;
    private readonly byte[] _reaches;
    private readonly Stack<int> _bottoms = new();

    private StackOrder(CollectionHistory history)
    {
        _history = history;
        _order = new CellOrder(history);
        _byStart = [.. Enumerable.Range(0, history.Values.Length).Where(IsCritical)];
        _starts = Array.ConvertAll(_byStart, value => history.InsertReturns[value]);
        Array.Sort(_starts, _byStart);
        _coverage = new Coverage(history.Never);
        _reachesLeft = new LargestFirst(Array.ConvertAll(_byStart, value => -history.InsertCalls[value]));
        _reachesRight = new LargestFirst(Array.ConvertAll(_byStart, PopsBefore));
        _reaches = new byte[history.Values.Length];
    }

    /// <summary>A legal order of all operations, or null where there is none.</summary>
    public static int[]? Of(CollectionHistory history) => new StackOrder(history).Find();

    private int[]? Find()
    {
        for (var value = 0; value < _history.Values.Length; value++)
            if (!IsCritical(value)) _order.InsertAndRemove(value, _history.RemoveCalls[value]);
        foreach (var value in _byStart) _coverage.Add(_history.InsertReturns[value], _history.RemoveCalls[value], 1);
        for (var empty = 0; empty < _history.Empties.Length; empty++)
        {
            var cell = _coverage.NextFree(_history.EmptyCalls[empty]);
            if (cell >= _history.EmptyReturns[empty]) return null;
            _order.FindEmpty(empty, cell);
        }

        Split(0, _history.Never);
        var turn = 0;
        for (; _bottoms.TryPop(out var value); turn++)
        {
            var (start, end) = (_history.InsertReturns[value], _history.RemoveCalls[value]);
            var (left, right) = (_coverage.LastFreeBefore(start) + 1, _coverage.NextFree(start));
            _order.Insert(value, left - 1, turn);
            if (_history.Values[value].Remove != CollectionHistory.None) _order.Remove(value, right, _byStart.Length - turn);
            _coverage.Add(start, end, -1);
            Split(left, right);
        }

        return turn == _byStart.Length ? _order.Sort() : null;
    }

    private bool IsCritical(int value) => _history.InsertReturns[value] < _history.RemoveCalls[value];

    /// <summary>A value that stays has its pop after everything.</summary>
    private int PopsBefore(int value) =>
        _history.Values[value].Remove == CollectionHistory.None ? _history.Never + 1 : _history.RemoveReturns[value];

    /// <summary>Looks at the stretches that are covered within a stretch.</summary>
    private void Split(int from, int to)
    {
        for (var left = _coverage.NextCovered(from); left < to;)
        {
            var right = _coverage.NextFree(left);
            var (first, end) = (FirstFrom(left), FirstFrom(right));
            while (_reachesLeft.TryTake(first, end, -left + 1) is >= 0 and var place) Reach(_byStart[place]);
            while (_reachesRight.TryTake(first, end, right + 1) is >= 0 and var place) Reach(_byStart[place]);
            left = _coverage.NextCovered(right);
        }
    }

    private void Reach(int value)
    {
        if (++_reaches[value] == 2) _bottoms.Push(value);
    }

    private int FirstFrom(int cell)
    {
        var place = Array.BinarySearch(_starts, cell);
        return place < 0 ? ~place : place;
    }
}
