using System.Text.Json.Serialization;
using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>One node after another is cut off from the other nodes, each for a short time, round and round.</summary>
/// <remarks>Leaders change faster than anyone can catch up, so old and new values meet in one election.</remarks>
public sealed record FlappingFault : Fault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "flapping";

    /// <summary>The nodes in the order in which they are cut off.</summary>
    public required IReadOnlyList<NodeId> Nodes { get; init; }

    /// <summary>How long each is cut off.</summary>
    public required TimeSpan Period { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{string.Join(" then ", Nodes)}, {Duration.Format(Period)} each";

    internal static FlappingFault? Draw(FaultDraw draw)
    {
        if (draw.Cluster.Nodes.Count < 2) return null;
        NodeId[] nodes = [.. draw.Cluster.Nodes];
        draw.Random.Shuffle<NodeId>(nodes);
        return new FlappingFault
        {
            Start = draw.Start,
            End = draw.End,
            Nodes = nodes,
            Period = draw.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1_500)),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        for (var i = 0; i < Nodes.Count && Nodes.Count > 1; i++)
            yield return this with { Nodes = [.. Nodes.Take(i), .. Nodes.Skip(i + 1)] };
        if (RoundTime.Up(Period) > Period) yield return this with { Period = RoundTime.Up(Period) };
        foreach (var shorter in base.Simpler(cluster)) yield return shorter;
    }

    private protected override string? Complaint(Cluster cluster)
    {
        if (Nodes.Count == 0) return "it names no node";
        return Period < TimeSpan.FromMilliseconds(1) ? "its period is below 1ms" : Unknown(Nodes, cluster);
    }

    internal override Action Begin(World world, FaultEffect effect)
    {
        var start = world.NowTicks;
        var impairment = new LinkImpairment(effect) { Cut = true };
        var struck = new List<Link>();
        var healed = false;
        CutOff(0);
        return () =>
        {
            healed = true;
            Restore();
            world.NoticeChangeOfRoutes();
            effect.Add(EffectUnit.TicksCutOff, world.NowTicks - start);
        };

        void CutOff(int turn)
        {
            Restore();
            var alone = world.IndexOf(Nodes[turn % Nodes.Count]);
            foreach (var other in world.NodeIndexes)
            {
                if (other == alone) continue;
                struck.Add(world.Network[alone, other]);
                struck.Add(world.Network[other, alone]);
            }

            foreach (var link in struck) link.Impairments.Add(impairment);
            world.NoticeChangeOfRoutes();
            world.At(world.NowTicks + Period.Ticks, new WorldAction($"{Name} moves on", () =>
            {
                if (!healed) CutOff(turn + 1);
            }));
        }

        void Restore()
        {
            foreach (var link in struck) link.Impairments.Remove(impairment);
            struck.Clear();
        }
    }
}
