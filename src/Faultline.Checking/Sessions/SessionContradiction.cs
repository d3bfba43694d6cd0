using Faultline.Checking.Causal;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Sessions;

/// <summary>Why a session guarantee cannot have been kept.</summary>
internal sealed class SessionContradiction
{
    private readonly ReadsFrom _history;
    private readonly int _impossible;
    private readonly IReadOnlyList<Demand> _demands;

    private SessionContradiction(ReadsFrom history, int impossible, IReadOnlyList<Demand> demands)
    {
        _history = history;
        _impossible = impossible;
        _demands = demands;
    }

    public static SessionContradiction? Find(ReadsFrom history, SessionGuarantee guarantee)
    {
        var impossible = Array.IndexOf(history.SourceOf, ReadsFrom.ThinAir);
        if (impossible >= 0) return new SessionContradiction(history, impossible, []);
        if (guarantee == SessionGuarantee.WritesFollowReads && FutureRead(history) is >= 0 and var read)
            return new SessionContradiction(history, read, []);
        return new VersionOrder(history, new Demands(history, guarantee).All).FindContradiction() is { } demands
            ? new SessionContradiction(history, -1, demands)
            : null;
    }

    /// <summary>The operations that it speaks of, ascending.</summary>
    public List<int> Operations()
    {
        var operations = new List<int>();
        Add(_impossible);
        foreach (var demand in _demands)
        {
            Add(demand.From);
            Add(demand.To);
            Add(demand.Read);
            Add(demand.Via);
            if (demand.From >= _history.Count) Add(demand.From - _history.Count);
        }

        return _history.WithWitnesses(operations);

        void Add(int operation)
        {
            if (operation < 0 || operation >= _history.Count) return;
            operations.Add(operation);
            if (_history.SourceOf[operation] >= 0) operations.Add(_history.SourceOf[operation]);
        }
    }

    /// <summary>Why, in words.</summary>
    public string Why()
    {
        if (_impossible < 0)
            return string.Join("; ", _demands.Select(Sentence).Where(static sentence => sentence.Length > 0).Distinct());
        return _history.SourceOf[_impossible] == ReadsFrom.ThinAir
            ? $"{Saw(_impossible)}, but nobody else wrote that"
            : $"{Saw(_impossible)}, which it wrote only afterwards";
    }

    private static int FutureRead(ReadsFrom history)
    {
        var order = history.Order;
        for (var read = 0; read < history.Count; read++)
        {
            var source = history.SourceOf[read];
            if (source >= 0 && order.ProcessOf[source] == order.ProcessOf[read] && order.PositionOf[source] > order.PositionOf[read])
                return read;
        }

        return -1;
    }

    private string Sentence(Demand demand) => demand.Kind switch
    {
        DemandKind.WroteBefore => $"{Process(demand.From)} did {Named(demand.From)} before {Named(demand.To)}",
        DemandKind.OwnWrite => $"{Saw(demand.Read)}, after its own {Named(demand.From)} had completed at {At(demand.From)}",
        DemandKind.OwnRead => $"{Saw(demand.Read)}, after it had read {Read(demand.Via)} at {At(demand.Via)}",
        DemandKind.WriterWrote when demand.Via == demand.Read =>
            $"{Saw(demand.Read)}, which {Process(demand.From)} wrote after {Named(demand.From)}",
        DemandKind.WriterWrote => $"{Saw(demand.Read)}, after it had read {Read(demand.Via)} at {At(demand.Via)}, which "
            + $"{Process(demand.From)} wrote after {Named(demand.From)}",
        DemandKind.WriterRead => $"{Saw(demand.Read)}, after it had read {Read(demand.Via)} at {At(demand.Via)}, which "
            + $"{Process(_history.SourceOf[demand.Via])} wrote after it had read {Read(demand.From - _history.Count)}",
        DemandKind.WroteAfterRead =>
            $"{Process(demand.To)} did {Named(demand.To)} after it had read {Read(demand.From - _history.Count)}",
        DemandKind.Gathered when demand.Via >= 0 => $"{Process(demand.Via)} read {Read(demand.Via)} at {At(demand.Via)}",
        _ => "",
    };

    private string Saw(int read) => $"{Process(read)} read {Read(read)} at {At(read)}";

    private string Read(int read) => $"{_history.Keys[_history.KeyOf[read]]} = {_history.Accesses[read].Read ?? "nothing"}";

    private string Process(int operation) => $"process {_history.Order.Entries[operation].Process}";

    private string Named(int operation) => $"`{_history.Order.Entries[operation].Operation}`";

    private string At(int operation) => _history.Order.Entries[operation] is { Outcome: OperationOutcome.Ok, Completed.Time: var time }
        ? Words.Seconds(time)
        : "an unknown time";
}
