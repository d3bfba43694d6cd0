using Faultline.Checking.Verdicts;
using Faultline.Workbench.Loads;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Loads;

/// <summary>A server that can do 200 operations a second, and 200 users who ask again after 0.4 s and give up after 3 s.</summary>
public sealed class LoadCurveTests
{
    private static readonly int[] Rates = [100, 400];

    /// <summary>Congestion collapse: first come, first served without a bound, and all that is served is dead work.</summary>
    [Fact]
    public void Without_a_bound_goodput_collapses_beyond_capacity()
    {
        var curve = Curve("unbounded");

        Assert.InRange(curve.Points[0].Goodput, 95, 105);
        Assert.InRange(curve.Points[1].Offered, 380, 420);
        Assert.InRange(curve.Points[1].Goodput, 0, 20);
        Assert.Equal((Verdict.Held, Verdict.Broken, Verdict.Broken), (curve.Points[0].Verdict, curve.Points[1].Verdict, curve.Verdict));
    }

    [Theory]
    [InlineData("shed", 190)]
    [InlineData("deadline", 185)]
    [InlineData("per-client", 165)]
    public void With_an_admission_goodput_stays_near_capacity(string admission, double least)
    {
        var curve = Curve(admission);

        Assert.InRange(curve.Points[0].Goodput, 95, 105);
        Assert.InRange(curve.Points[1].Goodput, least, 200);
    }

    [Fact]
    public void A_point_is_the_run_at_its_rate()
    {
        var settings = Settings("shed") with { Duration = TimeSpan.FromSeconds(5) };
        var told = new List<int>();

        var curve = LoadCurve.Run(settings, null, [50, 100], (rate, _) => told.Add(rate), TestContext.Current.CancellationToken);

        var run = Runner.Run(RunSetup.Of(settings with { Rate = 100 }), new RunOptions()).Report;
        Assert.Equal((run.TraceHash, run.ServiceLevels), (curve.Points[1].TraceHash, curve.Points[1].Levels));
        Assert.Equal(run.ServiceLevels.Ok / 5.0, curve.Points[1].Goodput);
        Assert.Equal([50, 100], told.Distinct());
    }

    [Theory]
    [InlineData("50,fast", "\"50,fast\" is no list of rates: write different ones such as 50,100,200")]
    [InlineData("50,50", "\"50,50\" is no list of rates: write different ones such as 50,100,200")]
    [InlineData("", "\"\" is no list of rates: write different ones such as 50,100,200")]
    public void What_is_no_list_of_rates_is_named(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<BadInputException>(() => LoadCurve.ParseRates(text)).Message);

    [Fact]
    public void Rates_are_run_from_the_lowest_up() => Assert.Equal([50, 100, 200], LoadCurve.ParseRates("200, 50,100"));

    [Fact]
    public void A_rate_that_is_not_possible_is_named_before_anything_is_run() => Assert.StartsWith(
        "a rate of 0 is not possible",
        Assert.Throws<BadInputException>(() => LoadCurve.Run(
            Settings("shed"), null, [0, 100], cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    private static LoadReport Curve(string admission) => LoadCurve.Run(Settings(admission), null, Rates);

    private static RunSettings Settings(string admission) => RunSetup.DefaultsOf("kv-central") with
    {
        Clients = 200,
        Duration = TimeSpan.FromSeconds(30),
        Faults = "none",
        Options = new SortedDictionary<string, string> { ["work"] = "5", ["admission"] = admission },
    };
}
