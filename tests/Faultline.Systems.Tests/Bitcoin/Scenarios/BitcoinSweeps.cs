using Faultline.Systems.Tests.Sweeps;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>Many seeds of a day in which everything goes wrong that the promises cover.</summary>
public sealed class BitcoinSweeps
{
    [Fact]
    public void A_few_seeds_keep_every_promise() => Sweep.Holds(Day, 6);

    [Fact(Explicit = true)]
    public void Many_seeds_keep_every_promise() => Sweep.Holds(Day, 200);

    private static RunSettings Day => RunSetup.DefaultsOf("bitcoin");
}
