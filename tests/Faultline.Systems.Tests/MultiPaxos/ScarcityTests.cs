using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;
using Accept = Faultline.Systems.MultiPaxos.Accept;
using Accepted = Faultline.Systems.MultiPaxos.Accepted;
using Prepare = Faultline.Systems.MultiPaxos.Prepare;

namespace Faultline.Systems.Tests.MultiPaxos;

/// <summary>Full and failing disks and short memory at one replica of a cluster of three, whose peers are played by the test.</summary>
public sealed class ScarcityTests
{
    [Theory]
    [InlineData(Shortage.DiskFull)]
    [InlineData(Shortage.DiskFailing)]
    public void A_leader_refuses_commands_while_too_few_disks_take_writes_and_reads_go_on(Shortage shortage)
    {
        var leader = Leading(out var ballot);
        Commit(leader, ballot, slot: 1);
        foreach (var node in new[] { N2, N3 }) leader.Hear(node, new HeartbeatAck(ballot, 1, 0, shortage));

        leader.Hear(C1, new SessionRequest(1, 7, new KvPut("k", "a")), new OpenSession(8), new SessionRequest(1, 9, new KvGet("k")));
        foreach (var node in new[] { N1, N2 }) leader.Hear(node, new HeartbeatAck(ballot, 2, 0, node == N1 ? Shortage.None : shortage));
        Assert.Equal([new Busy(7, shortage), new Busy(8, shortage)], leader.Take<Busy>());
        Assert.Equal(9, Assert.Single(leader.Take<KvReply>()).Sequence);

        leader.Hear(N2, new HeartbeatAck(ballot, 3, 0, Shortage.None));
        leader.Take<Accept>();
        leader.Hear(C1, new OpenSession(8));
        Assert.Equal(2, leader.Take<Accept>()[0].Slot);
        Assert.Empty(leader.Take<Busy>());
    }

    [Fact]
    public void A_follower_says_that_its_disk_is_full_and_neither_stands_nor_grants_a_pre_vote()
    {
        var follower = Started(N2);
        follower.Hear(N1, new Heartbeat(B(1, N1), 1, 0), Accept(B(1, N1), 1));
        follower.FinishOne(StorageStatus.Full);

        follower.Hear(N1, new Heartbeat(B(1, N1), 2, 0));
        Assert.Equal([Shortage.None, Shortage.DiskFull], follower.Take<HeartbeatAck>().Select(static ack => ack.Shortage));
        Assert.Empty(follower.Take<Accepted>());
        follower.RingNext("election timeout");
        Assert.Empty(follower.Take<PreVote>());
        follower.Hear(N3, new PreVote(B(9, N3), 0));
        Assert.False(Assert.Single(follower.Take<PreVoteReply>()).Granted);

        follower.RingNext("journal retry");
        follower.FinishDisk();
        Assert.Single(follower.Take<Accepted>());
    }

    [Fact]
    public void A_leader_whose_own_disk_is_full_for_an_election_timeout_hands_over_to_one_that_can_write()
    {
        var leader = Leading(out var ballot);
        Commit(leader, ballot, slot: 1);
        leader.Hear(N2, new HeartbeatAck(ballot, 1, 1, Shortage.None));
        leader.Hear(N3, new HeartbeatAck(ballot, 1, 0, Shortage.None));
        leader.Hear(N1, new HeartbeatAck(ballot, 1, 1, Shortage.DiskFull));

        BeatFor(leader, ballot, 250);
        Assert.Empty(leader.Take<TimeoutNow>());
        BeatFor(leader, ballot, 100);

        var (to, _) = Assert.Single(leader.Sent, static sent => sent.Message is TimeoutNow);
        Assert.Equal(N2, to);
    }

    [Fact]
    public void A_leader_stays_where_all_disks_are_full()
    {
        var leader = Leading(out var ballot);
        Commit(leader, ballot, slot: 1);
        foreach (var node in new[] { N1, N2, N3 }) leader.Hear(node, new HeartbeatAck(ballot, 1, 1, Shortage.DiskFull));

        BeatFor(leader, ballot, 1_000, Shortage.DiskFull);

        Assert.Empty(leader.Take<TimeoutNow>());
        Assert.DoesNotContain(leader.Said, static said => said.Kind == NodeEventKind.SteppedDown);
    }

