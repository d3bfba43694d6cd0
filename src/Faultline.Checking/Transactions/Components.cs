namespace Faultline.Checking.Transactions;

/// <summary>
/// The strongly connected components of a graph: Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972), without recursion.
/// </summary>
/// <remarks>Components are numbered from the last to the first: no edge goes from one to one with a higher number.</remarks>
internal sealed class Components
{
    private readonly bool[] _isCyclic;

    private Components(int[] of, bool[] isCyclic) => (Of, _isCyclic) = (of, isCyclic);

    /// <summary>The component of each node.</summary>
    public int[] Of { get; }

    public int Count => _isCyclic.Length;

    /// <summary>Whether any component has several nodes, that is, whether there is a cycle.</summary>
    public bool AnyCyclic => Array.IndexOf(_isCyclic, true) >= 0;

    /// <summary>Whether a node lies on a cycle.</summary>
    public bool IsCyclic(int node) => _isCyclic[Of[node]];

    public static Components Find<TArcs>(TArcs arcs) where TArcs : struct, IArcs
    {
        var nodes = arcs.Nodes;
        int[] component = new int[nodes], index = new int[nodes], low = new int[nodes];
        int[] edge = new int[nodes], path = new int[nodes], open = new int[nodes];
        var cyclic = new List<bool>();
        var (visited, depth, opened) = (0, 0, 0);
        Array.Fill(component, -1);
        for (var root = 0; root < nodes; root++)
        {
            if (index[root] != 0) continue;
            Enter(root);
            while (depth > 0)
            {
                var node = path[depth - 1];
                if (edge[node] < arcs.EndOf(node))
                {
                    var next = arcs.Follow(node, edge[node]++);
                    if (next < 0 || component[next] >= 0) continue;
                    if (index[next] == 0) Enter(next);
                    else low[node] = Math.Min(low[node], index[next]);
                    continue;
                }

                depth--;
                if (depth > 0) low[path[depth - 1]] = Math.Min(low[path[depth - 1]], low[node]);
                if (low[node] == index[node]) Close(node);
            }
        }

        return new Components(component, [.. cyclic]);

        void Enter(int node)
        {
            index[node] = low[node] = ++visited;
            edge[node] = arcs.StartOf(node);
            path[depth++] = node;
            open[opened++] = node;
        }

        void Close(int node)
        {
            var number = cyclic.Count;
            var first = opened;
            do
            {
                first--;
                component[open[first]] = number;
            }
            while (open[first] != node);
            cyclic.Add(opened - first > 1);
            opened = first;
        }
    }
}
