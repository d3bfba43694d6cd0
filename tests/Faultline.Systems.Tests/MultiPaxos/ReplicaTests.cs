using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;
using Accept = Faultline.Systems.MultiPaxos.Accept;
using Accepted = Faultline.Systems.MultiPaxos.Accepted;
using Nack = Faultline.Systems.MultiPaxos.Nack;
using Prepare = Faultline.Systems.MultiPaxos.Prepare;

namespace Faultline.Systems.Tests.MultiPaxos;

/// <summary>The rules of Multi-Paxos on one replica of a cluster, whose peers are played by the test.</summary>
public sealed class ReplicaTests
{
    private static readonly SessionCommand[] Command = [new(C1, 0, 1, null)];

    /// <summary>"An acceptor records its intended response in stable storage before actually sending the response."</summary>
    [Fact]
    public void Promises_and_acceptances_are_durable_before_they_are_sent()
    {
        var replica = Started(N2);

        replica.Hear(N1, Prepare(B(1, N1)));
        Assert.Empty(replica.Take<PromiseReply>());
        replica.FinishDisk();
        Assert.Single(replica.Take<PromiseReply>());
        replica.Hear(N1, Accept(B(1, N1), slot: 1));
        Assert.Empty(replica.Take<Accepted>());
        replica.FinishDisk();

        Assert.Single(replica.Take<Accepted>());
    }

    [Fact]
    public void A_refusal_carries_the_promised_ballot()
    {
        var replica = Started(N2);
        replica.Hear(N1, Prepare(B(5, N1)));

        replica.Hear(N3, Prepare(B(4, N3)), Accept(B(4, N3), slot: 1), new Heartbeat(B(4, N3), 1, 0));

        Assert.Equal(3, replica.Sent.Count(sent => sent.To == N3 && sent.Message is Nack nack && nack.Promised == B(5, N1)));
    }

    [Fact]
    public void What_was_promised_and_accepted_binds_after_a_power_loss()
    {
        var before = Started(N2);
        before.Hear(N1, Accept(B(1, N1), slot: 1), Accept(B(1, N1), slot: 3), Prepare(B(5, N1)));
        before.FinishDisk();
        var after = Started(N2, before.Durable);

        after.Hear(N3, Accept(B(4, N3), slot: 1), Prepare(B(6, N3)));
        after.FinishDisk();

        Assert.Equal(B(5, N1), Assert.Single(after.Take<Nack>()).Promised);
        var promise = Assert.Single(after.Take<PromiseReply>());
        Assert.Equal([(1, B(1, N1)), (3, B(1, N1))], promise.Accepted.Select(static entry => (entry.Slot, entry.Ballot)));
    }

    [Fact]
    public void A_promise_is_answered_again_when_its_answer_was_lost()
    {
        var replica = Started(N2);

        replica.Hear(N1, Prepare(B(1, N1)), Prepare(B(1, N1)));
        replica.FinishDisk();

        Assert.Equal(2, replica.Take<PromiseReply>().Count);
    }

    [Fact]
    public void A_node_that_hears_of_a_leader_grants_no_pre_vote()
    {
        var replica = Started(N2);
        replica.Hear(N1, new Heartbeat(B(1, N1), 1, 0));

        replica.Hear(N3, new PreVote(B(2, N3), 0));
        replica.Now = TimeSpan.FromMilliseconds(300);
        replica.Hear(N3, new PreVote(B(2, N3), 0));

        Assert.Equal([false, true], replica.Take<PreVoteReply>().Select(static reply => reply.Granted));
    }

    [Fact]
    public void A_pre_vote_promises_nothing()
    {
        var replica = Started(N2);

        replica.Hear(N3, new PreVote(B(9, N3), 0));
        replica.Hear(N1, Prepare(B(1, N1)));
        replica.FinishDisk();

        Assert.Equal(B(1, N1), Assert.Single(replica.Take<PromiseReply>()).Ballot);
    }

    /// <summary>"Each proposer remembers (in stable storage) the highest-numbered proposal it has tried to issue, and begins phase 1
    /// with a higher proposal number than any it has already used."</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_ballot_is_durable_on_the_leaders_own_disk_before_anything_is_proposed_in_it(int nodes)
    {
        var replica = Started(N1, nodes: nodes);
        var others = Cluster.Of(nodes, 0, new SystemOptions([])).Nodes.Skip(1).ToArray();
        replica.RingNext();
        var ballot = replica.Take<PreVote>()[0].Ballot;
        foreach (var node in others) replica.Hear(node, new PreVoteReply(ballot, true, Ballot.None, 0));
        foreach (var node in others) replica.Hear(node, new PromiseReply(ballot, [], new Ballot[nodes]));

        Assert.Empty(replica.Take<Accept>());
        replica.Hear(N1, Prepare(ballot));
        replica.FinishDisk();
        replica.Hear(N1, Assert.Single(replica.Take<PromiseReply>()));
        Assert.NotEmpty(replica.Take<Accept>());

        var after = Started(N1, replica.Durable, nodes);
        after.RingNext();
        Assert.True(after.Take<PreVote>()[0].Ballot > ballot);
    }

