using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;
using Accept = Faultline.Systems.MultiPaxos.Accept;
using Nack = Faultline.Systems.MultiPaxos.Nack;
using Prepare = Faultline.Systems.MultiPaxos.Prepare;

namespace Faultline.Systems.Tests.MultiPaxos;

/// <summary>Replicas of a cluster of three whose disks were lost or damaged; the test plays the others.</summary>
public sealed class RejoiningTests
{
    private static readonly byte[] NoDisk = [];
    private static readonly SessionCommand[] A = [new(C1, 0, 1, null)];
    private static readonly SessionCommand[] B2 = [new(C1, 0, 2, null)];

    [Fact]
    public void A_node_that_has_lost_its_disk_neither_promises_nor_accepts_nor_votes_nor_stands()
    {
        var node = Started(N1, NoDisk);
        node.Take<PreVote>();

        node.Hear(N2, new PreVote(B(1, N2), 0), Prepare(B(1, N2)), Accept(B(1, N2), 1, A), new Heartbeat(B(1, N2), 1, 0));
        node.Hear(N2, new TimeoutNow(B(1, N2)), new Rejoin(B(1, N2), 5));
        node.FinishDisk();
        node.Hear(C1, new OpenSession(7));

        Assert.Equal([NodeEventKind.Damaged], node.Said.Select(static said => said.Kind));
        Assert.Equal([(C1, new Redirect(7, default))], node.Sent);
        Assert.Equal(["rejoin"], node.Timers.Keys);
    }

    [Fact]
    public void It_takes_part_again_with_the_values_of_the_highest_ballots_that_enough_others_report()
    {
        var node = Started(N1, NoDisk);
        var rejoin = Ask(node, promised: B(7, N3));
        Assert.Equal(B(8, N1), rejoin.Ballot);

        Answer(node, N2, rejoin, new AcceptedEntry(1, B(2, N2), A), new AcceptedEntry(2, B(7, N3), A));
        node.FinishDisk();
        Assert.DoesNotContain(node.Said, static said => said.Kind == NodeEventKind.Rejoined);
        Answer(node, N3, rejoin, new AcceptedEntry(1, B(3, N3), B2));
        Assert.DoesNotContain(node.Said, static said => said.Kind == NodeEventKind.Rejoined);
        node.FinishDisk();

        Assert.Equal((ulong)B(8, N1).Number, Assert.Single(node.Said, static said => said.Kind == NodeEventKind.Rejoined).Digest);
        node.Hear(N2, Prepare(B(8, N1)), Prepare(B(9, N2)));
        node.FinishDisk();
        var promise = node.Take<PromiseReply>()[^1];
        Assert.Equal(["1 3.n3 2", "2 7.n3 1"], promise.Accepted.Select(static entry => $"{entry.Slot} {entry.Ballot} {entry.Batch[0].Sequence}"));
        Assert.Equal([B(8, N1), Ballot.None, Ballot.None], promise.Lives);
    }

    [Fact]
    public void What_it_has_regained_is_on_its_disk()
    {
        var node = Rejoined(N1, new AcceptedEntry(1, B(3, N3), A));

        var after = Started(N1, node.Durable);
        after.Hear(N2, Accept(B(2, N2), 1, B2), Prepare(B(9, N2)));
        after.FinishDisk();

        Assert.Equal(NodeEventKind.Recovered, after.Said[0].Kind);
        Assert.Equal(B(8, N1), Assert.Single(after.Take<Nack>()).Promised);
        var promise = Assert.Single(after.Take<PromiseReply>());
        Assert.Equal((1L, B(8, N1)), (Assert.Single(promise.Accepted).Slot, promise.Lives[0]));
    }

    [Fact]
    public void A_crash_in_the_middle_of_it_does_not_make_the_node_forget_that_it_has_forgotten()
    {
        var before = Started(N1, NoDisk);
        Ask(before, promised: B(7, N3));
        before.FinishDisk();

        var after = Started(N1, before.Durable);
        after.Hear(N2, Prepare(B(9, N2)));
        after.FinishDisk();

        Assert.NotEmpty(before.Durable);
        Assert.Empty(after.Take<PromiseReply>());
        Assert.NotEmpty(after.Take<PreVote>());
    }

