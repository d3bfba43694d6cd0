using Faultline.Model.Nodes;
using Faultline.Simulation.Clocks;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Lies;

namespace Faultline.Simulation.Worlds;

/// <summary>A machine with a clock and a disk, and the process on it: a node, or nothing while it is down.</summary>
internal sealed class Host(NodeId id, int index, SimulatedDisk disk)
{
    public NodeId Id { get; } = id;

    public int Index { get; } = index;

    public SimulatedDisk Disk { get; } = disk;

    public SimulatedClock Clock { get; } = new();

    /// <summary>The node, or null while the host is down.</summary>
    public Node? Node { get; set; }

    public NodeContext? Context { get; set; }

    /// <summary>How often a node was started here; timers and disk requests of earlier ones mean nothing.</summary>
    public int Incarnation { get; set; }

    /// <summary>The timers that are set, each with the setting that is valid. Enumerated only in the order of the settings.</summary>
    public Dictionary<TimerKey, TimerSetting> Timers { get; } = [];

    /// <summary>How many faults keep the host down; it starts when there is none left.</summary>
    public int Outages { get; set; }

    /// <summary>The effects of the outages of the moment; a message that finds nobody counts for the first.</summary>
    public List<FaultEffect> OutageEffects { get; } = [];

    /// <summary>The effects of the clock faults of the moment.</summary>
    public List<FaultEffect> ClockEffects { get; } = [];

    /// <summary>What the faults of the moment make of all that the node says, in the order in which they began.</summary>
    public List<Lie> Lies { get; } = [];

    /// <summary>The memory limits of the moment; the tightest counts.</summary>
    public List<MemoryLimit> MemoryLimits { get; } = [];

    /// <summary>Power losses that wait for the host to have un-synced writes.</summary>
    public List<Action> AtUnsyncedWrite { get; } = [];

    /// <summary>What makes the host's steps take time; null where they take none.</summary>
    public Processor? Processor { get; set; }

    public bool IsUp => Node is not null;

    /// <summary>Until when the process stands still, in ticks.</summary>
    public long PausedUntil { get; private set; }

    public FaultEffect? PauseEffect { get; private set; }

    /// <summary>Shows the process how much memory it may hold.</summary>
    public void ShowMemoryBudget() => Context?.MemoryBudget =
        MemoryLimits.Count == 0 ? long.MaxValue : MemoryLimits.Min(static limit => limit.Budget);

    public void Pause(long until, FaultEffect effect)
    {
        if (!IsUp || until <= PausedUntil) return;
        PausedUntil = until;
        PauseEffect = effect;
    }

    /// <summary>The process is gone, with all that it remembered.</summary>
    public void Stop()
    {
        Node = null;
        Context = null;
        Timers.Clear();
        PausedUntil = 0;
        PauseEffect = null;
    }
}

/// <summary>One setting of a timer.</summary>
/// <param name="Number">Its number; an event of an earlier setting means nothing.</param>
/// <param name="Due">When it rings, by the host's monotonic clock.</param>
internal readonly record struct TimerSetting(long Number, long Due);
