using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.MultiPaxos;

/// <summary>"Paxos Made Simple", section 3: what a new leader proposes.</summary>
public sealed class Phase1Tests
{
    private static readonly Ballot Leading = B(9, N1);

    [Fact]
    public void Where_nothing_was_accepted_there_is_nothing_to_propose() =>
        Assert.Equal("", Values(0, Promise(), Promise()));

    [Fact]
    public void The_value_of_the_highest_ballot_is_taken_for_each_slot_on_its_own() =>
        Assert.Equal("b c e", Values(0,
            Promise((1, B(1, N1), 'a'), (2, B(3, N1), 'c'), (3, B(2, N2), 'd')),
            Promise((1, B(2, N1), 'b'), (2, B(2, N3), 'x'), (3, B(2, N3), 'e'))));

    [Fact]
    public void The_order_of_the_promises_does_not_matter()
    {
        PromiseReply[] promises =
        [
            Promise((1, B(1, N1), 'a')), Promise((1, B(3, N2), 'c'), (2, B(1, N1), 'x')), Promise((1, B(2, N3), 'b')),
        ];

        Assert.Equal("c x", Values(0, promises));
        Assert.Equal("c x", Values(0, [.. promises.Reverse()]));
    }

    /// <summary>"The leader ... knows commands 1-134, 138, and 139 ... suppose that the outcome of these executions determine the
    /// value to be proposed in instances 135 and 140, but leaves the proposed value unconstrained in all other instances."</summary>
    [Fact]
    public void Gaps_are_filled_with_commands_that_leave_the_state_unchanged() =>
        Assert.Equal("p - - s t u", Values(134,
            Promise((135, B(3, N1), 'p'), (138, B(2, N1), 's')),
            Promise((138, B(2, N1), 's'), (139, B(2, N1), 't'), (140, B(4, N2), 'u'))));

    [Fact]
    public void What_is_known_to_be_chosen_is_not_proposed_again() =>
        Assert.Equal("c", Values(2, Promise((1, B(8, N1), 'a'), (2, B(8, N1), 'b'), (3, B(1, N1), 'c'))));

    [Fact]
    public void The_planted_mistake_takes_whatever_comes_first()
    {
        PromiseReply[] promises = [Promise((1, B(1, N1), 'a')), Promise((1, B(2, N2), 'b'))];

        Assert.Equal("a", Words(Phase1.Values(promises, 0, takesAny: true)));
    }

    private static string Values(long commitIndex, params PromiseReply[] promises) => Words(Phase1.Values(promises, commitIndex));

    private static string Words(IEnumerable<SessionCommand[]> values) => string.Join(' ', values.Select(static batch =>
        batch.Length == 0 ? "-" : ((char)batch[0].Sequence).ToString()));

    private static PromiseReply Promise(params (long Slot, Ballot Ballot, char Value)[] accepted) => new(Leading,
        [.. accepted.Select(static entry => new AcceptedEntry(entry.Slot, entry.Ballot, [new SessionCommand(C1, 1, entry.Value, null)]))], []);
}
