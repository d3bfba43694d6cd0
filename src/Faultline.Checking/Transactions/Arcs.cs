namespace Faultline.Checking.Transactions;

/// <summary>A graph as a walk sees it.</summary>
internal interface IArcs
{
    int Nodes { get; }

    int StartOf(int node);

    int EndOf(int node);

    /// <summary>Where an edge leads from a node; -1 where it may not be followed.</summary>
    int Follow(int node, int edge);
}

/// <summary>The edges of some kinds.</summary>
internal readonly struct PlainArcs(DependencyGraph graph, EdgeKinds kinds) : IArcs
{
    private readonly int[] _starts = graph.Starts, _to = graph.To;
    private readonly EdgeKind[] _kind = graph.Kind;

    public int Nodes => _starts.Length - 1;

    public int StartOf(int node) => _starts[node];

    public int EndOf(int node) => _starts[node + 1];

    public int Follow(int node, int edge) => ((int)kinds & (1 << (int)_kind[edge])) != 0 ? _to[edge] : -1;
}

/// <summary>
/// The edges of some kinds, of which no two anti-dependencies follow each other: each node stands here twice, the second time for when
/// it was come to by an anti-dependency.
/// </summary>
internal readonly struct NonadjacentArcs(DependencyGraph graph, EdgeKinds kinds) : IArcs
{
    private readonly int[] _starts = graph.Starts, _to = graph.To;
    private readonly EdgeKind[] _kind = graph.Kind;

    public int Nodes => 2 * (_starts.Length - 1);

    public int StartOf(int node) => _starts[node >> 1];

    public int EndOf(int node) => _starts[(node >> 1) + 1];

    public int Follow(int node, int edge)
    {
        var bit = 1 << (int)_kind[edge];
        if (((int)kinds & bit) == 0) return -1;
        var next = 2 * _to[edge];
        if ((bit & (int)EdgeKinds.Through) != 0) return next + (node & 1);
        if ((bit & (int)EdgeKinds.AnyRw) == 0) return next;
        return (node & 1) == 0 ? next + 1 : -1;
    }
}
