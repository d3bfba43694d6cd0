using Faultline.Checking.Decisions;
using Faultline.Checking.Tests.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Decisions;

public sealed class NodeEventCheckersTests
{
    [Fact]
    public void Nodes_that_decide_the_same_agree()
    {
        var checker = new AgreementChecker();
        Decide(checker, 1, 1, 7, 0xA, "apple");
        Decide(checker, 2, 2, 7, 0xA, "apple");
        Decide(checker, 2, 3, 8, 0xB, null);

        var result = checker.Conclude(History.Empty);

        Assert.Equal((Verdict.Held, "3 decisions agree"), (result.Verdict, result.Detail));
    }

    [Fact]
    public void Nodes_that_decide_differently_are_named_with_their_values_and_times()
    {
        var checker = new AgreementChecker();
        Decide(checker, 1, 1, 7, 0xA, "apple");
        Decide(checker, 3, 2.5, 7, 0xB, "pear");
        Decide(checker, 1, 3, 8, 0xC, null);
        Decide(checker, 2, 4, 8, 0xD, null);

        var result = checker.Conclude(History.Empty);

        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.Equal("n3 decided pear for index 7 at 2.500 s, but n1 had decided apple at 1.000 s; 1 more "
            + "violation followed",
            result.Detail);
    }

    [Fact]
    public void Values_without_text_are_told_by_their_digests()
    {
        var checker = new AgreementChecker();
        Decide(checker, 1, 1, 8, 0xC, null);
        Decide(checker, 2, 4, 8, 0xD, null);

        Assert.Equal("n2 decided digest 000000000000000d for index 8 at 4.000 s, but n1 had decided digest "
            + "000000000000000c at 1.000 s", checker.Conclude(History.Empty).Detail);
    }

    [Fact]
    public void A_node_that_contradicts_itself_breaks_integrity_and_not_agreement()
    {
        var (agreement, integrity) = (new AgreementChecker(), new IntegrityChecker());
        foreach (var checker in new INodeEventChecker[] { agreement, integrity })
        {
            Decide(checker, 1, 1, 7, 0xA, "apple");
            Decide(checker, 1, 2, 7, 0xB, "pear");
        }

        var broken = integrity.Conclude(History.Empty);

        Assert.Equal(Verdict.Held, agreement.Conclude(History.Empty).Verdict);
        Assert.Equal(Verdict.Broken, broken.Verdict);
        Assert.Equal("n1 decided pear for index 7 at 2.000 s, but had itself decided apple at 1.000 s", broken.Detail);
    }

    [Fact]
    public void A_node_may_decide_the_same_again_after_a_restart()
    {
        var checker = new IntegrityChecker();
        for (var again = 0; again < 2; again++)
        {
            for (var index = 0; index < 10_000; index++) Decide(checker, 1, index, index, (ulong)index, null);
        }

        Decide(checker, 2, 1, 7, 0xB, null);

        Assert.Equal("20,001 decisions of 2 nodes, none changed", checker.Conclude(History.Empty).Detail);
    }

    [Fact]
    public void Decisions_that_have_left_the_window_leave_the_answer_open()
    {
        var checker = new AgreementChecker(window: 100);
        for (var index = 0; index < 250; index++) Decide(checker, 1, index, index, 1, null);
        for (var index = 150; index < 250; index++) Decide(checker, 2, index, index, 1, null);
        Assert.Equal(Verdict.Held, checker.Conclude(History.Empty).Verdict);

        Decide(checker, 2, 251, 149, 2, null);
        var undecided = checker.Conclude(History.Empty);
        Decide(checker, 2, 252, 249, 2, null);

        Assert.Equal(Verdict.Undecided, undecided.Verdict);
        Assert.Equal("1 decision of 351 came after 100 further indices and could not be compared; use a larger window",
            undecided.Detail);
        Assert.Equal(Verdict.Broken, checker.Conclude(History.Empty).Verdict);
    }

    [Fact]
    public void A_long_run_takes_bounded_memory()
    {
        var checker = new AgreementChecker(window: 1 << 16);
        Decide(checker, 1, 0, 0, 0, "x");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var index = 1L; index < 3_000_000; index++)
        {
            Decide(checker, 1, 1, index, (ulong)index, null);
            Decide(checker, 2, 2, index, (ulong)index, null);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(Verdict.Held, checker.Conclude(History.Empty).Verdict);
    }

