using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Search;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Causal;

/// <summary>A history of single values in which each value that is read was written once, so that it is known which write each
/// read read from.</summary>
/// <remarks>
/// An operation with an unknown outcome happened where a read that happened found its value. What became of the others cannot
/// matter to anyone who reads: they stand in the order of their process and neither read nor write. A compare and set that
/// succeeded reads and writes at once; one that found another value than it expected does not say which, and counts as neither.
/// </remarks>
internal sealed class ReadsFrom
{
    /// <summary>The source of an operation that reads nothing, or does not say what.</summary>
    public const int Nothing = -1;

    /// <summary>The source of a read that found what was there before the first write.</summary>
    public const int Initial = -2;

    /// <summary>The source of a read that found what nobody else wrote.</summary>
    public const int ThinAir = -3;

    private static readonly ValueAccess Mute = new(ReadRule.None, null, false, null);

    // Of each operation with an unknown outcome that happened: a read of it, from which a way leads to a known outcome.
    private readonly int[] _witnessOf;

    private ReadsFrom(ProcessOrder order, string[] keys, int[] keyOf, bool[] writes, int[] sourceOf, ValueAccess[] accesses)
    {
        Order = order;
        Keys = keys;
        KeyOf = keyOf;
        Writes = writes;
        SourceOf = sourceOf;
        Accesses = accesses;
        WritesOf = Lane.Split(order, keyOf, writes, keys.Length);
        ReadersOf = new List<int>?[order.Count];
        for (var read = 0; read < order.Count; read++)
        {
            if (sourceOf[read] >= 0) (ReadersOf[sourceOf[read]] ??= []).Add(read);
        }

        _witnessOf = new int[order.Count];
        Array.Fill(_witnessOf, Nothing);
        for (var read = 0; read < order.Count; read++)
        {
            if (IsUnknown(read)) continue;
            for (var at = read; sourceOf[at] is >= 0 and var source && IsUnknown(source) && _witnessOf[source] < 0; at = source)
                _witnessOf[source] = at;
        }
    }

    /// <summary>The operations and the order of their processes.</summary>
    public ProcessOrder Order { get; }

    /// <summary>The keys in words, such as <c>key k3</c>.</summary>
    public string[] Keys { get; }

    /// <summary>The key of each operation, as a number from 0.</summary>
    public int[] KeyOf { get; }

    /// <summary>Whether each operation leaves a value behind.</summary>
    public bool[] Writes { get; }

    /// <summary>The write that each operation read from, or <see cref="Nothing"/>, <see cref="Initial"/> or
    /// <see cref="ThinAir"/>.</summary>
    public int[] SourceOf { get; }

    /// <summary>What each operation reads and writes, as values.</summary>
    public ValueAccess[] Accesses { get; }

    /// <summary>The writes of each key, by process.</summary>
    public Lane[][] WritesOf { get; }

    /// <summary>The operations that read from each write; null for none.</summary>
    public List<int>?[] ReadersOf { get; }

    /// <summary>How many compare and sets found another value, without saying which.</summary>
    public int LeftOut => Accesses.Count(static access => access.Rule == ReadRule.NotEqual);

    /// <summary>How many operations there are.</summary>
    public int Count => Order.Count;

    /// <summary>The history as reads and writes.</summary>
    /// <exception cref="ArgumentException">The model does not say which value an operation reads.</exception>
    /// <exception cref="HistoryFormatException">A value that is read was written twice.</exception>
    public static ReadsFrom Of<TState>(History history, SequentialModel<TState> model)
    {
        var order = ProcessOrder.Of(history, model);
        return TryOf(order, model, out var ambiguity) ?? throw (ambiguity ?? new HistoryFormatException(
            $"a {model.Name} does not hold single values that are read and written, which this check needs"));
    }

