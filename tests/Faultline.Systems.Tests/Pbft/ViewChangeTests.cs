using Faultline.Model.Nodes;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>One replica of four when its primary fails; the test plays the others (section 4.4).</summary>
public sealed class ViewChangeTests
{
    private readonly Cast _cast = new();
    private readonly Request _a;

    public ViewChangeTests() => _a = _cast.Put(C1, 1, value: "a");

    [Fact]
    public void A_request_that_waits_for_too_long_makes_a_backup_leave_its_view()
    {
        var replica = _cast.Start(N3);
        replica.Hear(C1, _a);
        RingUntil(replica, TimeSpan.FromMilliseconds(450));
        replica.FinishDisk();
        Assert.Empty(replica.Take<ViewChange>());
        RingUntil(replica, TimeSpan.FromMilliseconds(600));
        Assert.Empty(replica.Take<ViewChange>());
        replica.FinishDisk();

        Assert.Equal([1, 1, 1], replica.Take<ViewChange>().Select(static change => (int)change.View));
        replica.Hear(N1, _cast.PrePrepare(0, 1, _a));
        replica.FinishDisk();
        Assert.Empty(replica.Take<Prepare>());
    }

    [Fact]
    public void Nothing_waits_and_nobody_leaves()
    {
        var replica = _cast.Start(N3);
        RingUntil(replica, TimeSpan.FromSeconds(20));
        replica.FinishDisk();

        Assert.Empty(replica.Take<ViewChange>());
    }

