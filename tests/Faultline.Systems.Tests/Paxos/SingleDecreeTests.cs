using Faultline.Systems.Paxos;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Paxos;

/// <summary>The decisions of single-decree Paxos as values, by the rules of "Paxos Made Simple", section 2.2.</summary>
public sealed class SingleDecreeTests
{
    [Fact]
    public void P1_an_acceptor_must_accept_the_first_proposal_that_it_receives()
    {
        var acceptor = new Acceptor();

        Assert.True(acceptor.Accept(B(1, N1), "a"));
        Assert.Equal((B(1, N1), "a"), (acceptor.AcceptedBallot, acceptor.AcceptedValue));
    }

    /// <summary>"An acceptor can accept a proposal numbered n iff it has not responded to a prepare request having a number greater than n."</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void P1a_an_acceptor_accepts_unless_it_has_promised_a_higher_ballot(int round, bool accepts)
    {
        var acceptor = new Acceptor();
        Assert.True(acceptor.Promise(B(2, N1)));

        Assert.Equal(accepts, acceptor.Accept(B(round, N1), "a"));
        Assert.Equal(accepts ? "a" : null, acceptor.AcceptedValue);
    }

    [Fact]
    public void To_accept_a_ballot_is_to_promise_it()
    {
        var acceptor = new Acceptor();
        acceptor.Accept(B(3, N1), "a");

        Assert.False(acceptor.Promise(B(2, N1)));
        Assert.False(acceptor.Accept(B(2, N1), "b"));
        Assert.True(acceptor.Accept(B(4, N2), "b"));
        Assert.Equal("b", acceptor.AcceptedValue);
    }

    [Fact]
    public void A_promise_may_be_given_again_and_never_goes_back()
    {
        var acceptor = new Acceptor();

        Assert.True(acceptor.Promise(B(2, N1)));
        Assert.True(acceptor.Promise(B(2, N1)));
        Assert.False(acceptor.Promise(B(1, N3)));
        Assert.Equal(B(2, N1), acceptor.Promised);
    }

    public static TheoryData<string, string> Choices => new()
    {
        // What n1, n2 and n3 have accepted, as round and value, and what must be proposed.
        { "- - -", "wish" },
        { "1a - -", "a" },
        { "- - 1a", "a" },
        { "1a 2b -", "b" },
        { "2b 1a -", "b" },
        { "1a 3c 2b", "c" },
        { "2b 2b 1a", "b" },
    };

    /// <summary>"(a) no acceptor in S has accepted any proposal numbered less than n, or (b) v is the value of the highest-numbered
    /// proposal among all proposals numbered less than n accepted by the acceptors in S."</summary>
    [Theory]
    [MemberData(nameof(Choices))]
    public void P2c_the_value_of_the_highest_accepted_ballot_is_proposed(string accepted, string expected)
    {
        var promises = accepted.Split(' ').Select(static (entry, place) => entry == "-"
            ? new Promise(0, B(9, N1), Ballot.None, null)
            : new Promise(0, B(9, N1), B(entry[0] - '0', Model.Nodes.NodeId.Node(place + 1)), entry[1..]));

        Assert.Equal(expected, Proposer.Choose(promises, "wish"));
    }

    [Fact]
    public void A_proposer_proposes_once_when_a_quorum_with_itself_has_promised()
    {
        var proposer = new Proposer(N1, quorum: 2, "wish");
        var ballot = proposer.Begin(Ballot.None);
        var promise = new Promise(0, ballot, Ballot.None, null);

        Assert.Null(proposer.OnPromise(N1, promise));
        Assert.Null(proposer.OnPromise(N1, promise));
        Assert.Equal("wish", proposer.OnPromise(N2, promise));
        Assert.Null(proposer.OnPromise(N3, promise));
    }

    [Fact]
    public void Promises_of_another_ballot_do_not_count()
    {
        var proposer = new Proposer(N1, quorum: 2, "wish");
        var old = new Promise(0, proposer.Begin(Ballot.None), Ballot.None, null);
        var ballot = proposer.Begin(Ballot.None);

        Assert.Null(proposer.OnPromise(N2, old));
        Assert.Null(proposer.OnPromise(N3, old));
        Assert.Null(proposer.OnPromise(N1, old with { Ballot = ballot }));
        Assert.NotNull(proposer.OnPromise(N2, old with { Ballot = ballot }));
    }

    [Fact]
    public void A_refused_proposer_begins_above_the_ballot_that_refused_it()
    {
        var proposer = new Proposer(N1, quorum: 2, "wish");
        var ballot = proposer.Begin(Ballot.None);

        Assert.False(proposer.OnNack(new Nack(0, B(9, N2), B(9, N3))));
        Assert.True(proposer.OnNack(new Nack(0, ballot, B(5, N2))));
        Assert.Equal(B(10, N1), proposer.Begin(Ballot.None));
        Assert.Equal(B(21, N1), proposer.Begin(B(20, N3)));
    }

    [Fact]
    public void A_value_is_chosen_when_a_quorum_has_accepted_it_in_one_ballot()
    {
        var learner = new Learner(quorum: 2);

        Assert.False(learner.OnAccepted(N1, new Accepted(0, B(1, N1), "a")));
        Assert.False(learner.OnAccepted(N1, new Accepted(0, B(1, N1), "a")));
        Assert.False(learner.OnAccepted(N2, new Accepted(0, B(2, N2), "b")));
        Assert.Null(learner.Chosen);
        Assert.True(learner.OnAccepted(N3, new Accepted(0, B(2, N2), "b")));
        Assert.False(learner.OnAccepted(N1, new Accepted(0, B(2, N2), "b")));
        Assert.Equal("b", learner.Chosen);
    }
}