    [Fact]
    public void A_damaged_journal_leads_to_the_same_and_what_could_be_read_stays()
    {
        var before = Started(N1);
        before.Hear(N2, Accept(B(1, N2), 1, A), Accept(B(1, N2), 2, A), Accept(B(1, N2), 3, A));
        before.FinishDisk();
        byte[] disk = [.. before.Durable];
        disk[80] ^= 1;

        var node = Started(N1, disk);
        Assert.Equal(NodeEventKind.Damaged, node.Said[0].Kind);
        var rejoin = Ask(node, promised: B(1, N2));
        foreach (var other in new[] { N2, N3 }) Answer(node, other, rejoin, new AcceptedEntry(1, B(1, N2), A));
        node.FinishDisk();
        node.Hear(N2, Prepare(B(9, N2)));
        node.FinishDisk();

        Assert.Equal([1, 2, 3], Assert.Single(node.Take<PromiseReply>()).Accepted.Select(static entry => (int)entry.Slot));
    }

    [Fact]
    public void It_catches_up_with_what_is_chosen_before_it_takes_part()
    {
        var node = Started(N1, NoDisk);
        var rejoin = Ask(node, promised: B(1, N2));
        node.Hear(N2, new RejoinReply(rejoin.Ballot, rejoin.Attempt, 1, [], new Ballot[3]));
        node.Hear(N3, new RejoinReply(rejoin.Ballot, rejoin.Attempt, 0, [], new Ballot[3]));
        node.FinishDisk();
        Assert.DoesNotContain(node.Said, static said => said.Kind == NodeEventKind.Rejoined);
        Assert.Equal(N2, Assert.Single(node.Sent, static sent => sent.Message is CatchUpRequest).To);

        node.Hear(N2, new CatchUpEntries([new AcceptedEntry(1, B(1, N2), A)], 1));
        node.FinishDisk();

        Assert.Equal(1, Assert.Single(node.Said, static said => said.Kind == NodeEventKind.Rejoined).Index);
    }

    [Fact]
    public void Answers_to_an_earlier_attempt_do_not_count_although_the_ballot_is_the_same()
    {
        var before = Started(N1, NoDisk);
        var earlier = Ask(before, promised: B(7, N3));
        var node = Started(N1, NoDisk, seed: 2);
        var rejoin = Ask(node, promised: B(7, N3));

        Answer(node, N2, earlier);
        Answer(node, N3, rejoin);
        node.FinishDisk();

        Assert.Equal(earlier.Ballot, rejoin.Ballot);
        Assert.DoesNotContain(node.Said, static said => said.Kind == NodeEventKind.Rejoined);
    }

    [Fact]
    public void An_answer_of_a_life_that_another_knows_to_be_over_does_not_count()
    {
        var node = Started(N1, NoDisk);
        var rejoin = Ask(node, promised: B(7, N3));

        // n3 had answered, then lost its memory, and regained it with n2's help.
        Answer(node, N3, rejoin);
        node.Hear(N2, new RejoinReply(rejoin.Ballot, rejoin.Attempt, 0, [], [Ballot.None, Ballot.None, B(7, N3)]));
        node.FinishDisk();

        Assert.DoesNotContain(node.Said, static said => said.Kind == NodeEventKind.Rejoined);
    }

    [Fact]
    public void A_refusal_makes_it_ask_again_above_what_the_others_have_promised()
    {
        var node = Started(N1, NoDisk);
        var rejoin = Ask(node, promised: B(7, N3));

        node.Hear(N2, new Nack(rejoin.Ballot, B(20, N2)));
        node.RingNext("rejoin");
        var again = Ask(node, promised: B(7, N3));

        Assert.Equal(B(21, N1), again.Ballot);
        Assert.NotEqual(rejoin.Attempt, again.Attempt);
    }

    [Fact]
    public void An_acceptor_promises_a_new_life_durably_and_keeps_the_promise()
    {
        var acceptor = Started(N2);
        acceptor.Hear(N3, Accept(B(1, N3), 1, A));
        acceptor.FinishDisk();

        acceptor.Hear(N1, new Rejoin(B(5, N1), 77));
        Assert.Empty(acceptor.Take<RejoinReply>());
        acceptor.FinishDisk();
        var reply = Assert.Single(acceptor.Take<RejoinReply>());
        Assert.Equal((B(5, N1), 77L, B(5, N1)), (reply.Ballot, reply.Attempt, reply.Lives[0]));
        Assert.Equal(B(1, N3), Assert.Single(reply.Accepted).Ballot);

        var after = Started(N2, acceptor.Durable);
        after.Hear(N3, Accept(B(4, N3), 2, A), Prepare(B(6, N3)));
        after.FinishDisk();
        Assert.Equal(B(5, N1), Assert.Single(after.Take<Nack>()).Promised);
        Assert.Equal(B(5, N1), Assert.Single(after.Take<PromiseReply>()).Lives[0]);
    }

