using Faultline.Model.Nodes;
using Faultline.Systems.Pbft;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>One replica of four in the normal case; the test plays the others (section 4.2).</summary>
public sealed class OrderingTests
{
    private readonly Cast _cast = new(options: [("checkpoint-every", "4"), ("window", "8")]);
    private readonly Request _a;
    private readonly Request _b;

    public OrderingTests() => (_a, _b) = (_cast.Put(C1, 1, value: "a"), _cast.Put(C1, 1, value: "b"));

    [Fact]
    public void A_backup_prepares_commits_executes_and_replies_each_when_it_may()
    {
        var replica = _cast.Start(N2);

        replica.Hear(N1, _cast.PrePrepare(0, 1, _a));
        Assert.Empty(replica.Sent);
        replica.FinishDisk();
        Assert.Equal([N1, N3, N4], Cast.ReceiversOf<Prepare>(replica));
        replica.Hear(N3, _cast.Prepare(N3, 0, 1, _a));
        Assert.Empty(Cast.ReceiversOf<Commit>(replica));
        replica.FinishDisk();
        Assert.Equal([N1, N3, N4], Cast.ReceiversOf<Commit>(replica));
        replica.Hear(N3, _cast.Commit(N3, 0, 1, _a));
        Assert.Empty(Cast.Decided(replica));
        replica.Hear(N1, _cast.Commit(N1, 0, 1, _a));

        Assert.Equal(1, Assert.Single(Cast.Decided(replica)).Sequence);
        Assert.True(Assert.Single(replica.Take<Reply>()).IsAuthentic(_cast.Members));
    }

    [Fact]
    public void The_primary_sends_what_is_durable_and_needs_two_backups()
    {
        var replica = _cast.Start(N1);

        replica.Hear(C1, _a);
        Assert.Empty(replica.Sent);
        replica.FinishDisk();
        var sent = replica.Take<PrePrepare>();
        Assert.Equal(3, sent.Count);
        Assert.True(sent[0].IsAuthentic(_cast.Members));
        replica.Hear(N2, _cast.Prepare(N2, 0, 1, _a));
        replica.FinishDisk();
        Assert.Empty(replica.Take<Commit>());
        replica.Hear(N3, _cast.Prepare(N3, 0, 1, _a));
        replica.FinishDisk();
        Assert.Equal(3, replica.Take<Commit>().Count);
    }

