using Faultline.Checking.Causal;

namespace Faultline.Checking.Sessions;

/// <summary>What a session guarantee demands of the order of the versions of each key.</summary>
/// <remarks>
/// Numbers below <see cref="ReadsFrom.Count"/> are writes. The number of a read plus that count is the newest of all versions of
/// the key that its process had read by then, so that a thousand reads before a write are one demand and not a thousand.
/// </remarks>
internal sealed class Demands
{
    private readonly ReadsFrom _history;
    private readonly List<Demand> _all = [];
    private readonly Lane[][] _readsOf;
    private readonly int[] _seenOf;
    private readonly int[] _seenBy;

    public Demands(ReadsFrom history, SessionGuarantee guarantee)
    {
        _history = history;
        _seenOf = new int[history.Order.Processes.Length];
        _seenBy = new int[_seenOf.Length];
        _readsOf = guarantee == SessionGuarantee.WritesFollowReads
            ? Lane.Split(history.Order, history.KeyOf, [.. history.SourceOf.Select(static source => source >= 0)], history.Keys.Length)
            : [];
        foreach (var lanes in history.WritesOf)
        {
            foreach (var lane in lanes)
            {
                for (var i = 1; i < lane.Operations.Length; i++)
                    _all.Add(new Demand(lane.Operations[i - 1], lane.Operations[i], DemandKind.WroteBefore));
            }
        }

        foreach (var lane in _readsOf.SelectMany(static lanes => lanes)) Gather(lane);
        foreach (var process in history.Order.Processes)
        {
            Action<int[]> add = guarantee switch
            {
                SessionGuarantee.ReadYourWrites => AddOwnWrites,
                SessionGuarantee.MonotonicReads => AddOwnReads,
                SessionGuarantee.MonotonicWrites => AddWhatWritersWrote,
                _ => AddWhatWritersRead,
            };
            add(process);
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Demand> All => _all;

    private void AddOwnWrites(int[] process)
    {
        var last = new Dictionary<int, int>();
        foreach (var operation in process)
        {
            var key = _history.KeyOf[operation];
            if (last.TryGetValue(key, out var write)) Add(write, operation, DemandKind.OwnWrite);
            if (_history.Writes[operation]) last[key] = operation;
        }
    }

    private void AddOwnReads(int[] process)
    {
        var last = new Dictionary<int, int>();
        foreach (var operation in process)
        {
            if (_history.SourceOf[operation] == ReadsFrom.Nothing) continue;
            var key = _history.KeyOf[operation];
            if (last.TryGetValue(key, out var read)) Add(_history.SourceOf[read], operation, DemandKind.OwnRead, read);
            if (_history.SourceOf[operation] >= 0) last[key] = operation;
        }
    }

    private void AddWhatWritersWrote(int[] process)
    {
        Array.Fill(_seenOf, -1);
        foreach (var operation in process)
        {
            if (!See(operation)) continue;
            foreach (var lane in _history.WritesOf[_history.KeyOf[operation]])
            {
                var write = lane.LastBefore(_seenOf[lane.Process]);
                if (write >= 0) Add(write, operation, DemandKind.WriterWrote, _seenBy[lane.Process]);
            }
        }
    }

    // A compare and set has read before it writes, so what it read counts as read before its own write.
    private void AddWhatWritersRead(int[] process)
    {
        Array.Fill(_seenOf, -1);
        var last = new Dictionary<int, int>();
        foreach (var operation in process)
        {
            var key = _history.KeyOf[operation];
            if (See(operation))
            {
                foreach (var lane in _readsOf[key])
                {
                    var read = lane.LastBefore(_seenOf[lane.Process] + 1);
                    if (read >= 0) Add(NewestBy(read), operation, DemandKind.WriterRead, _seenBy[lane.Process]);
                }
            }

            if (_history.SourceOf[operation] >= 0) last[key] = operation;
            if (_history.Writes[operation] && last.TryGetValue(key, out var before))
                _all.Add(new Demand(NewestBy(before), operation, DemandKind.WroteAfterRead));
        }
    }

    private bool See(int operation)
    {
        var source = _history.SourceOf[operation];
        if (source >= 0)
        {
            var writer = _history.Order.ProcessOf[source];
            if (_history.Order.PositionOf[source] > _seenOf[writer])
            {
                _seenOf[writer] = _history.Order.PositionOf[source];
                _seenBy[writer] = operation;
            }
        }

        return source != ReadsFrom.Nothing;
    }

    private void Gather(Lane lane)
    {
        for (var i = 0; i < lane.Operations.Length; i++)
        {
            var read = lane.Operations[i];
            _all.Add(new Demand(_history.SourceOf[read], NewestBy(read), DemandKind.Gathered, Via: read));
            if (i > 0) _all.Add(new Demand(NewestBy(lane.Operations[i - 1]), NewestBy(read), DemandKind.Gathered));
        }
    }

    private int NewestBy(int read) => _history.Count + read;

    private void Add(int from, int read, DemandKind kind, int via = -1)
    {
        var source = _history.SourceOf[read];
        if (source == ReadsFrom.Nothing || source == from) return;
        _all.Add(new Demand(from, source >= 0 ? source : Demand.Absent, kind, read, via));
    }
}
