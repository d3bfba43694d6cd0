using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>A fault of one or more hosts.</summary>
public abstract record HostFault : Fault
{
    /// <summary>The hosts that are struck.</summary>
    public required IReadOnlyList<NodeId> Nodes { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => string.Join(' ', Nodes);

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (Nodes.Count > 1)
        {
            foreach (var node in Nodes) yield return this with { Nodes = [node] };
            foreach (var node in Nodes) yield return this with { Nodes = [.. Nodes.Where(other => other != node)] };
        }

        foreach (var shorter in base.Simpler(cluster)) yield return shorter;
    }

    private protected override string? Complaint(Cluster cluster) =>
        Nodes.Count == 0 ? "it names no node" : Unknown(Nodes, cluster);

    private protected override string? Shared(Fault other) =>
        Nodes.Intersect(((HostFault)other).Nodes).FirstOrDefault() is { IsNone: false } node ? node.ToString() : null;

    internal override Action Begin(World world, FaultEffect effect)
    {
        var heal = Nodes.Select(node => Strike(world.HostOf(node), world, effect)).ToArray();
        return () => Array.ForEach(heal, static action => action());
    }

    /// <summary>Strikes one host and returns what heals it.</summary>
    private protected abstract Action Strike(Host host, World world, FaultEffect effect);
}

/// <summary>A fault during which hosts do nothing at all.</summary>
public abstract record OutageFault : HostFault
{
    /// <inheritdoc />
    [JsonIgnore]
    public override IReadOnlyList<NodeId> Lost => Forever ? Nodes : [];
}

/// <summary>The process dies and is started again when the fault ends. The operating system keeps what it had written.</summary>
public sealed record CrashFault : OutageFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "crash";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static CrashFault Draw(FaultDraw draw) => Of(draw, draw.OneNode());

    internal static CrashFault Of(FaultDraw draw, NodeId node) => new() { Start = draw.Start, End = draw.End, Nodes = [node] };

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        if (host.IsUp) host.Disk.Crash();
        return world.TakeDown(host, effect);
    }
}

/// <summary>The power fails until the fault ends. Writes that were not synced are gone, the last one perhaps in part.</summary>
public sealed record PowerLossFault : OutageFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "power-loss";

    /// <summary>
    /// Whether it waits until a host has written something that is not synced, so that it takes something away; without such a
    /// write it does nothing to that host. Default: false.
    /// </summary>
    public bool AtWrite { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (AtWrite) yield return this with { AtWrite = false };
        foreach (var simpler in base.Simpler(cluster)) yield return simpler;
    }

    internal static PowerLossFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = draw.Random.Below(4) switch
        {
            0 => draw.Cluster.Nodes,
            1 => draw.OneRack(),
            _ => [draw.OneNode()],
        },
        AtWrite = draw.Random.Below(2) == 0,
    };

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        if (!AtWrite || host.Disk.HasUnsyncedWrites) return LosePower(host, world, effect);
        Action? restore = null;
        Action strike = () => restore = LosePower(host, world, effect);
        host.AtUnsyncedWrite.Add(strike);
        return () =>
        {
            host.AtUnsyncedWrite.Remove(strike);
            restore?.Invoke();
        };
    }

    private static Action LosePower(Host host, World world, FaultEffect effect)
    {
        effect.Add(EffectUnit.BytesLost, host.Disk.LosePower());
        return world.TakeDown(host, effect);
    }
}

/// <summary>The process stands still, as in a long garbage collection; what arrives waits until the fault ends.</summary>
public sealed record PauseFault : OutageFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "pause";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static PauseFault Draw(FaultDraw draw) => Of(draw, draw.OneNode());

    internal static PauseFault Of(FaultDraw draw, NodeId node) => new() { Start = draw.Start, End = draw.End, Nodes = [node] };

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        host.Pause(Forever ? long.MaxValue : End.Ticks, effect);
        return static () => { };
    }
}

/// <summary>The wall clock jumps, and jumps back when the fault ends. The monotonic clock does not.</summary>
public sealed record ClockJumpFault : HostFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "clock-jump";

    /// <summary>How far; negative for back.</summary>
    public required TimeSpan Jump { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where} by {Model.Clocks.Duration.Format(Jump)}";

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (Jump.Duration() > RoundTime.Step) yield return this with { Jump = Math.Sign(Jump.Ticks) * RoundTime.Half(Jump.Duration()) };
        foreach (var simpler in base.Simpler(cluster)) yield return simpler;
    }

    internal static ClockJumpFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        Jump = draw.EitherWay(draw.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(60))),
    };

    private protected override string? Complaint(Cluster cluster) => Jump.Duration() > TimeSpan.FromDays(36_500)
        ? "a jump of more than a hundred years is not a jump of this clock"
        : base.Complaint(cluster);

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        host.Clock.Jump(Jump.Ticks);
        host.ClockEffects.Add(effect);
        return () =>
        {
            host.Clock.Jump(-Jump.Ticks);
            host.ClockEffects.Remove(effect);
        };
    }
}

/// <summary>Both clocks run fast or slow until the fault ends.</summary>
public sealed record ClockDriftFault : HostFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "clock-drift";

    /// <summary>The largest drift that profiles draw, in millionths: half of what the systems allow for by default.</summary>
    private const int MostDrawn = 5_000;

    /// <summary>How many millionths the clock gains, or loses where negative.</summary>
    public required int PerMillion { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => FormattableString.Invariant($"{base.Where} by {PerMillion / 10_000m:0.####}%");

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (Math.Abs(PerMillion) > 1) yield return this with { PerMillion = PerMillion / 2 };
        foreach (var simpler in base.Simpler(cluster)) yield return simpler;
    }

    internal static ClockDriftFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        PerMillion = (draw.Random.Below(MostDrawn) + 1) * (draw.Random.Below(2) == 0 ? 1 : -1),
    };

    private protected override string? Complaint(Cluster cluster) => PerMillion is 0 or < -900_000 or > 9_000_000
        ? $"a drift of {PerMillion} millionths is zero or not between -900,000 and 9,000,000"
        : base.Complaint(cluster);

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        world.Drift(host, PerMillion);
        host.ClockEffects.Add(effect);
        return () =>
        {
            world.Drift(host, -PerMillion);
            host.ClockEffects.Remove(effect);
        };
    }
}