    [Fact]
    public void What_waits_for_a_full_disk_is_not_sent_again_and_again()
    {
        var leader = Leading(out var ballot);
        leader.Take<Accept>();
        foreach (var node in new[] { N1, N2, N3 }) leader.Hear(node, new HeartbeatAck(ballot, 1, 0, Shortage.DiskFull));

        BeatFor(leader, ballot, 500, Shortage.DiskFull);
        Assert.Empty(leader.Take<Accept>());
        leader.Hear(N2, new HeartbeatAck(ballot, 100, 0, Shortage.None));
        BeatFor(leader, ballot, 150);

        Assert.NotEmpty(leader.Take<Accept>());
    }

    [Fact]
    public void A_leader_that_is_short_of_memory_refuses_commands_and_makes_room()
    {
        var leader = Leading(out var ballot);
        Commit(leader, ballot, slot: 1);
        var slot = 1;
        while (slot < 200)
        {
            leader.Hear(C1, new OpenSession(slot));
            Commit(leader, ballot, ++slot);
        }

        var full = leader.MemoryInUse;
        leader.MemoryBudget = full * 5 / 4;
        leader.Hear(C1, new OpenSession(1_000));
        leader.FinishDisk();
        Assert.Equal(new Busy(1_000, Shortage.Memory), Assert.Single(leader.Take<Busy>()));
        Assert.Equal(NodeEventKind.SnapshotTaken, leader.Said[^1].Kind);
        Assert.InRange(leader.MemoryInUse, full / 4, full * 9 / 10);
        leader.Hear(C1, new OpenSession(1_001));

        Assert.Empty(leader.Take<Busy>());
    }

    [Fact]
    public void The_memory_in_use_is_the_same_however_a_state_came_about()
    {
        var machine = new KvMachine(10);
        foreach (var command in new KvOperation[]
            { new KvPut("a", "1"), new KvPut("a", "22"), new KvCas("a", "22", "333"), new KvPut("b", "1"), new KvDelete("b"), new KvDelete("c") })
            machine.Apply(new SessionCommand(C1, 1, 1, null) with { Session = OpenedIn(machine), Operation = command });
        var loaded = new KvMachine(10);
        Assert.True(loaded.TryLoad(machine.Save()));

        Assert.Equal(loaded.Bytes, machine.Bytes);
        Assert.NotEqual(0, machine.Bytes);

        static long OpenedIn(KvMachine machine) => ((SessionOpened)machine.Apply(new SessionCommand(C1, 0, 1, null))!).Session;
    }

    private static void BeatFor(NodeBench leader, Ballot ballot, int milliseconds, Shortage others = Shortage.None)
    {
        var end = leader.Now + TimeSpan.FromMilliseconds(milliseconds);
        while (leader.Now < end)
        {
            leader.RingNext("heartbeat");
            var round = leader.Take<Heartbeat>()[0].Round;
            foreach (var node in new[] { N2, N3 })
                leader.Hear(node, new HeartbeatAck(ballot, round, node == N2 ? 1 : 0, others));
            leader.Hear(N1, new HeartbeatAck(ballot, round, 1, Shortage.DiskFull));
        }
    }

    private static NodeBench Leading(out Ballot ballot)
    {
        var leader = Started(N1);
        leader.RingNext();
        ballot = leader.Take<PreVote>()[0].Ballot;
        foreach (var node in new[] { N1, N2 }) leader.Hear(node, new PreVoteReply(ballot, true, Ballot.None, 0));
        leader.Hear(N2, new PromiseReply(ballot, [], new Ballot[3]));
        leader.Hear(N1, new Prepare(ballot, 1, Ballot.None));
        leader.FinishDisk();
        leader.Hear(N1, Assert.Single(leader.Take<PromiseReply>()));
        Assert.Equal(NodeEventKind.BecameLeader, leader.Said[^1].Kind);
        return leader;
    }

    private static void Commit(NodeBench leader, Ballot ballot, long slot)
    {
        leader.Hear(N1, leader.Take<Accept>().First(accept => accept.Slot == slot));
        leader.FinishDisk();
        foreach (var node in new[] { N1, N2 }) leader.Hear(node, new Accepted(ballot, slot, slot - 1));
    }

    private static Accept Accept(Ballot ballot, long slot) => new(ballot, slot, [new(C1, 0, 1, null)], 0);

    private static NodeBench Started(NodeId self)
    {
        var system = new KvPaxos();
        var replica = new NodeBench(system.CreateNode(Cluster.Of(3, 1, new SystemOptions(system.Options)), self), self);
        replica.FinishDisk();
        return replica;
    }
}
