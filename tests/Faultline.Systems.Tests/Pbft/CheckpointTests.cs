using Faultline.Model.Nodes;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>Checkpoints, garbage and states from others (section 4.3); the test plays three of four replicas.</summary>
public sealed class CheckpointTests
{
    private readonly Cast _cast = new(options: [("checkpoint-every", "2"), ("window", "4"), ("state-chunk", "16")]);

    [Fact]
    public void A_checkpoint_is_stable_when_a_quorum_has_signed_it_and_the_window_moves()
    {
        var replica = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(replica, N2);
        OrderTwo(bench);
        var own = bench.Take<Checkpoint>()[0];
        Assert.True(own.IsAuthentic(_cast.Members));
        bench.Hear(N3, _cast.Checkpoint(N3, 2, own.StateDigest), _cast.Checkpoint(N3, 2, own.StateDigest));
        bench.Hear(N1, _cast.Checkpoint(N1, 2, default));
        Assert.Equal(0, replica.State.Log.Low);
        bench.Hear(N4, _cast.Checkpoint(N4, 2, own.StateDigest));

        Assert.Equal((2, 6), ((int)replica.State.Log.Low, (int)replica.State.Log.High));
        Assert.True(replica.State.Stable.IsValid(_cast.Members));
        Assert.Contains(bench.Said, static said => said is { Kind: NodeEventKind.SnapshotTaken, Index: 2 });
    }

    [Fact]
    public void After_a_restart_the_stable_state_is_there()
    {
        var before = new Replica(_cast.Cluster, N2);
        var bench = Stable(before);
        bench.FinishDisk();

        var after = new Replica(_cast.Cluster, N2);
        Cast.Start(after, N2, bench.Durable);

        Assert.Equal((2L, 2L), (after.State.Executed, after.State.Stable.Sequence));
        Assert.Equal(before.State.Store.Save(), after.State.Store.Save());
    }

    [Fact]
    public void A_replica_that_is_behind_takes_a_proved_state_and_none_other()
    {
        var source = new Replica(_cast.Cluster, N2);
        var from = Stable(source);
        var behind = new Replica(_cast.Cluster, N3);
        var bench = Cast.Start(behind, N3);
        var proof = _cast.Sign(new CheckpointProof(N2, source.State.Stable, []));

        bench.Hear(N2, _cast.Sign(proof with { Certificate = proof.Certificate with { StateDigest = default } }));
        bench.Hear(N2, _cast.Sign(proof with { Certificate = proof.Certificate with { Sequence = 4 } }));
        Ring(bench, 5);
        Assert.Empty(bench.Take<FetchState>());
        bench.Hear(N2, proof);
        Ring(bench, 15);
        var first = bench.Take<FetchState>()[0];
        Assert.Equal((2L, 0), (first.Sequence, first.Index));

        for (var i = 0; i < 20 && behind.State.Executed == 0; i++)
        {
            foreach (var ask in bench.Take<FetchState>().Append(first)) from.Hear(N3, ask);
            foreach (var chunk in from.Take<StateChunk>())
            {
                if (behind.State.Executed > 0) break;
                byte[] lie = [.. chunk.Bytes];
                lie[0] ^= 1;
                bench.Hear(N4, _cast.Sign(chunk with { Author = N4, Bytes = lie }));
                Assert.Equal(0, behind.State.Executed);
                bench.Hear(N2, chunk);
            }

            Ring(bench, 2);
        }

        Assert.Equal(2, behind.State.Executed);
        Assert.Equal(source.State.Store.Save(), behind.State.Store.Save());
        Assert.Contains(bench.Said, static said => said is { Kind: NodeEventKind.SnapshotInstalled, Index: 2 });
        Assert.True(behind.Rejections.Counts["a part that does not belong to the proved state"] > 0);
    }

    [Fact]
    public void Parts_are_asked_of_all_others_in_turn()
    {
        var source = new Replica(_cast.Cluster, N2);
        Stable(source);
        var bench = _cast.Start(N3);
        bench.Hear(N2, _cast.Sign(new CheckpointProof(N2, source.State.Stable, [])));
        Ring(bench, 30);

        Assert.Equal([N1, N2, N4], Cast.ReceiversOf<FetchState>(bench).Distinct().Order());
    }