    [Fact]
    public void A_leader_proposes_what_the_promises_hold_then_no_ops_for_the_gaps_and_one_to_open()
    {
        var leader = Started(N1);

        Elect(leader, new AcceptedEntry(1, B(1, N2), Command), new AcceptedEntry(3, B(1, N2), Command));

        var proposed = leader.Take<Accept>().DistinctBy(static accept => accept.Slot).ToList();
        Assert.Equal([(1, 1), (2, 0), (3, 1), (4, 0)], proposed.Select(static accept => ((int)accept.Slot, accept.Batch.Length)));
    }

    [Fact]
    public void A_leader_that_hears_of_a_higher_ballot_steps_down()
    {
        var leader = Started(N1);
        var ballot = Elect(leader);

        leader.Hear(N2, new Nack(ballot, B(7, N3)));

        Assert.Equal(NodeEventKind.SteppedDown, leader.Said[^1].Kind);
        Assert.All(leader.Take<PreVote>(), static vote => Assert.Equal(B(8, N1), vote.Ballot));
    }

    [Fact]
    public void Under_a_lease_no_other_node_gets_a_promise_and_after_it_one_does()
    {
        var replica = Started(N2, options: ("reads", "lease"));
        replica.Now = TimeSpan.FromSeconds(1);
        replica.Hear(N1, new Heartbeat(B(1, N1), 1, 0));

        replica.Now += TimeSpan.FromMilliseconds(249);
        replica.Hear(N3, Prepare(B(2, N3)));
        replica.FinishDisk();
        Assert.Empty(replica.Take<PromiseReply>());
        replica.Now += TimeSpan.FromMilliseconds(1);
        replica.Hear(N3, Prepare(B(2, N3)));
        replica.FinishDisk();

        Assert.Single(replica.Take<PromiseReply>());
    }

    [Fact]
    public void Under_a_lease_its_holder_may_be_elected_again_and_whom_it_hands_over_to()
    {
        var replica = Started(N2, options: ("reads", "lease"));
        replica.Now = TimeSpan.FromSeconds(1);
        replica.Hear(N1, new Heartbeat(B(1, N1), 1, 0));

        replica.Hear(N1, Prepare(B(2, N1)));
        replica.Hear(N3, new Prepare(B(3, N3), 1, B(1, N1)));
        replica.FinishDisk();

        Assert.Equal([B(2, N1), B(3, N3)], replica.Take<PromiseReply>().Select(static promise => promise.Ballot));
    }

    [Fact]
    public void A_lease_that_was_granted_before_a_crash_is_waited_out()
    {
        var replica = Started(N2, options: ("reads", "lease"));

        replica.Now = TimeSpan.FromMilliseconds(249);
        replica.Hear(N3, Prepare(B(1, N3)));
        replica.FinishDisk();
        Assert.Empty(replica.Take<PromiseReply>());
        replica.Now = TimeSpan.FromMilliseconds(250);
        replica.Hear(N3, Prepare(B(1, N3)));
        replica.FinishDisk();

        Assert.Single(replica.Take<PromiseReply>());
    }

    [Fact]
    public void A_read_by_read_index_waits_for_a_round_that_was_sent_after_it_came()
    {
        var leader = Started(N1);
        var ballot = Elect(leader);
        Commit(leader, ballot, slot: 1);
        leader.Hear(C1, new SessionRequest(1, 7, new KvGet("k")));

        // The first round was sent before the read came.
        leader.Hear(N1, new HeartbeatAck(ballot, 1, 0, Shortage.None));
        leader.Hear(N2, new HeartbeatAck(ballot, 1, 0, Shortage.None));
        Assert.Empty(leader.Take<KvReply>());
        leader.Hear(N1, new HeartbeatAck(ballot, 2, 0, Shortage.None));
        leader.Hear(N2, new HeartbeatAck(ballot, 2, 0, Shortage.None));

        Assert.Equal(new KvReply(7, new KvResult(true, null)), Assert.Single(leader.Take<KvReply>()));
    }

