using Faultline.Checking.Causal;
using Faultline.Checking.Tests.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Causal;

/// <summary>The histories of the books, and what each of them is.</summary>
public sealed class LitmusTests
{
    // Name, processes, and whether it is CC, CM, CCv and sequentially consistent.
    public static TheoryData<string, string[], bool, bool, bool, bool> Known => new()
    {
        { "POPL 2017, figure 3a: CM and not CCv", ["w x 1; r x 2", "w x 2; r x 1"], true, true, false, false },
        { "POPL 2017, figure 3b: CCv and not CM", ["w z 1; w x 1; w y 1", "w x 2; r z 0; r y 1; r x 2"], true, false, true, false },
        { "POPL 2017, figure 3c: CC, CM and CCv, not sequential", ["w x 1; r y 0; r y 1; r x 1", "w y 1; r x 0; r x 1; r y 1"], true, true, true, false },
        { "POPL 2017, figure 3d: CC, neither CM nor CCv", ["w x 1; r x 1; r x 2; r x 1", "w x 2"], true, false, false, false },
        { "POPL 2017, figure 3e: not even CC", ["w x 1; w y 1", "r y 1; w x 2", "r x 2; r x 1"], false, false, false, false },
        { "store buffering", ["w x 1; r y 0", "w y 1; r x 0"], true, true, true, false },
        { "independent reads of independent writes", ["w x 1", "w y 1", "r x 1; r y 0", "r y 1; r x 0"], true, true, true, false },
        { "message passing", ["w x 1; w y 1", "r y 1; r x 1"], true, true, true, true },
        { "message passing, broken", ["w x 1; w y 1", "r y 1; r x 0"], false, false, false, false },
        { "message passing over three", ["w x 1", "r x 1; w y 1", "r y 1; r x 0"], false, false, false, false },
        { "load buffering with values out of nowhere", ["r x 1; w y 1", "r y 1; w x 1"], false, false, false, false },
        { "coherence of two readers", ["w x 1", "w x 2", "r x 1; r x 2", "r x 2; r x 1"], true, true, false, false },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_known_history_is_what_it_is_known_to_be(string name, string[] processes, bool cc, bool cm, bool ccv, bool sequential)
    {
        var history = SmallHistories.Parse(processes);

        bool[] found =
        [
            Holds(history, CausalModel.CausalConsistency),
            Holds(history, CausalModel.CausalMemory),
            Holds(history, CausalModel.CausalConvergence),
            Checks.Sequential(history).Result.Verdict == Verdict.Held,
        ];

        Assert.Equal([cc, cm, ccv, sequential], found);
        Assert.NotEmpty(name);
        var reference = new BruteForceOrders(history);
        Assert.Equal(sequential, reference.IsSequential());
    }

    [Theory]
    [InlineData(CausalPattern.ThinAirRead, CausalModel.CausalConsistency, "w x 1", "r x 7")]
    [InlineData(CausalPattern.CyclicCO, CausalModel.CausalConsistency, "r x 1; w y 1", "r y 1; w x 1")]
    [InlineData(CausalPattern.WriteCOInitRead, CausalModel.CausalConsistency, "w x 1; r x 0")]
    [InlineData(CausalPattern.WriteCORead, CausalModel.CausalConsistency, "w x 1; w x 2; r x 1")]
    [InlineData(CausalPattern.CyclicCF, CausalModel.CausalConvergence, "w x 1; r x 2", "w x 2; r x 1")]
    [InlineData(CausalPattern.WriteHBInitRead, CausalModel.CausalMemory, "w z 1; w x 1; w y 1", "w x 2; r z 0; r y 1; r x 2")]
    [InlineData(CausalPattern.CyclicHB, CausalModel.CausalMemory, "w x 1; r x 1; r x 2; r x 1", "w x 2")]
    public void Each_pattern_is_named(CausalPattern pattern, CausalModel meaning, params string[] processes)
    {
        var found = Checks.Causal(SmallHistories.Parse(processes), meaning);

        Assert.Equal(pattern, found.Pattern);
        Assert.StartsWith($"{pattern}: ", found.Result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_value_is_explained_in_words()
    {
        var history = SmallHistories.Parse("w x 1; w y 1", "r y 1; w x 2", "r x 2; r x 1");

        var found = Checks.Causal(history, CausalModel.CausalConsistency).Result;

        Assert.Equal(
            "WriteCORead: `get x` by process 2 returned 1 at 1.100 s, but `put x = 2` by process 1 had replaced that: "
            + "`put x = 1` by process 0, then `put y = 1` by process 0, read by `get y` by process 1 at 0.300 s, then `put x = 2` by process 1; "
            + "and the replacement is before the read: `put x = 2` by process 1, read by `get x` by process 2 at 0.500 s, then `get x` by process 2",
            found.Detail);
    }

    [Fact]
    public void A_value_that_was_written_twice_and_read_is_refused_with_its_line()
    {
        var history = new History([Put(0, 1, 4), Put(1, 2, 8), Get(2, 3, 9)]);

        var refused = Assert.Throws<HistoryFormatException>(() => Checks.Causal(history, CausalModel.CausalConsistency));

        Assert.Equal(8, refused.Line);
        Assert.Contains("as `put x = 1` by process 0 in line 4 did", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Verdict.Held, Checks.Sequential(history).Result.Verdict);

        static HistoryEntry Put(int process, long at, int line) => Entry(process, new KvPut("x", "1"), KvResult.Done, at, line);
        static HistoryEntry Get(int process, long at, int line) => Entry(process, new KvGet("x"), new KvResult(true, "1"), at, line);
        static HistoryEntry Entry(int process, Operation operation, OperationResult result, long at, int line) => new()
        {
            Process = process,
            Operation = operation,
            Scheduled = TimeSpan.Zero,
            Invoked = new HistoryMoment(2 * at, TimeSpan.Zero),
            Completed = new HistoryMoment((2 * at) + 1, TimeSpan.Zero),
            Outcome = OperationOutcome.Ok,
            Result = result,
            Line = line,
        };
    }

    [Fact]
    public void An_unknown_write_happened_if_it_was_read_and_does_not_matter_if_not()
    {
        var builder = new HistoryBuilder();
        builder.Invoke(0, new KvPut("x", "1"));
        builder.Invoke(1, new KvPut("x", "1"));
        builder.Invoke(2, new KvPut("x", "2"));
        builder.Get(3, "2", "x");
        builder.Get(3, null, "x");

        var found = Checks.Causal(builder.Build(), CausalModel.CausalConsistency);

        Assert.Equal(CausalPattern.WriteCOInitRead, found.Pattern);
        Assert.Equal(3, found.Result.Evidence.Count);
    }

    private static bool Holds(History history, CausalModel meaning) =>
        Checks.Causal(history, meaning).Result.Verdict == Verdict.Held;
}
