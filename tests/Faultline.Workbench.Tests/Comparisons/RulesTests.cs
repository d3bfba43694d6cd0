using Faultline.Checking.Verdicts;
using Faultline.Model.Systems;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Comparisons;

public sealed class RulesTests
{
    private static readonly SystemComparison Server = Of("server", messages: 2, milliseconds: 1) with
    {
        Situations = Situations(SituationKind.OneLiar, Verdict.Exceeded),
    };

    private static readonly SystemComparison Trusting = Of("trusting", messages: 14, milliseconds: 4, lost: 2) with
    {
        Situations = Situations(SituationKind.OneLiar, Verdict.Exceeded),
    };

    private static readonly SystemComparison Wary = Of("wary", messages: 60, milliseconds: 9, lost: 1, lie: 1);

    private static readonly SystemComparison Open = Of("open", messages: 300, milliseconds: 3_600_000, lost: 4) with
    {
        IsOpen = true,
        Confirmations = 6,
        Situations = Situations(SituationKind.Partition, Verdict.Broken),
    };

    [Fact]
    public void Each_need_has_its_system() =>
        Assert.Equal(["server", "trusting", "wary", "open"], Advise(Open, Wary, Trusting, Server).Select(static advice => advice.System));

    [Fact]
    public void A_system_that_broke_its_promise_is_not_for_those_who_need_it()
    {
        var broken = Trusting with { Situations = Situations(SituationKind.Partition, Verdict.Broken) };

        Assert.Equal(["server", null, null, null], Advise(Server, broken).Select(static advice => advice.System));
        Assert.Equal("wary", Advise(Server, broken, Wary)[1].System);
    }

    [Fact]
    public void Who_says_that_it_survives_a_liar_and_does_not_is_not_chosen()
    {
        var boasting = Wary with { Situations = Situations(SituationKind.OneLiar, Verdict.Broken) };

        Assert.Null(Advise(Server, boasting)[2].System);
    }

    [Fact]
    public void Facts_are_what_was_measured()
    {
        var advice = Advise(Server, Trusting, Wary, Open);

        Assert.Equal("a write is final after 1 ms (median), 2 messages an operation; one crash: held", advice[0].Facts);
        Assert.Equal(
            "a write is final after 4 ms (median), 14 messages an operation; f crashes: held; one liar: exceeded", advice[1].Facts);
        Assert.EndsWith("one liar: held; 4.3 times the messages of trusting", advice[2].Facts, StringComparison.Ordinal);
        Assert.Equal(
            "a write is final after 60 min (median), 300 messages an operation, 1e12 hashes an operation (6 blocks: a risk below 0.1% "
            + "against 10% of the hash rate); a newcomer: held; a partition: broken", advice[3].Facts);
    }

    private static IReadOnlyList<Advice> Advise(params SystemComparison[] systems) => Rules.Advise(systems, Finality.Default);

    private static SystemComparison Of(string name, double messages, double milliseconds, int lost = 0, int lie = 0) => new()
    {
        Settings = new RunSettings { System = name, Nodes = 4, Rate = 100 },
        Summary = name,
        IsOpen = false,
        IsLinearizable = true,
        Tolerance = new FaultTolerance { LostNodes = lost, LyingNodes = lie },
        Costs = new CostFigures(
            100, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(2 * milliseconds), 100, 99, messages, 40 * messages, 1e12),
        Situations = Situations(SituationKind.NoFault, Verdict.Held),
    };

    private static IReadOnlyList<SituationReport> Situations(SituationKind kind, Verdict verdict) =>
    [
        .. Workbench.Comparisons.Situations.Usual.Select(each => new SituationReport(
            each, null, [new SituationRun
            {
                Seed = 1,
                Verdict = each == kind ? verdict : Verdict.Held,
                NotHeld = [],
                Pause = TimeSpan.FromSeconds(1),
                Faults = [],
                TraceHash = "0123456789abcdef",
            }])),
    ];
}
