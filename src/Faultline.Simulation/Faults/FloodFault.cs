using System.Globalization;
using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>
/// One node gets far more requests than it has users: real ones of the system, from clients that wait for no answer. A distributed
/// denial of service, or one client gone mad.
/// </summary>
/// <remarks>
/// The requests are no users' operations: they are counted here and are in no history, so what a history says is what honest users got.
/// They change nothing that users see.
/// </remarks>
public sealed record FloodFault : Fault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "flood";

    private const int MostRate = 1_000_000;
    private const int MostCrowd = 1_000;

    /// <summary>The node that is flooded.</summary>
    public required NodeId Node { get; init; }

    /// <summary>How many requests come each second, from all together.</summary>
    public required int Rate { get; init; }

    /// <summary>How many made-up hosts send them, where <see cref="Clients"/> names nobody; absent for 100.</summary>
    public int? Crowd { get; init; }

    /// <summary>The users' clients whose machines send them, instead of a crowd; absent for a crowd.</summary>
    public IReadOnlyList<NodeId>? Clients { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => string.Create(
        CultureInfo.InvariantCulture, $"{Node} from {(Clients is null ? $"a crowd of {CrowdSize}" : string.Join(' ', Clients))}, {Rate}/s");

    internal int CrowdSize => Crowd ?? 100;

    internal static FloodFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Node = draw.OneNode(),
        Rate = 100 * (draw.Random.Below(20) + 1),
        Crowd = draw.Random.Below(100) + 1,
    };

    private protected override string? Complaint(Cluster cluster)
    {
        if (Node.IsClient) return $"{Node} is no node: name the node that is flooded";
        if (Rate is < 1 or > MostRate) return $"its rate is {Rate}: give 1 to {MostRate} requests a second";
        if (Crowd is < 1 or > MostCrowd) return $"its crowd is {Crowd}: give 1 to {MostCrowd}";
        if (Clients is { Count: 0 }) return "its clients are none: name some, or leave them out for a crowd";
        return Unknown([Node, .. Clients ?? []], cluster);
    }

    internal override Action Begin(World world, FaultEffect effect)
    {
        var pauses = world.Stream("flood", Start.Ticks + Node.Number);
        var meanPause = Math.Max(1, TimeSpan.TicksPerSecond / Rate);
        var senders = Clients?.Select(world.IndexOf).ToArray() ?? [.. world.Crowd.Take(CrowdSize)];
        var healed = false;
        WorldAction? request = null;
        request = new WorldAction($"{Name} of {Node}", Send);
        Schedule();
        return () => healed = true;

        void Schedule() => world.At(world.NowTicks + pauses.Below(2 * meanPause) + 1, request!);

        void Send()
        {
            if (healed) return;
            if (world.Flood(senders[pauses.Below(senders.Length)], Node)) effect.Add(EffectUnit.FloodRequests, 1);
            Schedule();
        }
    }
}
