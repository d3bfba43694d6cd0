using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>
/// The host is not there until the fault ends, when its node joins. One that is there when the fault begins leaves: its process is told,
/// says goodbye and ends in order, so that nothing that it wrote is lost.
/// </summary>
/// <remarks>
/// From the start of a run a node that is absent never was there: it starts for the first time when it joins. To a system whose members
/// are fixed this is a member that is down.
/// </remarks>
public sealed record AbsentFault : OutageFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "absent";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override IReadOnlyList<NodeId> NotYetThere => Start == TimeSpan.Zero ? Nodes : [];

    /// <summary>
    /// Up to a quarter of the members leave and come back: never who is still to come, or both would strike one node at once.
    /// </summary>
    internal static AbsentFault? Draw(FaultDraw draw)
    {
        NodeId[] members = [.. draw.Cluster.Nodes.Except(draw.Newcomers)];
        if (members.Length == 0) return null;
        draw.Random.Shuffle<NodeId>(members);
        return new() { Start = draw.Start, End = draw.End, Nodes = members[..(1 + draw.Random.Below((members.Length + 3) / 4))] };
    }

    internal static AbsentFault Of(FaultDraw draw, NodeId node) => new() { Start = draw.Start, End = draw.End, Nodes = [node] };

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        if (host.IsUp)
        {
            world.SayGoodbye(host);
            effect.Add(EffectUnit.Leaves, 1);
        }

        return world.TakeDown(host, effect);
    }
}
