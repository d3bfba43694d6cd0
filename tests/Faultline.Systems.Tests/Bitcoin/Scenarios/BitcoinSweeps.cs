using Faultline.Checking.Verdicts;
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

    /// <summary>
    /// A node that was restarted has forgotten a payment that others have not, and spends the same coin again: that write waited for ever.
    /// </summary>
    [Fact]
    public void A_write_whose_coin_went_with_a_forgotten_payment_is_paid_again()
    {
        var run = Runner.Run(RunSetup.Of(Day with { Seed = 43 }), new RunOptions());

        Assert.Equal(Verdict.Held, run.Report.Verdict);
    }

    /// <summary>Up to four of ten nodes are still to come when the run begins, and others leave, together or alone, and come back or do not.</summary>
    [Fact]
    public void Nodes_that_join_and_leave_at_any_time_keep_every_promise() => ComeAndGo(3);

    [Fact(Explicit = true)]
    public void So_they_do_in_many_seeds() => ComeAndGo(200);

    private static void ComeAndGo(ulong seeds)
    {
        var report = Sweep.Holds(Churn, seeds);

        var effect = Assert.Single(report.FaultKinds).Effect;
        Assert.Matches("[0-9]+ restarts, [0-9]+ joined, [0-9]+ left", effect);
    }

    private static RunSettings Churn => Workbench.Scenarios.Scenario.Read(Path.Combine(AppContext.BaseDirectory, "scenarios", "bitcoin-churn.yaml")).Settings;

    private static RunSettings Day => RunSetup.DefaultsOf("bitcoin");
}