    [Fact]
    public void A_new_leader_answers_no_read_before_its_opening_slot_is_chosen()
    {
        var leader = Started(N1);
        var ballot = Elect(leader);
        leader.Hear(C1, new SessionRequest(1, 7, new KvGet("k")));
        foreach (var round in new[] { 1, 2 })
            foreach (var node in new[] { N1, N2 })
                leader.Hear(node, new HeartbeatAck(ballot, round, 0, Shortage.None));

        Assert.Empty(leader.Take<KvReply>());
        Commit(leader, ballot, slot: 1);

        Assert.Single(leader.Take<KvReply>());
    }

    [Fact]
    public void A_follower_that_was_restarted_does_not_take_an_old_read_index_for_a_new_one()
    {
        var numbers = Enumerable.Range(1, 100).Select(static seed =>
        {
            var follower = Started(N2, seed: (ulong)seed, options: ("follower-reads", "on"));
            follower.Hear(N1, new Heartbeat(B(1, N1), 1, 0));
            follower.Hear(C1, new SessionRequest(1, 7, new KvGet("k")));
            return Assert.Single(follower.Take<ReadIndexRequest>()).Read;
        });

        Assert.Equal(100, numbers.Distinct().Count());
    }

    [Fact]
    public void A_client_of_a_follower_is_sent_to_the_leader_or_to_nobody_where_there_is_none()
    {
        var replica = Started(N2);
        replica.Hear(N1, new Heartbeat(B(1, N1), 1, 0));

        replica.Hear(C1, new OpenSession(3));
        replica.Now = TimeSpan.FromMilliseconds(300);
        replica.Hear(C1, new OpenSession(4));

        Assert.Equal([new Redirect(3, N1), new Redirect(4, default)], replica.Take<Redirect>());
    }

    [Fact]
    public void A_leader_with_a_full_queue_says_that_it_is_busy()
    {
        var leader = Started(N1, options: [("queue", "2"), ("pipeline", "1")]);
        Elect(leader);

        for (var nonce = 1; nonce <= 4; nonce++) leader.Hear(C1, new OpenSession(nonce));

        Assert.Equal([new Busy(3, Shortage.Queue), new Busy(4, Shortage.Queue)], leader.Take<Busy>());
    }

    [Fact]
    public void An_operation_that_the_state_machine_does_not_have_is_dropped_whoever_gets_it()
    {
        var leader = Started(N1);
        Elect(leader);
        var follower = Started(N2, options: ("follower-reads", "on"));
        follower.Hear(N1, new Heartbeat(B(1, N1), 1, 0));
        foreach (var replica in new[] { leader, follower })
        {
            var sent = replica.Sent.Count;

            replica.Hear(C1, new SessionRequest(1, 7, new ChatRooms("t")), new SessionRequest(1, 8, new ChatLogOut("t")), new SessionRequest(1, 9, null!));

            Assert.Equal(sent, replica.Sent.Count);
        }
    }

    /// <summary>Wins an election with the votes of itself and n2, whose promise holds what is given.</summary>
    private static Ballot Elect(NodeBench replica, params AcceptedEntry[] accepted)
    {
        replica.RingNext();
        var ballot = replica.Take<PreVote>()[0].Ballot;
        foreach (var node in new[] { N1, N2 }) replica.Hear(node, new PreVoteReply(ballot, true, Ballot.None, 0));
        replica.Hear(N2, new PromiseReply(ballot, accepted, new Ballot[3]));
        replica.Hear(N1, Prepare(ballot));
        replica.FinishDisk();
        replica.Hear(N1, Assert.Single(replica.Take<PromiseReply>()));
        Assert.Equal(NodeEventKind.BecameLeader, replica.Said[^1].Kind);
        return ballot;
    }

    private static void Commit(NodeBench leader, Ballot ballot, long slot)
    {
        leader.Hear(N1, leader.Take<Accept>().First(accept => accept.Slot == slot));
        leader.FinishDisk();
        foreach (var node in new[] { N1, N2 }) leader.Hear(node, new Accepted(ballot, slot, slot - 1));
    }

    private static Prepare Prepare(Ballot ballot) => new(ballot, 1, Ballot.None);

    private static Accept Accept(Ballot ballot, long slot) => new(ballot, slot, Command, 0);

    private static NodeBench Started(
        NodeId self, byte[]? disk = null, int nodes = 3, ulong seed = 1, params (string Name, string Value)[] options)
    {
        var system = new KvPaxos();
        var changes = options.ToDictionary(static option => option.Name, static option => option.Value);
        var cluster = Cluster.Of(nodes, 1, new SystemOptions(system.Options, changes));
        var replica = new NodeBench(system.CreateNode(cluster, self), self, disk, seed);
        replica.FinishDisk();
        return replica;
    }
}
