using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Systems.Paxos;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;
using Promise = Faultline.Systems.Paxos.Promise;

namespace Faultline.Systems.Tests.Paxos;

/// <summary>Sentences of "Paxos Made Simple", section 2.5, on a node of a cluster of three.</summary>
public sealed class PaxosNodeTests
{
    /// <summary>"An acceptor records its intended response in stable storage before actually sending the response."</summary>
    [Fact]
    public void A_promise_is_durable_before_it_is_sent()
    {
        var node = Started(N2);

        node.Hear(N1, new Prepare(0, B(1, N1)));
        Assert.Empty(node.Take<Promise>());
        Assert.True(node.DiskIsBusy);
        node.FinishDisk();

        Assert.Equal(B(1, N1), Assert.Single(node.Take<Promise>()).Ballot);
    }

    [Fact]
    public void An_acceptance_is_durable_before_it_is_sent()
    {
        var node = Started(N2);

        node.Hear(N1, new Accept(0, B(1, N1), "a"));
        Assert.Empty(node.Take<Accepted>());
        node.FinishDisk();

        Assert.Equal(3, node.Take<Accepted>().Count);
    }

    [Fact]
    public void A_refusal_promises_nothing_and_waits_for_no_disk()
    {
        var node = Started(N2);
        node.Hear(N1, new Prepare(0, B(5, N1)));

        node.Hear(N3, new Prepare(0, B(4, N3)), new Accept(0, B(4, N3), "c"));

        Assert.All(node.Take<Nack>(), static nack => Assert.Equal((B(4, N3), B(5, N1)), (nack.Ballot, nack.Promised)));
    }

    [Fact]
    public void A_node_that_may_have_forgotten_a_promise_stays_out()
    {
        var node = Started(N2, []);

        node.Hear(N1, new Prepare(0, B(1, N1)), new Accept(0, B(1, N1), "a"));
        node.Ask(1, new Propose(0, "b"));
        node.FinishDisk();

        Assert.Equal(NodeEventKind.Damaged, Assert.Single(node.Said).Kind);
        Assert.Empty(node.Sent);
        Assert.Equal(OperationOutcome.Fail, Assert.Single(node.Completed).Outcome);
    }

    /// <summary>"Stable storage, preserved during failures, is used to maintain the information that the acceptor must remember."</summary>
    [Fact]
    public void What_was_promised_and_accepted_binds_after_a_power_loss()
    {
        var before = Started(N2);
        before.Hear(N1, new Prepare(0, B(1, N1)), new Accept(0, B(1, N1), "a"), new Prepare(0, B(5, N1)));
        before.FinishDisk();
        var after = Started(N2, before.Durable);

        after.Hear(N3, new Accept(0, B(4, N3), "c"), new Prepare(0, B(6, N3)));
        after.FinishDisk();

        Assert.Equal(B(5, N1), Assert.Single(after.Take<Nack>()).Promised);
        Assert.Equal(new Promise(0, B(6, N3), B(1, N1), "a"), Assert.Single(after.Take<Promise>()));
    }

    [Fact]
    public void What_was_not_durable_was_not_said_and_does_not_bind()
    {
        var before = Started(N2);
        before.Hear(N1, new Prepare(0, B(5, N1)));
        Assert.Empty(before.Take<Promise>());
        var after = Started(N2, before.Durable);

        after.Hear(N3, new Prepare(0, B(4, N3)));
        after.FinishDisk();

        Assert.Equal(B(4, N3), Assert.Single(after.Take<Promise>()).Ballot);
    }

    /// <summary>"Each proposer remembers (in stable storage) the highest-numbered proposal it has tried to issue, and begins phase 1
    /// with a higher proposal number than any it has already used."</summary>
    [Fact]
    public void A_ballot_in_which_something_was_proposed_is_never_used_again()
    {
        var before = Started(N1);
        before.Ask(1, new Propose(0, "a"));
        before.Hear(N2, Promised(B(1, N1)));
        before.Hear(N3, Promised(B(1, N1)));

        // n2 and n3 are a quorum, but nothing on this node's own disk remembers the ballot yet.
        Assert.Empty(before.Take<Accept>());
        before.Hear(N1, before.Take<Prepare>()[0]);
        before.FinishDisk();
        before.Hear(N1, Promised(B(1, N1)));
        Assert.All(before.Take<Accept>(), static accept => Assert.Equal((B(1, N1), "a"), (accept.Ballot, accept.Value)));

        var after = Started(N1, before.Durable);
        after.Ask(2, new Propose(0, "b"));

        Assert.All(after.Take<Prepare>(), static prepare => Assert.Equal(B(2, N1), prepare.Ballot));
    }

    [Fact]
    public void Users_get_the_chosen_value_whoever_proposed_it()
    {
        var node = Started(N1);
        node.Ask(1, new Propose(0, "mine"));

        node.Hear(N2, new Accepted(0, B(7, N2), "theirs"));
        node.Hear(N3, new Accepted(0, B(7, N2), "theirs"));
        node.Ask(2, new Propose(0, "late"));

        Assert.Equal(
            [(1, OperationOutcome.Ok, new Chosen("theirs")), (2, OperationOutcome.Ok, new Chosen("theirs"))], node.Completed);
        Assert.Empty(node.Timers);
    }

    [Fact]
    public void A_proposer_that_hears_nothing_tries_again_in_a_higher_ballot()
    {
        var node = Started(N1);
        node.Ask(1, new Propose(0, "a"));
        node.Take<Prepare>();

        node.RingNext();

        Assert.All(node.Take<Prepare>(), static prepare => Assert.Equal(B(2, N1), prepare.Ballot));
    }

    private static Promise Promised(Ballot ballot) => new(0, ballot, Ballot.None, null);

    private static NodeBench Started(Model.Nodes.NodeId self, byte[]? disk = null)
    {
        var system = new PaxosSystem();
        var node = new NodeBench(system.CreateNode(Cluster.Of(3, 0, new SystemOptions(system.Options)), self), self, disk);
        node.FinishDisk();
        return node;
    }
}