    /// <summary>The same where it may be impossible.</summary>
    public static ReadsFrom? TryOf<TState>(ProcessOrder order, SequentialModel<TState> model, out HistoryFormatException? ambiguity)
    {
        ambiguity = null;
        var accesses = new ValueAccess[order.Count];
        var keyOf = new int[order.Count];
        var keys = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var whole = -1;
        for (var i = 0; i < accesses.Length; i++)
        {
            var entry = order.Entries[i];
            if (model.AccessOf(entry.Operation, entry.Observed()) is not { } access) return null;
            accesses[i] = access;
            var name = model.PartOf(entry.Operation);
            if (name is null ? whole < 0 : !numbers.ContainsKey(name))
            {
                if (name is null) whole = keys.Count;
                else numbers.Add(name, keys.Count);
                keys.Add(model.NameOfPart(name));
            }

            keyOf[i] = name is null ? whole : numbers[name];
        }

        var sources = new Sources(order, keyOf, accesses, model.InitialValue);
        ambiguity = sources.FindAll();
        return ambiguity is null ? new ReadsFrom(order, [.. keys], keyOf, sources.Writes, sources.SourceOf, accesses) : null;
    }

    /// <summary>Some operations, and for each with an unknown outcome one that read from it: how it is known that it
    /// happened.</summary>
    /// <returns>The operations, ascending.</returns>
    public List<int> WithWitnesses(IEnumerable<int> operations)
    {
        var all = new SortedSet<int>();
        foreach (var operation in operations)
        {
            for (var at = operation; at >= 0; at = _witnessOf[at]) all.Add(at);
        }

        return [.. all];
    }

    /// <summary>Some of the operations; a read whose write is not among them says nothing any more, and neither does an operation
    /// with an unknown outcome that nobody among them read from.</summary>
    /// <remarks>What is impossible for the rest was so for the whole: each read that still speaks has its write.</remarks>
    public ReadsFrom Restrict(IReadOnlyList<int> operations)
    {
        var numbers = new int[Count];
        Array.Fill(numbers, Nothing);
        for (var i = 0; i < operations.Count; i++) numbers[operations[i]] = i;
        var happened = operations.Select(i => !IsUnknown(i)).ToArray();
        for (var i = 0; i < operations.Count; i++)
        {
            if (IsUnknown(operations[i])) continue;
            for (var at = SourceOf[operations[i]]; at >= 0 && numbers[at] >= 0 && !happened[numbers[at]]; at = SourceOf[at])
                happened[numbers[at]] = true;
        }

        return new ReadsFrom(
            Order.Restrict(operations),
            Keys,
            [.. operations.Select(i => KeyOf[i])],
            [.. operations.Select((i, number) => happened[number] && Writes[i])],
            [.. operations.Select((i, number) => !happened[number] ? Nothing : SourceOf[i] >= 0 ? numbers[SourceOf[i]] : SourceOf[i])],
            [.. operations.Select(i => Accesses[i].Rule == ReadRule.NotEqual ? Mute : Accesses[i])]);
    }

    private bool IsUnknown(int operation) => Order.Entries[operation].Outcome == OperationOutcome.Info;
}

/// <summary>The writes of one process to one key, in its order.</summary>
/// <param name="Process">The process.</param>
/// <param name="Positions">Where they stand in the process, ascending.</param>
/// <param name="Operations">The writes.</param>
internal sealed record Lane(int Process, int[] Positions, int[] Operations)
{
    /// <summary>The last of those that stand before a position of the process; -1 where there is none.</summary>
    public int LastBefore(int position)
    {
        var place = Array.BinarySearch(Positions, position);
        if (place < 0) place = ~place;
        return place == 0 ? -1 : Operations[place - 1];
    }

    public static Lane[][] Split(ProcessOrder order, int[] keyOf, bool[] writes, int keys)
    {
        var lanes = new List<Lane>[keys];
        for (var key = 0; key < keys; key++) lanes[key] = [];
        var ofKey = new Dictionary<int, List<int>>();
        for (var process = 0; process < order.Processes.Length; process++)
        {
            ofKey.Clear();
            foreach (var operation in order.Processes[process])
            {
                if (!writes[operation]) continue;
                if (!ofKey.TryGetValue(keyOf[operation], out var operations)) ofKey.Add(keyOf[operation], operations = []);
                if (operations.Count == 0) lanes[keyOf[operation]].Add(new Lane(process, [], []));
                operations.Add(operation);
            }

            foreach (var (key, operations) in ofKey)
            {
                lanes[key][^1] = new Lane(process, [.. operations.Select(i => order.PositionOf[i])], [.. operations]);
            }
        }

        return [.. lanes.Select(static list => list.ToArray())];
    }
}
