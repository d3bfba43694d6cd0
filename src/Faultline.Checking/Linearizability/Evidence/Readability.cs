using Faultline.Checking.Linearizability.Search;

namespace Faultline.Checking.Linearizability.Evidence;

/// <summary>Which writes of a single-value part an operation can have read from, by their times alone.</summary>
/// <remarks>
/// A write w can be read by r unless r was over before w began, or some other write with a known outcome began after w
/// was over and was itself over before r began: then in every legal order that other write lies between the two.
/// </remarks>
internal sealed class Readability
{
    private readonly RegisterPart _part;
    private readonly int[] _writes;
    private readonly int[] _completedWrites;
    private readonly long[] _completions;
    private readonly int[] _latestCall;

    public Readability(RegisterPart part)
    {
        _part = part;
        var returns = part.Timeline.Returns;
        _writes = [.. Enumerable.Range(0, part.Timeline.Count).Where(i => part.Operations[i].Writes)];
        _completedWrites = [.. _writes.Where(i => returns[i] != Timeline.Never).OrderBy(i => returns[i])];
        _completions = [.. _completedWrites.Select(i => returns[i])];
        _latestCall = new int[_completedWrites.Length];
        for (var i = 0; i < _latestCall.Length; i++)
        {
            // Operations are numbered by invocation, so the latest invocation is the largest number.
            _latestCall[i] = i == 0 ? _completedWrites[0] : Math.Max(_latestCall[i - 1], _completedWrites[i]);
        }
    }

    /// <summary>The write that hides all that were over before it began from a reader; -1 where there is
    /// none.</summary>
    public int HidingWrite(int reader)
    {
        var count = Array.BinarySearch(_completions, _part.Timeline.Calls[reader]);
        if (count < 0) count = ~count;
        return count == 0 ? -1 : _latestCall[count - 1];
    }

    /// <summary>The writes that a reader's rule allows it to have read from and that are not hidden from it.</summary>
    public List<int> ReadableBy(int reader)
    {
        var rule = _part.Operations[reader];
        var (calls, returns) = (_part.Timeline.Calls, _part.Timeline.Returns);
        var hiding = HidingWrite(reader);
        var readable = new List<int>();
        foreach (var write in _writes)
        {
            if (calls[write] > returns[reader]) break;
            if (write == reader || (hiding >= 0 && returns[write] < calls[hiding])) continue;
            if ((_part.Operations[write].Written == rule.Read) == (rule.Rule == ReadRule.Equal)) readable.Add(write);
        }

        return readable;
    }

    /// <summary>
    /// The writes that a reader can have read from; where it can have read from nothing, the writes that show why: the
    /// latest one that is hidden from it, and the one that hides it.
    /// </summary>
    public List<int> WitnessesOf(int reader)
    {
        var readable = ReadableBy(reader);
        var hiding = HidingWrite(reader);
        if (readable.Count > 0 || hiding < 0 || InitialIsReadableBy(reader)) return readable;
        var rule = _part.Operations[reader];
        var hidden = Array.FindLastIndex(_writes, write => _part.Timeline.Returns[write] < _part.Timeline.Calls[hiding]
            && (_part.Operations[write].Written == rule.Read) == (rule.Rule == ReadRule.Equal));
        if (hidden >= 0) readable.Add(_writes[hidden]);
        readable.Add(hiding);
        return readable;
    }

    /// <summary>
    /// The first completed operation that found a value which it cannot have read from any write; -1 where there is
    /// none. It takes O(n log n) where the search, to be sure, would have to try every order of all that was before.
    /// </summary>
    public int FirstImpossibleReader()
    {
        // Of the writes of each value, by invocation: the latest completion so far.
        var (calls, returns) = (_part.Timeline.Calls, _part.Timeline.Returns);
        var writesOf = new Dictionary<int, (List<long> Calls, List<long> LatestReturns)>();
        foreach (var write in _writes)
        {
            var value = _part.Operations[write].Written;
            if (!writesOf.TryGetValue(value, out var writes)) writesOf.Add(value, writes = ([], []));
            writes.Calls.Add(calls[write]);
            writes.LatestReturns.Add(
                writes.LatestReturns.Count == 0 ? returns[write] : Math.Max(writes.LatestReturns[^1], returns[write]));
        }

        for (var reader = 0; reader < _part.Timeline.Count; reader++)
        {
            var rule = _part.Operations[reader];
            if (rule.Rule != ReadRule.Equal || returns[reader] == Timeline.Never) continue;
            if (InitialIsReadableBy(reader)) continue;
            if (!writesOf.TryGetValue(rule.Read, out var writes)) return reader;
            var before = ~writes.Calls.BinarySearch(returns[reader]);
            if (before == 0) return reader;
            var hiding = HidingWrite(reader);
            if (hiding >= 0 && writes.LatestReturns[before - 1] < calls[hiding]) return reader;
        }

        return -1;
    }

    /// <summary>Whether a reader can have found the initial value.</summary>
    public bool InitialIsReadableBy(int reader)
    {
        var rule = _part.Operations[reader];
        return HidingWrite(reader) < 0 && (_part.Initial == rule.Read) == (rule.Rule == ReadRule.Equal);
    }

    /// <summary>All writes of a value.</summary>
    public List<int> WritesOf(int value) => [.. _writes.Where(i => _part.Operations[i].Written == value)];
}
