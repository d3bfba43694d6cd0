using Faultline.Model.Nodes;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>A backup whose primary does just enough, or does it for some only.</summary>
public sealed class SuspicionTests
{
    private static readonly TimeSpan JustUnderTheTimeout = TimeSpan.FromMilliseconds(400);

    private long _sequence;
    private long _timestamp;

    [Fact]
    public void A_primary_that_stays_just_under_the_timeout_is_left_after_a_short_while()
    {
        var cast = new Cast();
        var replica = cast.Start(N2);

        var left = LeftAfter(cast, replica, JustUnderTheTimeout, TimeSpan.FromSeconds(20));

        Assert.InRange(left ?? TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains(Cast.Notes(replica), static note => note.Contains("its primary keeps requests waiting for", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_rule_it_would_go_on_for_ever()
    {
        var cast = new Cast(options: ("slow-primary", "off"));

        Assert.Null(LeftAfter(cast, cast.Start(N2), JustUnderTheTimeout, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_primary_that_is_as_fast_as_can_be_is_kept()
    {
        var cast = new Cast();

        Assert.Null(LeftAfter(cast, cast.Start(N2), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void What_is_demanded_rises_with_the_time_in_a_view_down_to_an_eighth_of_the_timeout()
    {
        var replica = new Replica(new Cast().Cluster, N2);
        var suspicion = new Suspicion(replica.State, new Requests(replica.State), null!);

        Assert.Equal(
            [250, 125, 62.5, 62.5, 62.5],
            new[] { 0.5, 1, 2, 3, 3_600 }.Select(seconds => suspicion.Allowance(TimeSpan.FromSeconds(seconds)).TotalMilliseconds));
    }

    [Fact]
    public void A_client_that_is_left_out_makes_a_backup_leave_even_before_the_timeout()
    {
        var cast = new Cast(clients: 2, options: [("fairness", "4"), ("view-timeout", "60000"), ("view-timeout-most", "60000")]);
        var replica = cast.Start(N2);
        replica.Hear(NodeId.Client(2), cast.Put(NodeId.Client(2), 1));
        for (var i = 0; i < 8; i++) Order(cast, replica);
        Tick(replica);
        Assert.Empty(replica.Take<ViewChange>());
        Order(cast, replica);
        Tick(replica);

        Assert.NotEmpty(replica.Take<ViewChange>());
    }

    [Fact]
    public void A_request_that_is_left_out_while_others_are_served_runs_into_the_timeout()
    {
        var cast = new Cast();
        var replica = cast.Start(N2);
        replica.Hear(NodeId.Client(2), cast.Put(NodeId.Client(2), 1));
        for (var i = 0; i < 12; i++)
        {
            Order(cast, replica);
            Tick(replica);
        }

        Assert.NotEmpty(replica.Take<ViewChange>());
    }

    /// <summary>The backup hears each request when the client asks all, and the primary orders it so much later.</summary>
    private TimeSpan? LeftAfter(Cast cast, NodeBench replica, TimeSpan delay, TimeSpan most)
    {
        while (replica.Now < most)
        {
            var request = cast.Put(C1, ++_timestamp);
            replica.Hear(C1, request);
            var until = replica.Now + delay;
            while (replica.Timers["tick"].At <= until) Tick(replica);
            if (replica.Take<ViewChange>().Count > 0) return replica.Now;
            replica.Now = until;
            Order(cast, replica, request);
        }

        return null;
    }

    private void Order(Cast cast, NodeBench replica, Request? request = null)
    {
        cast.Order(replica, 0, ++_sequence, [N1, N3], request ?? cast.Put(C1, ++_timestamp));
        foreach (var own in replica.Take<Checkpoint>().Take(1))
            foreach (var other in new[] { N1, N3 })
                replica.Hear(other, cast.Checkpoint(other, own.Sequence, own.StateDigest));
        replica.FinishDisk();
    }

    private static void Tick(NodeBench replica)
    {
        replica.RingNext("tick");
        replica.FinishDisk();
    }
}