    [Fact]
    public void Checkpoint_messages_of_a_faulty_replica_take_no_more_than_its_own_places()
    {
        var replica = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(replica, N2);
        for (var sequence = 1_000_000; sequence < 1_001_000; sequence++) bench.Hear(N4, _cast.Checkpoint(N4, sequence, default));
        OrderTwo(bench);
        var own = bench.Take<Checkpoint>()[0];
        bench.Hear(N1, _cast.Checkpoint(N1, 2, own.StateDigest));
        bench.Hear(N3, _cast.Checkpoint(N3, 2, own.StateDigest));

        Assert.Equal(2, replica.State.Stable.Sequence);
    }

    [Fact]
    public void The_primary_stops_at_the_high_watermark()
    {
        var cast = new Cast(clients: 20, options: [("checkpoint-every", "2"), ("window", "4"), ("batch", "1")]);
        var replica = cast.Start(N1);
        for (var client = 1; client <= 20; client++) replica.Hear(NodeId.Client(client), cast.Put(NodeId.Client(client), 1));
        replica.FinishDisk();

        Assert.Equal([1, 2, 3, 4], replica.Take<PrePrepare>().Select(static p => (int)p.Sequence).Distinct());
    }

    [Fact]
    public void Numbers_at_the_end_of_all_numbers_are_refused_and_harm_nobody()
    {
        var replica = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(replica, N2);
        foreach (var number in new[] { long.MaxValue, long.MaxValue - 1, PbftSettings.MostNumber, -1, long.MinValue })
        {
            bench.Hear(N3, _cast.Sign(new Status(N3, 0, false, 0, number, [])), _cast.Sign(new Status(N3, number, true, number, number, [])));
            bench.Hear(N3, _cast.Sign(new Prepare(N3, number, number, default, [])), _cast.Sign(new Commit(N3, number, number, default, [])));
            bench.Hear(N3, _cast.Sign(new Checkpoint(N3, number, default, [])), _cast.Sign(new FetchState(N3, number, int.MaxValue, [])));
            bench.Hear(N3, _cast.Sign(new FetchBatch(N3, number, default, [])), _cast.Sign(new BatchBody(N3, number, [], [])));
            bench.Hear(N3, _cast.Sign(new StateChunk(N3, number, int.MaxValue, int.MaxValue, [1], [], [])));
            bench.Hear(N3, _cast.Sign(new RejoinRequest(N3, number, [])));
            bench.Hear(N3, _cast.Sign(new RejoinReply(N3, number, number, CheckpointCertificate.Beginning, [])));
            bench.Hear(N3, _cast.Sign(new ViewChange(N3, number, CheckpointCertificate.Beginning, [], [])));
            bench.Hear(N3, _cast.Sign(new NewView(N3, number, [], [], [])));
            if (number >= 0) bench.Hear(N3, _cast.Sign(new PrePrepare(_cast.Members.Primary(number), number, number, [], [])));
        }

        bench.FinishDisk();
        Ring(bench, 20);
        Assert.Equal(0, replica.State.View);
    }

    private void OrderTwo(NodeBench bench)
    {
        _cast.Order(bench, 0, 1, [N1, N3], _cast.Put(C1, 1, value: "a rather long value, so that the state has parts"));
        _cast.Order(bench, 0, 2, [N1, N3], _cast.Put(C1, 2, key: "q"));
    }

    private NodeBench Stable(Replica replica)
    {
        var bench = Cast.Start(replica, N2);
        OrderTwo(bench);
        var own = bench.Take<Checkpoint>()[0];
        foreach (var other in new[] { N1, N3 }) bench.Hear(other, _cast.Checkpoint(other, 2, own.StateDigest));
        Assert.Equal(2, replica.State.Stable.Sequence);
        return bench;
    }

    private static void Ring(NodeBench bench, int times)
    {
        for (var i = 0; i < times; i++) bench.RingNext("tick");
    }
}
