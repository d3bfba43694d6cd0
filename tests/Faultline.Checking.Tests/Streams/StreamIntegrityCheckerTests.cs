using Faultline.Checking.Streams;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Streams;

public sealed class StreamIntegrityCheckerTests
{
    private const int Size = 1_000;

    private static readonly ulong Digest = TransferContent.DigestOf(1, Size);

    [Fact]
    public void What_arrived_as_it_was_sent_before_its_user_knew_is_fine() =>
        Assert.Equal(Verdict.Held, Check(Ok(Digest), Received(1, Digest)).Verdict);

    [Fact]
    public void A_transfer_with_an_unknown_outcome_may_have_arrived_or_not()
    {
        Assert.Equal(Verdict.Held, Check(Entry(OperationOutcome.Info)).Verdict);
        Assert.Equal(Verdict.Held, Check(Entry(OperationOutcome.Info), Received(1, Digest)).Verdict);
    }

    [Fact]
    public void Other_bytes_are_found() => Breaks("with digest", Check(Ok(Digest), Received(1, Digest ^ 1)));

    [Fact]
    public void Other_bytes_are_found_where_the_user_knows_nothing() =>
        Breaks("with digest", Check(Entry(OperationOutcome.Info), Received(1, Digest ^ 1)));

    [Fact]
    public void A_transfer_that_nobody_sent_is_found() => Breaks("nobody sent", Check(Ok(Digest), Received(1, Digest), Received(2, Digest)));

    [Fact]
    public void A_transfer_that_is_received_twice_is_found() =>
        Breaks("and had at 1.000 s", Check(Ok(Digest), Received(1, Digest), Received(1, Digest)));

    [Fact]
    public void An_acknowledgment_of_what_never_arrived_is_found() => Breaks("never received", Check(Ok(Digest)));

    [Fact]
    public void An_acknowledgment_of_what_arrives_later_is_found() =>
        Breaks("only at 3.000 s", Check(Ok(Digest), Received(1, Digest, seconds: 3)));

    [Fact]
    public void An_acknowledgment_of_other_bytes_is_found() => Breaks("it has digest", Check(Ok(Digest ^ 1), Received(1, Digest)));

    [Fact]
    public void A_failed_transfer_that_arrived_is_found() =>
        Breaks("it was received at 1.000 s", Check(Entry(OperationOutcome.Fail), Received(1, Digest)));

    [Fact]
    public void More_than_can_be_kept_in_mind_is_undecided()
    {
        var checker = new StreamIntegrityChecker(most: 1);
        foreach (var (time, said) in (ReadOnlySpan<(TimeSpan, NodeEvent)>)[Received(1, Digest), Received(2, Digest)])
            checker.Observe(NodeId.Node(1), time, said);

        Assert.Equal(Verdict.Undecided, checker.Conclude(new History([Ok(Digest)])).Verdict);
    }

    private static void Breaks(string reason, CheckResult result)
    {
        Assert.Equal(Verdict.Broken, result.Verdict);
        Assert.Contains(reason, result.Detail, StringComparison.Ordinal);
    }

    private static CheckResult Check(HistoryEntry entry, params IEnumerable<(TimeSpan Time, NodeEvent Said)> events)
    {
        var checker = new StreamIntegrityChecker();
        foreach (var (time, said) in events) checker.Observe(NodeId.Node(1), time, said);
        return checker.Conclude(new History([entry]));
    }

    private static (TimeSpan Time, NodeEvent Said) Received(long id, ulong digest, int seconds = 1) =>
        (TimeSpan.FromSeconds(seconds), new NodeEvent(NodeEventKind.Received, id, digest));

    private static HistoryEntry Ok(ulong digest) => Entry(OperationOutcome.Ok, new Transferred(Size, digest.ToString("x16")));

    private static HistoryEntry Entry(OperationOutcome outcome, OperationResult? result = null) => new()
    {
        Process = 0,
        Operation = new Transfer(1, "n1", Size),
        Scheduled = TimeSpan.Zero,
        Invoked = new HistoryMoment(0, TimeSpan.Zero),
        Completed = new HistoryMoment(1, TimeSpan.FromSeconds(2)),
        Outcome = outcome,
        Result = result,
    };
}
