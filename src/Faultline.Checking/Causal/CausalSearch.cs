namespace Faultline.Checking.Causal;

/// <summary>Looks for the patterns that a causally consistent history does not have.</summary>
/// <remarks>
/// For reads and writes with distinct values, a history has none of the patterns of a model if and only if it has the model
/// (Bouajjani et al. 2017, theorems for CC, CCv and CM). Of the writes of a process that precede a read only the last one of the
/// read's key is looked at: the others precede that one.
/// </remarks>
internal sealed class CausalSearch
{
    private readonly ReadsFrom _history;
    private readonly long _limit;
    private readonly CancellationToken _cancellation;

    public CausalSearch(ReadsFrom history, long limit, CancellationToken cancellation)
    {
        _history = history;
        _limit = limit;
        _cancellation = cancellation;
        Precedence = new Precedence(history);
    }

    /// <summary>The order that the last answer rests on.</summary>
    public Precedence Precedence { get; private set; }

    /// <summary>Whether the limit ended the search; then null means nothing.</summary>
    public bool IsOutOfSteps { get; private set; }

    /// <summary>The first contradiction; null where there is none.</summary>
    public Contradiction? Find(CausalModel model)
    {
        var thinAir = Array.IndexOf(_history.SourceOf, ReadsFrom.ThinAir);
        if (thinAir >= 0) return new Contradiction(CausalPattern.ThinAirRead, thinAir, []);
        if (!Precedence.TrySort(out var sorted))
            return new Contradiction(CausalPattern.CyclicCO, -1, Precedence.ShortCycle(sorted));
        return FindReplaced() ?? model switch
        {
            CausalModel.CausalConvergence => FindDivergence(),
            CausalModel.CausalMemory => FindConfusion(),
            _ => null,
        };
    }

    private Contradiction? FindReplaced()
    {
        for (var read = 0; read < _history.Count; read++)
        {
            var source = _history.SourceOf[read];
            if (source == ReadsFrom.Nothing) continue;
            foreach (var lane in _history.WritesOf[_history.KeyOf[read]])
            {
                var write = lane.LastBefore(Precedence.CountBefore(read, lane.Process));
                if (write < 0 || write == source) continue;
                if (source == ReadsFrom.Initial)
                    return new Contradiction(CausalPattern.WriteCOInitRead, read, Precedence.Path(write, read)!);
                if (!Precedence.Precedes(source, write)) continue;
                var replaced = new Link(write, source, LinkKind.Replaced, read);
                return new Contradiction(CausalPattern.WriteCORead, read, [.. Precedence.Path(source, write)!, replaced]);
            }
        }

        return null;
    }

    private Contradiction? FindDivergence()
    {
        for (var read = 0; read < _history.Count; read++)
        {
            var source = _history.SourceOf[read];
            if (source < 0) continue;
            foreach (var lane in _history.WritesOf[_history.KeyOf[read]])
            {
                var write = lane.LastBefore(Precedence.CountBefore(read, lane.Process));
                if (write < 0 || write == source || Precedence.Precedes(write, source)) continue;
                Precedence.Note(new Link(write, source, LinkKind.Replaced, read));
            }
        }

        return Precedence.TrySort(out var sorted)
            ? null
            : new Contradiction(CausalPattern.CyclicCF, -1, Precedence.ShortCycle(sorted));
    }

    private Contradiction? FindConfusion()
    {
        var causal = Precedence;
        foreach (var process in _history.Order.Processes)
        {
            _cancellation.ThrowIfCancellationRequested();
            int[] reads = [.. process.Where(operation => _history.SourceOf[operation] != ReadsFrom.Nothing)];
            if (reads.Length < 2) continue;
            Precedence = causal.Copy();
            var saturation = new Saturation(_history, Precedence, reads, readsPrecede: false, _limit, _cancellation);
            if (saturation.Run() is { } contradiction) return contradiction;
            IsOutOfSteps |= saturation.IsOutOfSteps;
        }

        return null;
    }
}