    [Fact]
    public void The_same_vote_again_is_no_further_vote()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N1, _cast.PrePrepare(0, 1, _a));
        replica.FinishDisk();
        replica.Hear(N3, _cast.Prepare(N3, 0, 1, _a));
        replica.FinishDisk();
        for (var i = 0; i < 5; i++) replica.Hear(N3, _cast.Commit(N3, 0, 1, _a));

        Assert.Empty(Cast.Decided(replica));
    }

    [Fact]
    public void Repeated_prepares_of_one_backup_prepare_nothing()
    {
        var replica = _cast.Start(N1);
        replica.Hear(C1, _a);
        replica.FinishDisk();
        for (var i = 0; i < 5; i++) replica.Hear(N2, _cast.Prepare(N2, 0, 1, _a));
        replica.FinishDisk();

        Assert.Empty(replica.Take<Commit>());
    }

    [Fact]
    public void Who_delivers_a_message_does_not_matter_and_whose_name_it_has_only_with_a_signature()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N4, _cast.PrePrepare(0, 1, _a));
        replica.FinishDisk();
        replica.Hear(N4, _cast.Prepare(N4, 0, 1, _a) with { Author = N3 });
        replica.FinishDisk();
        Assert.Empty(replica.Take<Commit>());
        Assert.Contains("refused Prepare in the name of n3: its author has not signed it (1 so far)", Cast.Notes(replica));

        replica.Hear(N4, _cast.Prepare(N3, 0, 1, _a));
        replica.FinishDisk();
        Assert.Equal(3, replica.Take<Commit>().Count);
    }

    [Fact]
    public void A_pre_prepare_by_a_backup_a_prepare_by_the_primary_and_votes_of_outsiders_are_refused()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N3, _cast.Sign(_cast.PrePrepare(0, 1, _a) with { Author = N3 }));
        replica.Hear(N1, _cast.Prepare(N1, 0, 1, _a));
        replica.Hear(C1, _cast.Sign(_cast.Prepare(N3, 0, 1, _a) with { Author = C1 }));
        replica.FinishDisk();

        Assert.Empty(replica.Sent);
        Assert.Equal(
            [
                "refused PrePrepare in the name of n3: a pre-prepare by another than the primary (1 so far)",
                "refused Prepare in the name of n1: a prepare by the primary (1 so far)",
                "refused Prepare in the name of c1: it is malformed (1 so far)",
            ],
            Cast.Notes(replica));
    }

    [Fact]
    public void A_batch_with_a_request_that_its_client_has_not_signed_is_refused()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N1, _cast.PrePrepare(0, 1, _a with { Timestamp = 2 }));
        replica.FinishDisk();

        Assert.Empty(replica.Sent);
        Assert.Contains("a batch with a request that its client has not signed", Assert.Single(Cast.Notes(replica)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_proposal_for_a_sequence_number_gets_no_vote_and_is_evidence()
    {
        var replica = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(replica, N2);
        bench.Hear(N1, _cast.PrePrepare(0, 1, _a));
        bench.FinishDisk();
        bench.Sent.Clear();
        bench.Hear(N1, _cast.PrePrepare(0, 1, _b));
        bench.FinishDisk();

        Assert.Empty(bench.Sent);
        var evidence = Assert.Single(replica.Evidence);
        Assert.Equal((N1, StatementKind.PrePrepare), (evidence.Author, evidence.Kind));
        Assert.True(evidence.Verify(_cast.Members.Scheme, _cast.Members.PublicKeyOf(N1)));
        Assert.Contains(Cast.Notes(bench), static note => note.StartsWith("evidence: n1 signed two pre-prepares for view 0, sequence 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_outside_of_the_watermarks_is_kept()
    {
        var replica = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(replica, N2);
        var before = bench.MemoryInUse;
        for (var sequence = 9; sequence < 2_000; sequence++)
        {
            bench.Hear(N1, _cast.PrePrepare(0, sequence, _a));
            bench.Hear(N3, _cast.Prepare(N3, 0, sequence, _a), _cast.Commit(N3, 0, sequence, _a));
        }

        bench.FinishDisk();
        Assert.Empty(bench.Sent);
        Assert.Equal(before, bench.MemoryInUse);
    }

    [Fact]
    public void Votes_may_come_in_any_order()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N3, _cast.Commit(N3, 0, 1, _a), _cast.Commit(N1, 0, 1, _a), _cast.Prepare(N3, 0, 1, _a));
        replica.Hear(N1, _cast.PrePrepare(0, 1, _a));
        replica.FinishDisk();

        Assert.Single(Cast.Decided(replica));
    }

    [Fact]
    public void A_batch_waits_for_the_one_before_it()
    {
        var replica = _cast.Start(N2);
        _cast.Order(replica, 0, 2, [N1, N3], _cast.Put(C1, 2));
        Assert.Empty(Cast.Decided(replica));
        _cast.Order(replica, 0, 1, [N1, N3], _a);

        Assert.Equal([1, 2], Cast.Decided(replica).Select(static decided => (int)decided.Sequence));
    }

    [Fact]
    public void A_replica_that_was_restarted_votes_as_before_and_not_otherwise()
    {
        var before = _cast.Start(N2);
        before.Hear(N1, _cast.PrePrepare(0, 1, _a));
        before.FinishDisk();
        var vote = before.Take<Prepare>()[0];

        var after = _cast.Start(N2, before.Durable);
        after.Hear(N1, _cast.PrePrepare(0, 1, _b));
        after.FinishDisk();
        Assert.Empty(after.Sent);
        after.Hear(N3, _cast.Sign(new Status(N3, 0, false, 0, 0, [])));
        Assert.Equal(vote.Signature, Assert.Single(after.Take<Prepare>()).Signature);
        after.Hear(N3, _cast.Prepare(N3, 0, 1, _b), _cast.Prepare(N4, 0, 1, _b));
        after.FinishDisk();
        Assert.Empty(after.Take<Commit>());
    }

    [Fact]
    public void A_primary_that_was_restarted_uses_no_sequence_number_twice()
    {
        var before = _cast.Start(N1);
        before.Hear(C1, _a);
        before.FinishDisk();

        var after = _cast.Start(N1, before.Durable);
        after.Hear(NodeId.Client(2), _cast.Put(NodeId.Client(2), 1));
        after.FinishDisk();

        Assert.Equal([2, 2, 2], after.Take<PrePrepare>().Select(static message => (int)message.Sequence));
    }

    [Fact]
    public void What_the_disk_does_not_take_is_not_said()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N1, _cast.PrePrepare(0, 1, _a));
        replica.FinishOne(Faultline.Model.Storage.StorageStatus.Full);

        Assert.Empty(replica.Take<Prepare>());
    }

    [Fact]
    public void A_read_only_request_cannot_be_ordered()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N1, _cast.PrePrepare(0, 1, _cast.Get(C1, 1, isReadOnly: true)));
        replica.FinishDisk();

        Assert.Empty(replica.Sent);
    }

    [Fact]
    public void A_backup_passes_a_request_on_to_the_primary_once_for_each_time_that_the_client_asks()
    {
        var replica = _cast.Start(N2);
        replica.Hear(C1, _a);
        Assert.Equal([N1], Cast.ReceiversOf<Request>(replica));
        replica.Hear(N3, _a);
        Assert.Equal([N1], Cast.ReceiversOf<Request>(replica));
    }

    [Fact]
    public void A_client_has_one_request_waiting_and_a_newer_one_takes_its_place()
    {
        var cast = new Cast(options: ("pipeline", "1"));
        var replica = cast.Start(N1);
        replica.Hear(NodeId.Client(2), cast.Put(NodeId.Client(2), 1));
        for (var timestamp = 1; timestamp <= 100; timestamp++) replica.Hear(C1, cast.Put(C1, timestamp));
        replica.Hear(NodeId.Client(3), cast.Put(NodeId.Client(3), 1));
        replica.FinishDisk();
        replica.Hear(N2, cast.Prepare(N2, 0, 1, cast.Put(NodeId.Client(2), 1)), cast.Commit(N2, 0, 1, cast.Put(NodeId.Client(2), 1)));
        replica.Hear(N3, cast.Prepare(N3, 0, 1, cast.Put(NodeId.Client(2), 1)), cast.Commit(N3, 0, 1, cast.Put(NodeId.Client(2), 1)));
        replica.FinishDisk();

        Assert.Equal([(C1, 100L), (NodeId.Client(3), 1L)], replica.Take<PrePrepare>()[^1].Batch.Select(static r => (r.Author, r.Timestamp)));
    }

    [Fact]
    public void A_stranger_is_not_let_in_and_neither_is_a_request_with_a_wrong_signature()
    {
        var replica = _cast.Start(N1);
        replica.Hear(C1, (Request)new KvPbft().Flood(1)!, _a with { Author = NodeId.Client(9) });
        replica.FinishDisk();

        Assert.Empty(replica.Sent);
        Assert.Equal(2, Cast.Notes(replica).Count);
    }

    [Fact]
    public void An_answered_request_is_answered_again_and_not_executed_again()
    {
        var replica = _cast.Start(N2);
        _cast.Order(replica, 0, 1, [N1, N3], _a);
        var first = Assert.Single(replica.Take<Reply>());
        replica.Hear(C1, _a);

        Assert.Equal(first.Result, Assert.Single(replica.Take<Reply>()).Result);
        Assert.Empty(replica.Take<Request>());
        _cast.Order(replica, 0, 2, [N1, N3], _a);
        Assert.Equal(2, Cast.Decided(replica).Count);
        Assert.Empty(replica.Take<Reply>());
    }
}