    [Fact]
    public void A_ballot_begins_one_life_only()
    {
        var acceptor = Started(N2);
        acceptor.Hear(N1, Prepare(B(5, N1)), new Rejoin(B(5, N1), 77), new Rejoin(B(6, N1), 78), new Rejoin(B(6, N1), 78), new Rejoin(B(6, N1), 79));
        acceptor.FinishDisk();

        Assert.Equal([78L, 78L], acceptor.Take<RejoinReply>().Select(static reply => reply.Attempt));
        Assert.Equal(2, acceptor.Take<Nack>().Count);
    }

    /// <summary>
    /// n1 promises ballot 5 to n3, loses its memory, regains it from n2 and n4 in ballot 4, and accepts in a ballot between. Its promise comes
    /// late: n3 must not be elected with it, for the others of n3's quorum do not know what n1 accepts meanwhile.
    /// </summary>
    [Fact]
    public void A_promise_of_an_earlier_life_elects_nobody()
    {
        var candidate = Started(N3);
        var ballot = Stand(candidate);

        candidate.Hear(N1, new PromiseReply(ballot, [], new Ballot[3]));
        candidate.Hear(N3, new PromiseReply(ballot, [], [B(4, N1), Ballot.None, Ballot.None]));
        Assert.DoesNotContain(candidate.Said, static said => said.Kind == NodeEventKind.BecameLeader);

        // The promise of the present life counts, and an earlier one that comes after it does not take its place.
        candidate.Hear(N1, new PromiseReply(ballot, [], [B(4, N1), Ballot.None, Ballot.None]));
        Assert.Contains(candidate.Said, static said => said.Kind == NodeEventKind.BecameLeader);
    }

    [Fact]
    public void The_votes_that_count_are_those_of_which_no_other_knows_a_later_life()
    {
        var none = Ballot.None;
        Assert.Equal([N1, N2, N3], Counting([none, none, none], [none, none, none], [none, none, none]));
        Assert.Equal([N2, N3], Counting([none, none, none], [B(2, N1), none, none], [none, none, none]));
        Assert.Equal([N1, N2, N3], Counting([B(2, N1), none, none], [none, none, none], [none, none, none]));
        Assert.Equal([N3], Counting([B(2, N1), B(9, N2), none], [B(3, N1), B(8, N2), none], [none, none, none]));

        static IEnumerable<NodeId> Counting(params Ballot[][] lives) => Lives.Counting(
            [.. lives.Select(static (known, place) => new KeyValuePair<NodeId, Ballot[]>(NodeId.Node(place + 1), known))],
            static known => known).Select(static vote => vote.Key);
    }

    [Fact]
    public void A_node_of_which_others_know_a_later_life_begins_another()
    {
        var node = Rejoined(N1);

        node.Hear(N2, new RejoinReply(B(30, N1), 5, 0, [], [B(30, N1), Ballot.None, Ballot.None]));
        node.FinishDisk();
        node.Hear(N2, Prepare(B(40, N2)));
        node.FinishDisk();
        Assert.Empty(node.Take<PromiseReply>());
        var rejoin = Ask(node, promised: B(30, N1));

        Assert.Equal(B(31, N1), rejoin.Ballot);
    }

    [Fact]
    public void The_leader_that_loses_its_ballot_to_a_new_life_stands_again_at_once()
    {
        var leader = Started(N1);
        var ballot = Stand(leader);
        foreach (var node in new[] { N1, N2 }) leader.Hear(node, new PromiseReply(ballot, [], new Ballot[3]));

        leader.Hear(N3, new Rejoin(B(9, N3), 5));

        Assert.Equal(NodeEventKind.SteppedDown, leader.Said[^1].Kind);
        Assert.Equal(B(10, N1), leader.Take<PreVote>()[^1].Ballot);
    }