    [Fact]
    public void One_who_leaves_makes_nobody_follow_and_f_plus_one_do()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N3, _cast.ViewChange(N3, 7), _cast.ViewChange(N3, 8));
        replica.FinishDisk();
        Assert.Empty(replica.Take<ViewChange>());
        replica.Hear(N4, _cast.ViewChange(N4, 5));
        replica.FinishDisk();

        Assert.Equal(5, replica.Take<ViewChange>()[0].View);
    }

    [Fact]
    public void A_view_change_says_what_has_prepared_and_the_new_primary_proposes_it_again()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N1, _cast.PrePrepare(0, 1, _a));
        replica.Hear(N3, _cast.Prepare(N3, 0, 1, _a));
        replica.FinishDisk();
        replica.Hear(N3, _cast.ViewChange(N3, 1), _cast.ViewChange(N4, 1));
        replica.FinishDisk();

        var change = replica.Take<ViewChange>()[0];
        Assert.Equal(_cast.DigestOf(_a), Assert.Single(change.Prepared).Digest);
        Assert.True(NewViewPlan.AreProved(_cast.Members, change));
        var began = replica.Take<NewView>()[0];
        Assert.Null(NewViewPlan.Objection(_cast.Members, began, _cast.Members.Quorum, trustsProposals: false));
        Assert.Equal([(1, _cast.DigestOf(_a))], began.Proposals.Select(static p => ((int)p.Sequence, p.Digest)));
        Assert.Equal(1, replica.Said.Last(static said => said.Kind == NodeEventKind.BecameLeader).Index);
    }

    [Fact]
    public void The_new_primary_goes_on_behind_what_it_has_proposed_again()
    {
        var replica = _cast.Start(N2);
        replica.Hear(N3, _cast.ViewChange(N3, 1, _cast.Prepared(0, 3, _a)), _cast.ViewChange(N4, 1));
        replica.FinishDisk();
        replica.Hear(NodeId.Client(2), _cast.Put(NodeId.Client(2), 1));
        replica.FinishDisk();

        Assert.Equal(4, replica.Take<PrePrepare>()[0].Sequence);
    }

    [Fact]
    public void A_backup_votes_for_what_a_new_view_proposes_also_where_it_must_fetch_the_batch()
    {
        var replica = _cast.Start(N3);
        replica.Hear(N2, _cast.NewView(1, _cast.ViewChange(N1, 1), _cast.ViewChange(N2, 1, _cast.Prepared(0, 2, _a)), _cast.ViewChange(N4, 1)));
        replica.FinishDisk();
        Assert.Equal([1, 2], replica.Take<Prepare>().Where(static p => p.View == 1).Select(static p => (int)p.Sequence).Distinct());

        replica.Hear(N1, _cast.Prepare(N1, 1, 1), _cast.Prepare(N1, 1, 2, _a));
        replica.FinishDisk();
        Assert.Equal([1], replica.Take<Commit>().Select(static c => (int)c.Sequence).Distinct());
        RingUntil(replica, TimeSpan.FromSeconds(1));
        Assert.Equal((2, _cast.DigestOf(_a)), replica.Take<FetchBatch>().Select(static f => ((int)f.Sequence, f.Digest)).First());
        replica.Hear(N4, _cast.Sign(new BatchBody(N4, 2, [_cast.Put(C1, 1, value: "lie")], [])));
        replica.FinishDisk();
        Assert.Empty(replica.Take<Commit>());
        replica.Hear(N4, _cast.Sign(new BatchBody(N4, 2, [_a], [])));
        replica.FinishDisk();
        Assert.Equal(2, replica.Take<Commit>()[0].Sequence);
    }

    [Fact]
    public void A_new_view_that_does_not_follow_is_refused_and_the_next_view_is_tried()
    {
        var replica = _cast.Start(N3);
        replica.Hear(N1, _cast.ViewChange(N1, 1), _cast.ViewChange(N4, 1, _cast.Prepared(0, 1, _a)));
        replica.FinishDisk();
        replica.Hear(N2, _cast.ViewChange(N2, 1));
        replica.Sent.Clear();
        var changes = new[] { _cast.ViewChange(N1, 1), _cast.ViewChange(N2, 1), _cast.ViewChange(N4, 1, _cast.Prepared(0, 1, _a)) };
        replica.Hear(N2, _cast.NewView(1, [], changes));
        replica.FinishDisk();

        Assert.Empty(replica.Take<Prepare>());
        Assert.Contains(Cast.Notes(replica), static note => note.Contains("its proposals do not follow", StringComparison.Ordinal));
        RingUntil(replica, replica.Now + TimeSpan.FromSeconds(1));
        replica.FinishDisk();
        Assert.Contains(replica.Take<ViewChange>(), static change => change.View == 2);
    }

    [Fact]
    public void Each_view_that_brings_nothing_is_given_twice_the_time_up_to_a_bound_and_progress_ends_that()
    {
        var replica = new Replica(_cast.Cluster, N4);
        var bench = Cast.Start(replica, N4);
        var changes = new ViewChanges(replica.State, new Outbox(replica.State), null!, null!, null!, replica.Rejections);
        var timeouts = new List<double>();
        var context = new NodeContext(N4, new Faultline.Model.Randomness.Prng(1));
        for (var view = 1; view <= 6; view++)
        {
            changes.Leave(context, view, "the test wants it");
            timeouts.Add(changes.Timeout.TotalMilliseconds);
        }

        Assert.Equal([500, 1_000, 2_000, 4_000, 4_000, 4_000], timeouts);
        changes.OnProgress();
        Assert.Equal(500, changes.Timeout.TotalMilliseconds);
        Assert.NotNull(bench);
    }

    [Fact]
    public void After_a_restart_it_still_waits_for_the_view_for_which_it_has_left()
    {
        var before = _cast.Start(N3);
        before.Hear(N1, _cast.ViewChange(N1, 1), _cast.ViewChange(N4, 1));
        before.FinishDisk();
        var left = before.Take<ViewChange>()[0];

        var after = _cast.Start(N3, before.Durable);
        after.Hear(N1, _cast.PrePrepare(0, 1, _a));
        after.FinishDisk();
        Assert.Empty(after.Take<Prepare>());
        after.Hear(N2, _cast.Sign(new Status(N2, 0, false, 0, 0, [])));
        Assert.Equal(left.Signature, Assert.Single(after.Take<ViewChange>()).Signature);
    }

    [Fact]
    public void After_a_restart_it_is_in_the_view_in_which_it_was_with_the_votes_that_it_gave()
    {
        var before = _cast.Start(N3);
        before.Hear(N2, _cast.NewView(1, _cast.ViewChange(N1, 1), _cast.ViewChange(N2, 1), _cast.ViewChange(N4, 1)));
        before.Hear(N2, _cast.PrePrepare(1, 1, _a));
        before.FinishDisk();

        var after = _cast.Start(N3, before.Durable);
        after.Hear(N4, _cast.Sign(new Status(N4, 0, false, 0, 0, [])));
        Assert.Equal(1, Assert.Single(after.Take<NewView>()).View);
        after.Now += TimeSpan.FromSeconds(1);
        after.Hear(N4, _cast.Sign(new Status(N4, 1, false, 0, 0, [])));
        Assert.Equal((1, 1), after.Take<Prepare>().Select(static p => ((int)p.View, (int)p.Sequence)).Single());
    }

    /// <summary>Two who left for view 7 and one who has gone on to 8 are a quorum that no view serves: the two go on.</summary>
    [Fact]
    public void Those_who_wait_for_a_view_that_another_has_given_up_go_on_as_well()
    {
        var replica = _cast.Start(N3);
        replica.Hear(N4, _cast.ViewChange(N4, 7), _cast.ViewChange(N1, 8));
        replica.FinishDisk();
        replica.Hear(N4, _cast.ViewChange(N4, 7));
        replica.Take<ViewChange>();
        RingUntil(replica, TimeSpan.FromSeconds(3));
        replica.FinishDisk();

        Assert.Contains(replica.Take<ViewChange>(), static change => change.View == 8);
    }

    private static void RingUntil(NodeBench replica, TimeSpan time)
    {
        while (replica.Timers["tick"].At <= time) replica.RingNext("tick");
    }
}
