using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;

namespace Faultline.Systems.Tests.Sweeps;

/// <summary>Every system under every kind of fault, over a few seeds; nightly runs take many more.</summary>
public sealed class SystemSweeps
{
    /// <summary>In a mesh nobody passes anything on, so nothing can go wrong there.</summary>
    private static readonly string[] NeedRouters =
        [RouterDeathFault.Name, BlackHoleFault.Name, RoutingLoopFault.Name, StaleRoutesFault.Name, AsymmetricPathFault.Name];

    [Fact]
    public void Multi_paxos_keeps_its_promises_and_every_kind_of_fault_has_an_effect()
    {
        var report = Sweep.Holds(Sweep.Of("kv-paxos"), 30);

        Assert.Equal(
            FaultKinds.OfProfile("all", new FaultTolerance { DamagedDisks = 2 }).Select(static kind => kind.Name)
                .Except(NeedRouters).Order(StringComparer.Ordinal),
            report.FaultKinds.Where(static kind => kind.EffectCount > 0).Select(static kind => kind.Kind).Order(StringComparer.Ordinal));
        Assert.All(report.Runs, static run => Assert.True(run.Ok > 1_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void Multi_paxos_keeps_its_promises_with_any_number_of_nodes(int nodes) =>
        Sweep.Holds(Sweep.Of("kv-paxos") with { Nodes = nodes }, 4);

    [Theory]
    [InlineData("reads", "log")]
    [InlineData("reads", "lease")]
    [InlineData("follower-reads", "on")]
    [InlineData("thrifty", "on")]
    [InlineData("phase2-quorum", "2")]
    [InlineData("phase2-quorum", "4")]
    [InlineData("batch", "1")]
    [InlineData("pipeline", "1")]
    [InlineData("flow-window", "8")]
    [InlineData("queue", "1")]
    [InlineData("snapshot-every", "1")]
    [InlineData("snapshot-chunk", "16")]
    [InlineData("sessions", "2")]
    [InlineData("keys", "1")]
    public void Multi_paxos_keeps_its_promises_with_any_option(string name, string value) =>
        Sweep.Holds(Sweep.Of("kv-paxos", (name, value)), 4);

    [Fact]
    public void Multi_paxos_keeps_its_promises_with_everything_at_once() => Sweep.Holds(
        Sweep.Of("kv-paxos", ("reads", "lease"), ("follower-reads", "on"), ("thrifty", "on"), ("phase2-quorum", "2"),
            ("flow-window", "4"), ("snapshot-every", "30"), ("snapshot-chunk", "256"), ("sessions", "8")), 8);

    [Fact]
    public void Single_decree_paxos_keeps_its_promises() => Sweep.Holds(Sweep.Of("paxos"), 30);

    [Fact]
    public void Single_decree_paxos_keeps_its_promises_with_many_proposers_crashes_and_slow_disks() =>
        Sweep.Holds(Sweep.Of("paxos", ("contenders", "50")) with
        {
            Nodes = 3,
            Clients = 16,
            Faults = "crash,loss,power-loss",
            Disk = new LatencyRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100)),
        }, 50);

    [Fact]
    public void One_central_server_keeps_its_promises() => Sweep.Holds(Sweep.Of("kv-central"), 20);

    [Fact]
    public void Asynchronous_backups_lose_what_was_acknowledged() => Sweep.Breaks(Sweep.Of("kv-async"), 10, "linearizable");
}
