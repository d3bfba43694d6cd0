namespace Faultline.Simulation.Networks;

/// <summary>The next hop from everywhere to everywhere along the shortest ways, for one state of the network.</summary>
/// <remarks>Of ways of one length the one over the neighbour with the lower place is taken, so that all machines route alike.</remarks>
/// <param name="graph">The network.</param>
/// <param name="down">The ends through which nothing passes.</param>
/// <param name="cut">Whether nothing passes a link.</param>
internal sealed class RouteTable(NetworkGraph graph, bool[] down, Func<int, int, bool> cut)
{
    private const long Unreachable = long.MaxValue / 2;

    private readonly int[]?[] _towards = new int[]?[graph.Vertices.Count];

    /// <summary>The neighbour that is next on the way from one place to another; -1 where there is no way.</summary>
    public int Next(int at, int to) => (_towards[to] ??= Towards(to))[at];

    /// <summary>Whether a message can turn off to a neighbour that is not next on its way, and does not come back.</summary>
    public bool HasLongerWay(int at, int to, int via)
    {
        if (via == Next(at, to)) return false;
        var place = via;
        while (place != to && place != at && place >= 0) place = Next(place, to);
        return place == to;
    }

    /// <summary>Dijkstra's algorithm, from the destination backwards.</summary>
    private int[] Towards(int to)
    {
        var distance = new long[graph.Vertices.Count];
        var next = new int[graph.Vertices.Count];
        Array.Fill(distance, Unreachable);
        Array.Fill(next, -1);
        var open = new PriorityQueue<int, (long, int)>();
        distance[to] = 0;
        open.Enqueue(to, (0, to));
        while (open.TryDequeue(out var via, out var reached))
        {
            if (reached.Item1 > distance[via] || (via != to && !PassesOn(via))) continue;
            foreach (var from in graph.NeighboursTowards(via))
            {
                if (cut(from, via)) continue;
                var way = distance[via] + graph.LengthOf(from, via);
                if (way > distance[from] || (way == distance[from] && via >= next[from])) continue;
                distance[from] = way;
                next[from] = via;
                open.Enqueue(from, (way, from));
            }
        }

        return next;
    }

    private bool PassesOn(int place) => graph.PassesOn(place) && !down[place];
}
