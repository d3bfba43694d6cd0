using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Sweeps;

/// <summary>Protocols with a mistake must be found broken, and the same settings without it must hold.</summary>
public sealed class PlantedMistakes
{
    /// <summary>Few requests and slow disks: a power loss comes between a promise and its record.</summary>
    internal static readonly RunSettings SlowDisks = Sweep.Of("kv-paxos") with
    {
        Nodes = 3,
        Rate = 2,
        Clients = 2,
        Faults = "flapping,power-loss",
        Disk = new LatencyRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40)),
    };

    /// <summary>Leaders that change fast, far from each other: old and new values meet in one election.</summary>
    internal static readonly RunSettings FastChanges = Sweep.Of("kv-paxos") with
    {
        Nodes = 3,
        Rate = 40,
        Clients = 16,
        Faults = "flapping",
        Latency = new LatencyRange(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60)),
    };

    private static readonly RunSettings LostDisks = Sweep.Of("kv-paxos") with
    {
        Nodes = 3,
        Faults = "disk-loss,disk-corruption,partition,flapping,crash",
    };

    [Theory]
    [InlineData("forgotten-accepted")]
    [InlineData("repeated-retry")]
    public void A_mistake_that_any_fault_brings_out_is_found(string mistake) =>
        Sweep.Breaks(Sweep.Of("kv-paxos", ("mistake", mistake)), 30, "linearizable", "agreement", "integrity");

    [Fact]
    public void Sessions_missing_from_snapshots_are_found() => Sweep.Breaks(
        Sweep.Of("kv-paxos", ("mistake", "lost-sessions"), ("snapshot-every", "100")), 30, "linearizable");

    [Fact]
    public void Reads_that_a_leader_answers_alone_are_found() =>
        Sweep.Breaks(Sweep.Of("kv-paxos", ("reads", "local")), 30, "linearizable");

    [Fact]
    public void A_leader_that_takes_any_accepted_value_is_found() =>
        Sweep.Breaks(FastChanges with { Options = Mistake("any-value") }, 60, "agreement", "linearizable");

    [Fact]
    public void A_promise_that_was_sent_before_it_was_synced_is_found() =>
        Sweep.Breaks(SlowDisks with { Options = Mistake("unsynced-promise") }, 400, "promises-kept");

    /// <summary>Three nodes, of which one may lose its disk: what it forgets is in the way of every second quorum.</summary>
    [Fact]
    public void A_node_that_goes_on_although_its_disk_has_lost_something_is_found() =>
        Sweep.Breaks(LostDisks with { Options = Mistake("amnesia") }, 20, "agreement", "linearizable", "promises-kept");

    [Fact]
    public void With_lost_and_damaged_disks_and_no_mistake_every_promise_is_kept() => Sweep.Holds(LostDisks, 20);

    [Fact]
    public void With_frequent_snapshots_and_no_mistake_every_promise_is_kept() =>
        Sweep.Holds(Sweep.Of("kv-paxos", ("snapshot-every", "100")), 10);

    [Fact]
    public void With_slow_disks_and_no_mistake_every_promise_is_kept() => Sweep.Holds(SlowDisks, 100);

    [Fact]
    public void With_fast_changes_and_no_mistake_every_promise_is_kept() => Sweep.Holds(FastChanges, 20);

    private static Dictionary<string, string> Mistake(string name) => new() { ["mistake"] = name };
}
