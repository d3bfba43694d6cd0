using Faultline.Workbench.Runs;

namespace Faultline.Reports.Faults;

/// <summary>The faults of one kind, laid side by side where they overlap.</summary>
internal sealed class FaultLanes
{
    private const int MostLanes = 4;

    private readonly List<TimeSpan> _ends = [];
    private readonly List<(FaultReport Fault, int Lane)> _bars = [];

    private FaultLanes(string kind) => Kind = kind;

    public string Kind { get; }

    public int Count => _ends.Count;

    /// <summary>Each fault and its lane, from 0.</summary>
    public IReadOnlyList<(FaultReport Fault, int Lane)> Bars => _bars;

    /// <summary>The faults by kind, in the order in which the kinds first struck.</summary>
    public static IReadOnlyList<FaultLanes> Of(IEnumerable<FaultReport> faults)
    {
        var kinds = new OrderedDictionary<string, FaultLanes>(StringComparer.Ordinal);
        foreach (var fault in faults)
        {
            if (!kinds.TryGetValue(fault.Kind, out var lanes)) kinds.Add(fault.Kind, lanes = new FaultLanes(fault.Kind));
            lanes.Add(fault);
        }

        return [.. kinds.Values];
    }

    private void Add(FaultReport fault)
    {
        var lane = _ends.FindIndex(end => end <= fault.Start);
        if (lane < 0 && _ends.Count < MostLanes)
        {
            lane = _ends.Count;
            _ends.Add(default);
        }

        // More at once than there are lanes: the last one holds them all.
        if (lane < 0) lane = MostLanes - 1;
        _ends[lane] = fault.End > _ends[lane] ? fault.End : _ends[lane];
        _bars.Add((fault, lane));
    }
}
