namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>
/// Orders a queue to which each value is added once. That four patterns are all that can be wrong is from Henzinger, Sezgin and
/// Vafeiadis, "Aspect-Oriented Linearizability Proofs", CONCUR 2013; the bound as in Lee and Mathur, "Efficient Decrease-and-Conquer
/// Linearizability Monitoring", OOPSLA 2025.
/// </summary>
/// <remarks>
/// <para>
/// The queue was empty at some time that no critical interval covers. Given such a time for each operation that found it empty, each
/// value belongs between two of these times. One whose critical interval is empty may be on either side; it is taken as gone as early
/// as it can be. Then no value of a later stretch of time need be added or removed before one of an earlier stretch.
/// </para>
/// <para>
/// Within a stretch, value a must precede b where a's addition was over before b's was invoked, or a's removal before b's. If no value
/// is first in both senses, take the one with the first completed addition, a, and the one with the first completed removal, b. All
/// that keeps a back is removals, so b's was over before a's was invoked; all that keeps b back is additions, so a's was over before
/// b's was invoked: a and b have no order. Otherwise the values are added, and removed, as early as their order allows.
/// </para>
/// </remarks>
internal sealed class QueueOrder
{
    private readonly CollectionHistory _history;
    private readonly int[] _order;
    private readonly byte[] _readiness;
    private int _length;

    private QueueOrder(CollectionHistory history)
    {
        _history = history;
        _order = new int[history.Count + history.Values.Count(static value => value.Remove != CollectionHistory.None)];
        _readiness = new byte[history.Values.Length];
    }

    /// <summary>A legal order of all operations, or null where there is none.</summary>
    public static int[]? Of(CollectionHistory history) => new QueueOrder(history).Find();

    private int[]? Find()
    {
        if (EmptyTimes() is not { } times) return null;
        var empties = Enumerable.Range(0, times.Length).ToArray();
        Array.Sort(times, empties);
        var stretches = new int[_readiness.Length];
        var values = new int[stretches.Length];
        for (var value = 0; value < values.Length; value++)
        {
            values[value] = value;
            stretches[value] = FirstNotBefore(times, _history.RemoveCalls[value]);
        }

        Array.Sort(stretches, values);
        for (int stretch = 0, start = 0; stretch <= empties.Length; stretch++)
        {
            var end = start;
            while (end < values.Length && stretches[end] == stretch) end++;
            if (InTurn(values[start..end]) is not { } turns) return null;
            AddAndRemove(turns);
            if (stretch < empties.Length) _order[_length++] = _history.Empties[empties[stretch]];
            start = end;
        }

        return _order;
    }

    /// <summary>A time for each operation that found the queue empty.</summary>
    private int[]? EmptyTimes()
    {
        var covered = new CoveredCells(_history.Never);
        for (var value = 0; value < _readiness.Length; value++)
            covered.Cover(_history.InsertReturns[value], _history.RemoveCalls[value]);
        var times = new int[_history.Empties.Length];
        for (var empty = 0; empty < times.Length; empty++)
        {
            times[empty] = covered.NextFree(_history.EmptyCalls[empty]);
            if (times[empty] >= _history.EmptyReturns[empty]) return null;
        }

        return times;
    }

    /// <summary>Some values in an order in which they can be added and removed.</summary>
    private int[]? InTurn(int[] values)
    {
        var additions = new Turns(_history.InsertCalls, _history.InsertReturns, values);
        var removals = new Turns(_history.RemoveCalls, _history.RemoveReturns, values);
        var ready = new Queue<int>();
        var turns = new int[values.Length];
        for (var i = 0; i < turns.Length; i++)
        {
            additions.MarkReady(_readiness, ready);
            removals.MarkReady(_readiness, ready);
            if (!ready.TryDequeue(out var value)) return null;
            _readiness[value] = Turns.IsTaken;
            turns[i] = value;
        }

        return turns;
    }

    private void AddAndRemove(int[] turns)
    {
        var added = new int[turns.Length];
        int lastAdded = 0, lastRemoved = 0, removed = 0;
        for (var i = 0; i <= turns.Length; i++)
        {
            lastAdded = i == turns.Length ? _history.Never : Math.Max(lastAdded, _history.InsertCalls[turns[i]]);
            for (; removed < i && _history.Values[turns[removed]].Remove != CollectionHistory.None; removed++)
            {
                lastRemoved = Math.Max(lastRemoved, Math.Max(added[removed], _history.RemoveCalls[turns[removed]]));
                if (lastRemoved >= lastAdded) break;
                _order[_length++] = _history.Values[turns[removed]].Remove;
            }

            if (i == turns.Length) return;
            added[i] = lastAdded;
            _order[_length++] = _history.Values[turns[i]].Insert;
        }
    }

    private static int FirstNotBefore(int[] times, int time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Which of some operations of the same kind can be next, as ever more of them are taken.</summary>
    private sealed class Turns
    {
        public const byte IsTaken = 3;
        private const byte IsReady = 2;

        private readonly int[] _calls;
        private readonly int[] _returns;
        private readonly int[] _byCall;
        private readonly int[] _byReturn;
        private int _firstWaiting;
        private int _firstLeft;

        public Turns(int[] calls, int[] returns, int[] values)
        {
            (_calls, _returns) = (calls, returns);
            (_byCall, _byReturn) = ([.. values], [.. values]);
            Array.Sort(Array.ConvertAll(values, value => calls[value]), _byCall);
            Array.Sort(Array.ConvertAll(values, value => returns[value]), _byReturn);
        }

        /// <summary>Marks the values that no other one keeps back any more.</summary>
        public void MarkReady(byte[] readiness, Queue<int> ready)
        {
            while (readiness[_byReturn[_firstLeft]] == IsTaken) _firstLeft++;
            var limit = _returns[_byReturn[_firstLeft]];
            for (; _firstWaiting < _byCall.Length && _calls[_byCall[_firstWaiting]] <= limit; _firstWaiting++)
            {
                var value = _byCall[_firstWaiting];
                if (++readiness[value] == IsReady) ready.Enqueue(value);
            }
        }
    }
}