    [Fact]
    public void Each_term_has_one_leader()
    {
        var checker = new OneLeaderChecker();
        Lead(checker, 1, 1, 4);
        Lead(checker, 1, 2, 4);
        Lead(checker, 2, 2, 5);
        var held = checker.Conclude(History.Empty);

        Lead(checker, 3, 2.25, 4);
        var broken = checker.Conclude(History.Empty);

        Assert.Equal((Verdict.Held, "3 elections, one leader in each term"), (held.Verdict, held.Detail));
        Assert.Equal(Verdict.Broken, broken.Verdict);
        Assert.Equal("n3 became leader in term 4 at 2.250 s, but n1 had become leader in it at 1.000 s", broken.Detail);
    }

    [Theory]
    [InlineData(0, "apple", null)]
    [InlineData(1, "pear", null)]
    [InlineData(0, "plum", "n1 decided plum for index 0 at 3.000 s, which nobody proposed")]
    [InlineData(1, "apple", "n1 decided apple for index 1 at 3.000 s, which was proposed in instance 0 only")]
    [InlineData(0, "late", "n1 decided late for index 0 at 3.000 s, which was first proposed at 7.000 s")]
    public void Only_a_proposed_value_is_valid(long index, string value, string? detail)
    {
        var history = new History(
        [
            HistoryBuilder.Entry(0, new Propose(0, "apple"), 0, 1, OperationOutcome.Ok, new Chosen("apple")),
            HistoryBuilder.Entry(1, new Propose(1, "pear"), 2, 3, OperationOutcome.Fail, null),
            HistoryBuilder.Entry(1, new Propose(0, "late"), 70, long.MaxValue, OperationOutcome.Info, null),
        ]);
        var checker = new ValidityChecker();
        Decide(checker, 1, 3, index, 1, value);
        Decide(checker, 2, 4, index, 1, value);

        var result = checker.Conclude(history);

        Assert.Equal(detail is null ? Verdict.Held : Verdict.Broken, result.Verdict);
        Assert.Equal(detail ?? "1 different decision, all of proposed values", result.Detail);
    }

    [Fact]
    public void Proposed_values_can_be_given_without_a_history()
    {
        var checker = new ValidityChecker();
        Decide(checker, 1, 3, 0, 1, "apple");

        Assert.Equal(Verdict.Held, checker.Conclude(new HashSet<string> { "apple" }).Verdict);
        Assert.Equal(Verdict.Broken, checker.Conclude(new HashSet<string> { "pear" }).Verdict);
    }

    [Fact]
    public void Decisions_that_validity_cannot_see_leave_the_answer_open()
    {
        var withoutText = new ValidityChecker();
        Decide(withoutText, 1, 3, 0, 1, null);
        var full = new ValidityChecker(most: 1);
        Decide(full, 1, 3, 0, 1, "apple");
        Decide(full, 2, 3, 0, 1, "apple");
        Assert.Equal(Verdict.Held, full.Conclude(new HashSet<string> { "apple" }).Verdict);
        Decide(full, 1, 3, 1, 1, "apple");

        Assert.Equal(Verdict.Undecided, withoutText.Conclude(History.Empty).Verdict);
        Assert.Equal(Verdict.Undecided, full.Conclude(new HashSet<string> { "apple" }).Verdict);
        Assert.Equal(Verdict.Broken, full.Conclude(History.Empty).Verdict);
    }

    [Fact]
    public void Other_events_concern_no_checker()
    {
        foreach (var checker in new INodeEventChecker[]
            { new AgreementChecker(), new IntegrityChecker(), new OneLeaderChecker(), new ValidityChecker() })
        {
            checker.Observe(NodeId.Node(1), TimeSpan.Zero, new NodeEvent(NodeEventKind.SteppedDown, 4));
            checker.Observe(NodeId.Node(2), TimeSpan.Zero, new NodeEvent(NodeEventKind.SnapshotTaken, 4, 1));

            Assert.Equal(Verdict.Held, checker.Conclude(History.Empty).Verdict);
        }
    }

    private static void Decide(
        INodeEventChecker checker, int node, double seconds, long index, ulong digest, string? text) =>
        checker.Observe(NodeId.Node(node), TimeSpan.FromSeconds(seconds),
            new NodeEvent(NodeEventKind.Decided, index, digest, text));

    private static void Lead(INodeEventChecker checker, int node, double seconds, long term) =>
        checker.Observe(
            NodeId.Node(node), TimeSpan.FromSeconds(seconds), new NodeEvent(NodeEventKind.BecameLeader, term));
}
