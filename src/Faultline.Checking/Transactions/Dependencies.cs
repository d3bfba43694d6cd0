namespace Faultline.Checking.Transactions;

/// <summary>What an edge of the graph says.</summary>
internal enum EdgeKind : byte
{
    /// <summary>A write dependency.</summary>
    Ww,

    /// <summary>A read dependency.</summary>
    Wr,

    /// <summary>An anti-dependency.</summary>
    Rw,

    /// <summary>The order of a process.</summary>
    Process,

    /// <summary>The order in real time.</summary>
    RealTime,

    /// <summary>The order of one key in time or of one key in a process, where keys are known to respect it.</summary>
    Key,

    /// <summary>A write dependency that follows from the order of a process.</summary>
    ProcessWw,

    /// <summary>An anti-dependency that follows from the order of a process.</summary>
    ProcessRw,

    /// <summary>A write dependency that follows from the order in real time.</summary>
    RealTimeWw,

    /// <summary>An anti-dependency that follows from the order in real time.</summary>
    RealTimeRw,

    /// <summary>Out of a node that stands for no transaction: what the edge into it said goes on.</summary>
    Through,
}

/// <summary>Sets of <see cref="EdgeKind"/> as bits.</summary>
[Flags]
internal enum EdgeKinds
{
    None = 0,
    Ww = 1 << EdgeKind.Ww,
    Wr = 1 << EdgeKind.Wr,
    Rw = 1 << EdgeKind.Rw,
    Process = 1 << EdgeKind.Process,
    RealTime = 1 << EdgeKind.RealTime,
    Key = 1 << EdgeKind.Key,
    ProcessWw = 1 << EdgeKind.ProcessWw,
    ProcessRw = 1 << EdgeKind.ProcessRw,
    RealTimeWw = 1 << EdgeKind.RealTimeWw,
    RealTimeRw = 1 << EdgeKind.RealTimeRw,
    Through = 1 << EdgeKind.Through,
    AnyRw = Rw | ProcessRw | RealTimeRw,
    AnyWw = Ww | ProcessWw | RealTimeWw,
    All = (Through << 1) - 1,
}

/// <summary>The edges between transactions while they are being found.</summary>
/// <remarks>
/// Where every one of many goes before every one of many others, a node in between that stands for no transaction makes a sum out of the
/// product. What goes into such a node is of one kind only, and out of it only <see cref="EdgeKind.Through"/> goes.
/// </remarks>
internal sealed class Dependencies(int transactions)
{
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private readonly List<EdgeKind> _kind = [];

    /// <summary>How many nodes there are: the transactions, then those that stand for none.</summary>
    public int Nodes { get; private set; } = transactions;

    public int Count => _from.Count;

    /// <summary>How many are about data.</summary>
    public long DataCount { get; private set; }

    public int AddNode() => Nodes++;

    /// <summary>Adds an edge; one from a transaction to itself says nothing.</summary>
    public void Add(int from, int to, EdgeKind kind)
    {
        if (from == to) return;
        _from.Add(from);
        _to.Add(to);
        _kind.Add(kind);
        if (kind is EdgeKind.Ww or EdgeKind.Wr or EdgeKind.Rw) DataCount++;
    }

    /// <summary>Each of some transactions before each of some others, but none before itself.</summary>
    /// <param name="before">The ones, each once.</param>
    /// <param name="after">The others, each once.</param>
    /// <param name="kind">By what.</param>
    /// <param name="placeOf">Scratch, which is as long as there are transactions, all zero, and is left so.</param>
    public void AddProduct(List<int> before, List<int> after, EdgeKind kind, int[] placeOf)
    {
        if ((long)before.Count * after.Count <= before.Count + after.Count)
        {
            foreach (var one in before)
                foreach (var other in after)
                    Add(one, other, kind);
            return;
        }

        // One chain of nodes from which the first few of the others are reached, and one for the last few: who is among the others
        // itself goes to all up to the one before it, and to all from the one after it.
        int[] firsts = [.. after.Select(_ => AddNode())];
        int[] lasts = [.. after.Select(_ => AddNode())];
        for (var i = 0; i < after.Count; i++)
        {
            placeOf[after[i]] = i + 1;
            Add(firsts[i], after[i], EdgeKind.Through);
            Add(lasts[i], after[i], EdgeKind.Through);
            if (i == 0) continue;
            Add(firsts[i], firsts[i - 1], EdgeKind.Through);
            Add(lasts[i - 1], lasts[i], EdgeKind.Through);
        }

        foreach (var one in before)
        {
            var place = placeOf[one] - 1;
            if (place < 0) Add(one, lasts[0], kind);
            if (place > 0) Add(one, firsts[place - 1], kind);
            if (place >= 0 && place + 1 < after.Count) Add(one, lasts[place + 1], kind);
        }

        foreach (var other in after) placeOf[other] = 0;
    }

    public DependencyGraph ToGraph() => DependencyGraph.Of(Nodes, _from, _to, _kind);
}
