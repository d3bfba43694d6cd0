using System.Runtime.InteropServices;

namespace Faultline.Checking.Transactions;

/// <summary>A graph of transactions in arrays: the edges out of a node stand one after another.</summary>
internal sealed class DependencyGraph
{
    private DependencyGraph(int[] starts, int[] to, EdgeKind[] kind, int[]? original)
    {
        (Starts, To, Kind) = (starts, to, kind);
        Original = original;
    }

    public int Nodes => Starts.Length - 1;

    /// <summary>Of a part of a graph, the nodes of the whole; null of a whole.</summary>
    public int[]? Original { get; }

    /// <summary>Where the edges out of a node begin; those of the next begin where they end.</summary>
    public int[] Starts { get; }

    public int[] To { get; }

    public EdgeKind[] Kind { get; }

    public static DependencyGraph Of(int nodes, List<int> from, List<int> to, List<EdgeKind> kind)
    {
        var froms = CollectionsMarshal.AsSpan(from);
        var starts = new int[nodes + 1];
        foreach (var node in froms) starts[node + 1]++;
        for (var i = 0; i < nodes; i++) starts[i + 1] += starts[i];
        var next = starts[..^1];
        var targets = new int[froms.Length];
        var labels = new EdgeKind[froms.Length];
        for (var i = 0; i < froms.Length; i++)
        {
            var place = next[froms[i]]++;
            targets[place] = to[i];
            labels[place] = kind[i];
        }

        return new DependencyGraph(starts, targets, labels, null);
    }

    /// <summary>The part of it that lies within the components of several nodes.</summary>
    public DependencyGraph Within(Components components)
    {
        var original = new List<int>();
        var renumbered = new int[Nodes];
        for (var node = 0; node < Nodes; node++)
        {
            renumbered[node] = original.Count;
            if (components.IsCyclic(node)) original.Add(node);
        }

        List<int> from = [], to = [];
        var kind = new List<EdgeKind>();
        foreach (var node in original)
        {
            for (var edge = Starts[node]; edge < Starts[node + 1]; edge++)
            {
                if (components.Of[To[edge]] != components.Of[node]) continue;
                from.Add(renumbered[node]);
                to.Add(renumbered[To[edge]]);
                kind.Add(Kind[edge]);
            }
        }

        var part = Of(original.Count, from, to, kind);
        return new DependencyGraph(part.Starts, part.To, part.Kind, [.. original]);
    }
}
