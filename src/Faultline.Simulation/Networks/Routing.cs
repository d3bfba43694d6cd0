using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Networks;

/// <summary>What a router or node wrongly does with messages that it should pass on.</summary>
/// <param name="At">Its place.</param>
/// <param name="To">The place of the receiver whose messages it concerns; -1 for all.</param>
/// <param name="Next">Where they go instead; -1 for nowhere.</param>
/// <param name="Effect">Where it is counted.</param>
internal sealed record Detour(int At, int To, int Next, FaultEffect Effect);

/// <summary>The routes of a network that is no mesh: those that are in use, and how they change.</summary>
/// <remarks>
/// Routes are the shortest by the medians of the links' latencies. A change of the network is noticed after the convergence time; until
/// then messages run into what is no more.
/// </remarks>
internal sealed class Routing
{
    /// <summary>After so many hops a message is dropped, as by the time-to-live of IP.</summary>
    public const int MostHops = 64;

    private readonly NetworkGraph _graph;
    private readonly List<FaultEffect>[] _deaths;
    private RouteTable _used;
    private RouteTable _newest;

    public Routing(NetworkGraph graph)
    {
        _graph = graph;
        _deaths = [.. graph.Vertices.Select(static _ => new List<FaultEffect>())];
        _used = _newest = graph.ShortestWays();
    }

    public NetworkGraph Graph => _graph;

    /// <summary>The wrong turns of the moment, in the order in which they began.</summary>
    public List<Detour> Detours { get; } = [];

    /// <summary>The faults of the moment that keep routes from changing.</summary>
    public List<FaultEffect> Stale { get; } = [];

    /// <summary>The faults because of which the router at a place is dead.</summary>
    public List<FaultEffect> DeathsOf(int router) => _deaths[router];

    /// <summary>Where a message goes next.</summary>
    /// <param name="at">The place where it is.</param>
    /// <param name="to">The place of its receiver.</param>
    /// <param name="isOwn">Whether it was sent there; a black hole swallows only what others sent.</param>
    /// <param name="lost">Why it goes nowhere, where it does not.</param>
    /// <returns>The place; -1 for nowhere.</returns>
    public int Next(int at, int to, bool isOwn, out LossReason lost)
    {
        var next = _used.Next(at, to);
        lost = LossReason.NoRoute;
        if (Stale.Count > 0 && _newest.Next(at, to) != next) Stale[0].Add(EffectUnit.MessagesMisrouted, 1);
        foreach (var detour in Detours)
        {
            if (detour.At != at || (detour.To >= 0 && detour.To != to) || detour.Next == next) continue;
            if (detour.Next >= 0)
            {
                detour.Effect.Add(EffectUnit.MessagesMisrouted, 1);
                return detour.Next;
            }

            if (isOwn) continue;
            detour.Effect.Add(EffectUnit.MessagesDropped, 1);
            lost = LossReason.BlackHole;
            return -1;
        }

        return next;
    }

    /// <summary>Finds the shortest ways again, as the network is now; they are used at once, unless a fault keeps the old ones.</summary>
    /// <param name="isDown">Whether nothing passes through a place.</param>
    /// <param name="isCut">Whether nothing passes a link.</param>
    public void Recompute(Func<int, bool> isDown, Func<int, int, bool> isCut)
    {
        var down = new bool[_graph.Vertices.Count];
        for (var place = 0; place < down.Length; place++) down[place] = isDown(place);
        var cut = new HashSet<(int, int)>();
        for (var from = 0; from < down.Length; from++)
            foreach (var to in _graph.NeighboursOf(from))
                if (isCut(from, to))
                    cut.Add((from, to));
        _newest = new RouteTable(_graph, down, (from, to) => cut.Contains((from, to)));
        if (Stale.Count == 0) _used = _newest;
    }

    /// <summary>Uses the newest routes, where no fault keeps the old ones any more.</summary>
    public void CatchUp()
    {
        if (Stale.Count == 0) _used = _newest;
    }
}
