using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>A fault of those who pass messages on: routers, or nodes where there are none. A mesh has no such faults.</summary>
public abstract record RoutingFault : Fault
{
    /// <summary>The ends that it names.</summary>
    private protected abstract IReadOnlyList<Vertex> Ends { get; }

    internal override string? NetworkComplaint(NetworkGraph? graph)
    {
        if (graph is null) return "in a mesh nobody passes messages on: give another topology";
        foreach (var end in Ends)
            if (graph.PlaceOf(end) < 0)
                return $"there is no {end} in this network";
        return null;
    }

    private protected override string? Complaint(Cluster cluster) => null;

    private protected static string Of(NodeId? to) => to is { } host ? $" with messages to {host}" : "";

    /// <summary>Why two ends are no neighbours, or null where they are.</summary>
    private protected static string? NoLink(NetworkGraph graph, Vertex from, Vertex to) =>
        graph.HasLink(graph.PlaceOf(from), graph.PlaceOf(to)) ? null : $"there is no link from {from} to {to}";

    private protected static Action Misroute(World world, params Detour[] detours)
    {
        var routing = world.Network.Routing!;
        routing.Detours.AddRange(detours);
        return () => Array.ForEach(detours, detour => routing.Detours.Remove(detour));
    }

    private protected static int PlaceOf(World world, NodeId? to) => to is { } host ? world.IndexOf(host) : -1;
}

/// <summary>A router is dead: nothing passes through it, and routes follow after the convergence time.</summary>
public sealed record RouterDeathFault : RoutingFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "router-death";

    /// <summary>The router.</summary>
    public required Vertex Router { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => Router.ToString();

    private protected override IReadOnlyList<Vertex> Ends => [Router];

    internal static RouterDeathFault? Draw(FaultDraw draw) => draw.Graph is not { Routers.Count: > 0 } graph ? null : new()
    {
        Start = draw.Start,
        End = draw.End,
        Router = draw.Random.Pick(graph.Routers),
    };

    private protected override string? Complaint(Cluster cluster) =>
        Router.IsRouter ? null : $"{Router} is no router: use crash or power-loss";

    internal override Action Begin(World world, FaultEffect effect) => world.KillRouter(Router, effect);
}

/// <summary>A router or node swallows what it should pass on, and nobody notices: routes do not follow.</summary>
public sealed record BlackHoleFault : RoutingFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "black-hole";

    /// <summary>The router or node.</summary>
    public required Vertex At { get; init; }

    /// <summary>The receiver whose messages it swallows; absent for all.</summary>
    public NodeId? To { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{At}{Of(To)}";

    private protected override IReadOnlyList<Vertex> Ends => To is { } to ? [At, to] : [At];

    internal static BlackHoleFault? Draw(FaultDraw draw) => draw.Graph is not { Transits.Count: > 0 } graph ? null : new()
    {
        Start = draw.Start,
        End = draw.End,
        At = draw.Random.Pick(graph.Transits),
        To = draw.OneNodeOrAll(),
    };

    internal override Action Begin(World world, FaultEffect effect) =>
        Misroute(world, new Detour(world.Network.PlaceOf(At), PlaceOf(world, To), -1, effect));
}

/// <summary>Two neighbours each take the other for the next on the way, so that messages go to and fro until they expire.</summary>
public sealed record RoutingLoopFault : RoutingFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "routing-loop";

    /// <summary>One of the two.</summary>
    public required Vertex At { get; init; }

    /// <summary>The other.</summary>
    public required Vertex Other { get; init; }

    /// <summary>The receiver whose messages go round; absent for all.</summary>
    public NodeId? To { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{At} and {Other}{Of(To)}";

    private protected override IReadOnlyList<Vertex> Ends => To is { } to ? [At, Other, to] : [At, Other];

    internal static RoutingLoopFault? Draw(FaultDraw draw)
    {
        if (draw.Graph is not { } graph || OneLoop(draw, graph) is not { } loop) return null;
        return new RoutingLoopFault
        {
            Start = draw.Start,
            End = draw.End,
            At = loop.At,
            Other = loop.Other,
            To = draw.OneNodeOrAll(),
        };
    }

    internal override string? NetworkComplaint(NetworkGraph? graph) =>
        base.NetworkComplaint(graph) ?? NoLink(graph!, At, Other) ?? NoLink(graph!, Other, At);

    internal override Action Begin(World world, FaultEffect effect)
    {
        var (at, other, to) = (world.Network.PlaceOf(At), world.Network.PlaceOf(Other), PlaceOf(world, To));
        return Misroute(world, new Detour(at, to, other, effect), new Detour(other, to, at, effect));
    }

    private static (Vertex At, Vertex Other)? OneLoop(FaultDraw draw, NetworkGraph graph)
    {
        var loops = graph.Transits.SelectMany(at => graph.Transits.Where(other => NoLink(graph, at, other) is null)
            .Select(other => (at, other))).ToList();
        return loops.Count == 0 ? null : draw.Random.Pick(loops);
    }
}

/// <summary>Routes stay as they are, whatever dies or comes back.</summary>
public sealed record StaleRoutesFault : RoutingFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "stale-routes";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => "all routes";

    private protected override IReadOnlyList<Vertex> Ends => [];

    internal static StaleRoutesFault? Draw(FaultDraw draw) =>
        draw.Graph is null ? null : new() { Start = draw.Start, End = draw.End };

    internal override Action Begin(World world, FaultEffect effect)
    {
        var routing = world.Network.Routing!;
        routing.Stale.Add(effect);
        return () =>
        {
            routing.Stale.Remove(effect);
            routing.CatchUp();
        };
    }
}

/// <summary>Messages to one receiver take another, longer way from some place on, while those back take the usual one.</summary>
public sealed record AsymmetricPathFault : RoutingFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "asymmetric-path";

    /// <summary>Where they turn off.</summary>
    public required Vertex At { get; init; }

    /// <summary>Whose messages it are.</summary>
    public required NodeId To { get; init; }

    /// <summary>The neighbour to which they turn.</summary>
    public required Vertex Via { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{At} to {To} via {Via}";

    private protected override IReadOnlyList<Vertex> Ends => [At, To, Via];

    internal static AsymmetricPathFault? Draw(FaultDraw draw)
    {
        if (draw.Graph is not { } graph) return null;
        var (to, ways) = (draw.OneNode(), graph.ShortestWays());
        var turns = graph.Transits.Where(at => at != to)
            .SelectMany(at => graph.Transits.Where(via => NoLink(graph, at, via) is null
                    && ways.HasLongerWay(graph.PlaceOf(at), graph.PlaceOf(to), graph.PlaceOf(via)))
                .Select(via => (at, via)))
            .ToList();
        if (turns.Count == 0) return null;
        var (at, via) = draw.Random.Pick(turns);
        return new AsymmetricPathFault { Start = draw.Start, End = draw.End, At = at, To = to, Via = via };
    }

    internal override string? NetworkComplaint(NetworkGraph? graph) => base.NetworkComplaint(graph) ?? NoLink(graph!, At, Via);

    internal override Action Begin(World world, FaultEffect effect) =>
        Misroute(world, new Detour(world.Network.PlaceOf(At), world.IndexOf(To), world.Network.PlaceOf(Via), effect));
}
