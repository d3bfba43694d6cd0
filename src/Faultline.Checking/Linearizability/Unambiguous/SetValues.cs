using Faultline.Checking.Linearizability.Search;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Decides sets into which each value is inserted once, value by value.</summary>
/// <remarks>
/// <para>
/// Values are independent of each other: orders of each merge into one of all when every operation is taken to happen as early as the
/// order of its value allows (Herlihy and Wing, "Linearizability", 1990, theorem 1).
/// </para>
/// <para>
/// A value is in the set for one interval, which has to hold what found it and to hold nothing whole that missed it. So it is best
/// inserted as late, and removed as early, as its other operations allow. Where the latest insertion is after the earliest removal,
/// the interval can be a moment, and nothing is wholly in it. An insertion with an unknown outcome took effect only where the value was
/// found or removed; a removal with an unknown outcome can only help, and of several the one invoked first helps most.
/// </para>
/// </remarks>
internal sealed class SetValues
{
    private const int None = CollectionHistory.None;

    private readonly CollectionPart _part;
    private readonly CollectionProof _proof;
    private readonly long[] _calls;
    private readonly long[] _returns;
    private readonly List<(long Time, int Turn)> _times = [];
    private readonly List<int> _order = [];

    private SetValues(CollectionPart part)
    {
        (_part, _proof) = (part, new CollectionProof(part));
        (_calls, _returns) = (part.Timeline.Calls, part.Timeline.Returns);
    }

    public static UnambiguousOutcome? Decide(CollectionPart part)
    {
        var set = new SetValues(part);
        var operations = new List<int>[part.Values];
        var isUnclear = false;
        for (var i = 0; i < part.ValueOf.Length; i++)
        {
            if (part.ValueOf[i] is >= 0 and var value) (operations[value] ??= []).Add(i);
            else isUnclear = true;
        }

        foreach (var ofValue in operations)
            if (set.Decide(ofValue) is { } broken) return isUnclear ? null : broken;
        var order = set._order.ToArray();
        Array.Sort(set._times.ToArray(), order);
        return new UnambiguousOutcome(CheckMethod.Set, order, [], "");
    }

    private UnambiguousOutcome? Decide(List<int> operations)
    {
        int insert = None, remove = None, mayRemove = None;
        int firstOver = None, lastFound = None;
        List<int> found = [], missed = [];
        foreach (var i in operations)
        {
            switch (_part.Accesses[i]!.Value.Act)
            {
                case CollectionAct.Insert:
                    insert = i;
                    break;
                case CollectionAct.Remove when !_part.IsKnown(i):
                    if (mayRemove == None) mayRemove = i;
                    break;
                case CollectionAct.Remove:
                    if (remove != None) return Twice(insert, remove, i);
                    remove = i;
                    break;
                case CollectionAct.Find when _part.IsKnown(i):
                    found.Add(i);
                    break;
                case CollectionAct.Miss when _part.IsKnown(i):
                    missed.Add(i);
                    break;
            }
        }

        var finder = found.Count > 0 ? found[0] : remove;
        if (insert == None && finder != None) return _proof.Of([finder], $"{_proof.Seen(finder)}, but nothing ever added the value");
        if (insert == None || (finder == None && !_part.IsKnown(insert)))
        {
            Happen(missed);
            return null;
        }

        foreach (var i in found)
        {
            if (firstOver == None || _returns[i] < _returns[firstOver]) firstOver = i;
            lastFound = i;
        }

        var removal = remove == None ? mayRemove : remove;
        var ends = new[] { insert, firstOver, remove }.Where(static i => i != None).MinBy(i => _returns[i]);
        var starts = removal == None ? None : new[] { insert, lastFound, removal }.Where(static i => i != None).MaxBy(i => _calls[i]);
        if (_returns[ends] < _calls[insert])
            return _proof.Of([insert, ends], $"{_proof.Seen(ends)}, before {_proof.Named(insert)} was invoked at {_proof.Invoked(insert)}");
        if (remove != None && _returns[remove] < _calls[starts])
        {
            return _proof.Of([insert, remove, starts],
                $"{_proof.Seen(starts)}, but {_proof.Seen(remove)}, before that was invoked, and the value was added only once");
        }

        var from = _returns[ends];
        var to = starts == None ? Timeline.Never : _calls[starts];
        foreach (var i in missed)
        {
            if (_calls[i] < from || _returns[i] > to) continue;
            var later = starts == None || !_part.IsKnown(starts) ? [] : new[] { starts, remove };
            return _proof.Of([insert, ends, i, .. later],
                $"{_proof.Seen(i)}, but {_proof.Seen(ends)}, before that was invoked, and " + (starts == None || starts == mayRemove
                    ? "nothing had removed the value"
                    : $"the value was still there when {_proof.Named(starts)} was invoked at {_proof.Invoked(starts)}"));
        }

        var start = Math.Min(from, to);
        Happen([.. missed.Where(i => _calls[i] < start), insert, .. found, .. removal == None ? [] : new[] { removal },
            .. missed.Where(i => _calls[i] > start)]);
        return null;
    }

    private UnambiguousOutcome Twice(int insert, int first, int second) => _proof.Of(
        [insert, first, second], $"{_proof.Seen(first)} and {_proof.Seen(second)}, but the value was not added twice");

    private void Happen(List<int> inOrder)
    {
        var time = 0L;
        foreach (var i in inOrder)
        {
            time = Math.Max(time, _calls[i]);
            _times.Add((time, _order.Count));
            _order.Add(i);
        }
    }
}