    [Fact]
    public void A_lease_forbids_no_rejoining_and_a_lost_memory_ends_no_lease()
    {
        var acceptor = Started(N2, options: ("reads", "lease"));
        acceptor.Now = TimeSpan.FromSeconds(1);
        acceptor.Hear(N3, new Heartbeat(B(1, N3), 1, 0));
        acceptor.Hear(N1, new Rejoin(B(5, N1), 77));
        acceptor.FinishDisk();
        acceptor.Hear(N1, Prepare(B(6, N1)));
        acceptor.FinishDisk();
        Assert.Single(acceptor.Take<RejoinReply>());
        Assert.Empty(acceptor.Take<PromiseReply>());

        var node = Rejoined(N1, ("reads", "lease"));
        node.Hear(N2, Prepare(B(40, N2)));
        node.FinishDisk();
        Assert.Empty(node.Take<PromiseReply>());
        node.Now = TimeSpan.FromMilliseconds(250);
        node.Hear(N2, Prepare(B(40, N2)));
        node.FinishDisk();
        Assert.Single(node.Take<PromiseReply>());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(7, 3)]
    public void So_many_damaged_disks_are_covered_as_leave_enough_others(int nodes, int disks)
    {
        var system = new KvPaxos();

        Assert.Equal(disks, system.Tolerates(Cluster.Of(nodes, 1, new SystemOptions(system.Options))).DamagedDisks);
    }

    [Fact]
    public void The_planted_mistake_goes_on_as_if_nothing_were_missing()
    {
        var node = Started(N1, NoDisk, options: ("mistake", "amnesia"));

        node.Hear(N2, Prepare(B(1, N2)));
        node.FinishDisk();

        Assert.Empty(Assert.Single(node.Take<PromiseReply>()).Accepted);
    }

    /// <summary>The node asks what the others have promised, gets the answers of n2 and n3, and asks for their memory.</summary>
    private static Rejoin Ask(NodeBench node, Ballot promised)
    {
        Assert.NotEmpty(node.Take<PreVote>());
        foreach (var other in new[] { N2, N3 }) node.Hear(other, new PreVoteReply(B(1, N1), false, promised, 0));
        var asked = node.Sent.Where(static sent => sent.Message is Rejoin).Select(static sent => sent.To).ToList();
        Assert.Equal([N2, N3], asked);
        return node.Take<Rejoin>()[0];
    }

    private static void Answer(NodeBench node, NodeId from, Rejoin rejoin, params AcceptedEntry[] accepted) =>
        node.Hear(from, new RejoinReply(rejoin.Ballot, rejoin.Attempt, 0, accepted, new Ballot[3]));

    private static NodeBench Rejoined(NodeId self, params (string Name, string Value)[] options) => Finish(Started(self, NoDisk, options: options));

    private static NodeBench Rejoined(NodeId self, AcceptedEntry accepted) => Finish(Started(self, NoDisk), accepted);

    private static NodeBench Finish(NodeBench node, params AcceptedEntry[] accepted)
    {
        var rejoin = Ask(node, promised: B(7, N3));
        foreach (var other in new[] { N2, N3 }) Answer(node, other, rejoin, accepted);
        node.FinishDisk();
        Assert.Equal(NodeEventKind.Rejoined, node.Said[^1].Kind);
        return node;
    }

    /// <summary>The node stands for election and has asked for promises.</summary>
    private static Ballot Stand(NodeBench node)
    {
        node.RingNext();
        var ballot = node.Take<PreVote>()[0].Ballot;
        foreach (var other in new[] { N1, N2, N3 }) node.Hear(other, new PreVoteReply(ballot, true, Ballot.None, 0));
        return ballot;
    }

    private static Prepare Prepare(Ballot ballot) => new(ballot, 1, Ballot.None);

    private static Accept Accept(Ballot ballot, long slot, SessionCommand[] batch) => new(ballot, slot, batch, 0);

    private static NodeBench Started(NodeId self, byte[]? disk = null, ulong seed = 1, params (string Name, string Value)[] options)
    {
        var system = new KvPaxos();
        var changes = options.ToDictionary(static option => option.Name, static option => option.Value);
        var cluster = Cluster.Of(3, 1, new SystemOptions(system.Options, changes));
        var replica = new NodeBench(system.CreateNode(cluster, self), self, disk, seed);
        replica.FinishDisk();
        return replica;
    }
}
