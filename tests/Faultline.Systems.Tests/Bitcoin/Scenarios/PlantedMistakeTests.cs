using Faultline.Simulation.Networks;
using Faultline.Systems.Tests.Sweeps;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>Every promise is seen to fail where a mistake is planted.</summary>
public sealed class PlantedMistakeTests
{
    [Fact]
    public void A_block_that_counts_too_early_is_taken_back() =>
        Sweep.Breaks(Forking("early-decision"), 3, "integrity", "agreement");

    [Fact]
    public void A_node_that_never_leaves_its_chain_stays_behind_for_ever() =>
        Sweep.Breaks(Forking("no-reorganization"), 3, "agreement", "progress");

    [Fact]
    public void Coins_from_nothing_are_found() =>
        Sweep.Breaks(Forking("unchecked-subsidy"), 1, "conservation");

    [Fact]
    public void Without_a_mistake_the_same_runs_keep_every_promise() => Sweep.Holds(Forking("none"), 3);

    /// <summary>Blocks every 20 s that take a second or more to spread: there are forks, and hardly any six blocks deep.</summary>
    private static RunSettings Forking(string mistake) => Sweep.Of("bitcoin", ("block-interval", "20"), ("mistake", mistake)) with
    {
        Duration = TimeSpan.FromHours(1.5),
        Rate = 0.02m,
        Faults = "none",
        Latency = LatencyDistribution.Constant(TimeSpan.FromSeconds(1)),
    };
}
