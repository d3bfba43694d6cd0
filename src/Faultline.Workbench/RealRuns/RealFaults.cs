using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;

namespace Faultline.Workbench.RealRuns;

/// <summary>Faults of a plan, done to real processes.</summary>
internal static class RealFaults
{
    /// <summary>Whether a fault can be done to real processes.</summary>
    public static bool IsPossible(Fault fault) => fault is CrashFault or PowerLossFault or PauseFault or DiskLossFault or DiskFullFault
        or PartitionFault or PartialPartitionFault or FlappingFault or LossFault or DuplicationFault or DelayFault;

    /// <summary>Begins a fault.</summary>
    /// <param name="fault">One that <see cref="IsPossible"/>.</param>
    /// <param name="world">The cluster.</param>
    /// <param name="effect">Where what it really does is counted.</param>
    /// <returns>What heals it.</returns>
    public static Task<Func<Task>> BeginAsync(Fault fault, RealWorld world, FaultEffect effect) => fault switch
    {
        // The kernel keeps what a killed process has written: of a power loss, only the end of the process is real.
        CrashFault or PowerLossFault => world.KillAsync(((HostFault)fault).Nodes, effect),
        DiskLossFault lost => world.KillAsync(lost.Nodes, effect, world.LoseDisk),
        PauseFault pause => world.PauseAsync(pause.Nodes, effect),
        DiskFullFault full => world.FillAsync(full.Nodes, full.Free, effect),
        PartitionFault partition => world.StrikeAsync(WaysOf(partition), new Runtime.Transport.LinkFault(IsCut: true), effect),
        PartialPartitionFault partial => world.StrikeAsync(WaysOf(partial), new Runtime.Transport.LinkFault(IsCut: true), effect),
        FlappingFault flapping => world.FlapAsync(flapping.Nodes, flapping.Period, effect),
        LossFault loss => world.StrikeAsync(world.WaysOf(loss), Loss(loss.Chance.PerMillion), effect),
        DuplicationFault twice => world.StrikeAsync(world.WaysOf(twice), Copies(twice.Chance.PerMillion), effect),
        DelayFault delay => world.StrikeAsync(world.WaysOf(delay), new Runtime.Transport.LinkFault(MostDelay: delay.Delay), effect),
        _ => throw new ArgumentException($"{fault.Kind} cannot be done to real processes", nameof(fault)),
    };

    private static Runtime.Transport.LinkFault Loss(int perMillion) => new(LossPerMillion: perMillion);

    private static Runtime.Transport.LinkFault Copies(int perMillion) => new(CopiesPerMillion: perMillion);

    private static List<(NodeId From, NodeId To)> WaysOf(PartitionFault partition)
    {
        var ways = partition.Side.SelectMany(from => partition.Other.Select(to => (from, to))).ToList();
        return partition.OneWay ? ways : [.. ways, .. ways.Select(static way => (way.to, way.from))];
    }

    private static List<(NodeId From, NodeId To)> WaysOf(PartialPartitionFault partial) =>
    [
        .. partial.Cuts.Select(static cut => (cut.From, cut.To)),
        .. partial.Cuts.Where(static cut => !cut.OneWay).Select(static cut => (cut.To, cut.From)),
    ];
}
