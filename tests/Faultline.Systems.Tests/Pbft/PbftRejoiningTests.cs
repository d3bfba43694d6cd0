using Faultline.Model.Nodes;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>A replica of four that has lost its disk; the test plays the others.</summary>
public sealed class PbftRejoiningTests
{
    private readonly Cast _cast = new(options: [("checkpoint-every", "2"), ("window", "4")]);
    private readonly Request _a;

    public PbftRejoiningTests() => _a = _cast.Put(C1, 1);

    [Fact]
    public void It_says_so_and_neither_votes_nor_leaves_nor_answers_reads()
    {
        var replica = new NodeBench(new Replica(_cast.Cluster, N2), N2, disk: []);
        replica.FinishDisk();
        Assert.Equal(NodeEventKind.Damaged, replica.Said[0].Kind);
        Assert.Equal([N1, N3, N4], Cast.ReceiversOf<RejoinRequest>(replica));
        replica.Sent.Clear();

        replica.Hear(N1, _cast.PrePrepare(0, 1, _a), _cast.Get(C1, 2, isReadOnly: true));
        replica.Hear(N3, _cast.Prepare(N3, 0, 1, _a), _cast.ViewChange(N3, 1), _cast.ViewChange(N4, 1));
        replica.Hear(N4, _cast.Sign(new RejoinRequest(N4, 5, [])));
        replica.FinishDisk();

        Assert.Empty(replica.Sent);
    }

    [Fact]
    public void It_takes_part_again_when_nobody_counts_its_lost_votes_any_more()
    {
        var state = new Replica(_cast.Cluster, N2);
        var replica = new NodeBench(state, N2, disk: []);
        replica.FinishDisk();
        var attempt = replica.Take<RejoinRequest>()[0].Attempt;
        var image = new StateImage(6, state.State.Store.Save(), 4_096);
        var at6 = _cast.Stable(6, image.Digest);

        replica.Hear(N1, _cast.Sign(new RejoinReply(N1, attempt, 0, at6, [])), _cast.Sign(new RejoinReply(N3, attempt, 0, CheckpointCertificate.Beginning, [])));
        replica.Hear(N4, _cast.Sign(new RejoinReply(N4, attempt + 1, 0, at6, [])), _cast.Sign(new RejoinReply(N4, attempt, 0, at6 with { Sequence = 999 }, [])));
        Assert.Equal(0, state.State.ReadsFrom);
        replica.Hear(N4, _cast.Sign(new RejoinReply(N4, attempt, 0, CheckpointCertificate.Beginning, [])));
        Assert.Equal(6 + (2 * 4), state.State.ReadsFrom);

        Bring(replica, 12);
        Assert.True(state.State.IsRejoining);
        Bring(replica, 14);
        Assert.DoesNotContain(replica.Said, static said => said.Kind == NodeEventKind.Rejoined);
        replica.FinishDisk();
        Assert.Single(replica.Said, static said => said.Kind == NodeEventKind.Rejoined);
        replica.Hear(N1, _cast.PrePrepare(0, 15, _a));
        replica.FinishDisk();
        Assert.NotEmpty(replica.Take<Prepare>());
    }

    [Fact]
    public void A_crash_in_the_middle_does_not_make_it_forget_that_it_has_forgotten()
    {
        var before = new NodeBench(new Replica(_cast.Cluster, N2), N2, disk: []);
        before.FinishDisk();
        var attempt = before.Take<RejoinRequest>()[0].Attempt;
        foreach (var other in new[] { N1, N3, N4 })
            before.Hear(other, _cast.Sign(new RejoinReply(other, attempt, 0, CheckpointCertificate.Beginning, [])));
        before.FinishDisk();

        var after = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(after, N2, before.Durable);
        bench.Hear(N1, _cast.PrePrepare(0, 1, _a));
        bench.FinishDisk();

        Assert.Equal((true, 8L), (after.State.IsRejoining, after.State.ReadsFrom));
        Assert.Empty(bench.Take<Prepare>());
    }

    [Fact]
    public void A_damaged_journal_leads_to_the_same()
    {
        var before = _cast.Start(N2);
        before.Hear(N1, _cast.PrePrepare(0, 1, _a));
        before.FinishDisk();
        byte[] disk = [.. before.Durable];
        disk[100] ^= 1;

        var after = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(after, N2, disk);

        Assert.True(after.State.IsRejoining);
        bench.Hear(N3, _cast.Sign(new Status(N3, 0, false, 0, 0, [])));
        Assert.Empty(bench.Take<Prepare>());
    }

    [Fact]
    public void A_replica_that_was_restarted_answers_no_read_before_it_is_where_it_was()
    {
        var before = _cast.Start(N2);
        _cast.Order(before, 0, 1, [N1, N3], _a);
        before.FinishDisk();

        var after = _cast.Start(N2, before.Durable);
        after.Hear(C1, _cast.Get(C1, 2, isReadOnly: true));
        Assert.Empty(after.Take<Reply>());
        foreach (var other in new[] { N1, N3 }) after.Hear(other, _cast.Commit(other, 0, 1, _a));
        after.FinishDisk();
        after.Take<Reply>();
        after.Hear(C1, _cast.Get(C1, 3, isReadOnly: true));

        Assert.Equal((1L, "v"), after.Take<Reply>().Select(static reply => (reply.Version, reply.Result.Value)).Single());
    }

    /// <summary>A later checkpoint of the empty state, with its proof and its one part.</summary>
    private void Bring(NodeBench replica, long sequence)
    {
        var image = new StateImage(sequence, new Store(_cast.Members.Clients).Save(), 4_096);
        replica.Hear(N1, _cast.Sign(new CheckpointProof(N1, _cast.Stable(sequence, image.Digest), [])));
        replica.RingNext("tick");
        var (bytes, path) = image.Part(0);
        replica.Hear(N3, _cast.Sign(new StateChunk(N3, sequence, 0, image.Bytes.Length, bytes, path, [])));
    }
}
