using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Systems.MultiPaxos;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.MultiPaxos;

public sealed class QuorumConfirmationTests
{
    private readonly NodeContext _context = new(N1, new Prng(1));
    private readonly QuorumConfirmation _confirmation = Confirmation("lease");

    [Fact]
    public void A_round_is_confirmed_when_a_quorum_has_acknowledged_it_or_a_later_one()
    {
        Send(rounds: 3);

        _confirmation.OnAck(N1, 3);
        _confirmation.OnAck(N2, 1);
        Assert.Equal(0, _confirmation.ConfirmedRound);
        _confirmation.OnAck(N3, 2);
        Assert.Equal(1, _confirmation.ConfirmedRound);
        _confirmation.OnAck(N4, 3);
        Assert.Equal(2, _confirmation.ConfirmedRound);
        _confirmation.OnAck(N5, 3);
        Assert.Equal(3, _confirmation.ConfirmedRound);
    }

    [Fact]
    public void Acknowledgements_again_and_late_ones_change_nothing()
    {
        Send(rounds: 3);
        foreach (var node in new[] { N1, N2, N3 }) _confirmation.OnAck(node, 3);

        foreach (var node in new[] { N3, N3, N4, N5 }) _confirmation.OnAck(node, 1);

        Assert.Equal(3, _confirmation.ConfirmedRound);
    }

    [Fact]
    public void A_confirmation_counts_from_when_its_round_was_sent()
    {
        Send(rounds: 3);
        At(900);

        foreach (var node in new[] { N1, N2, N3 }) _confirmation.OnAck(node, 2);

        Assert.Equal(TimeSpan.FromMilliseconds(200).Ticks, _confirmation.ConfirmedAt);
    }

    [Fact]
    public void A_lease_holds_from_the_sending_of_the_round_for_its_time_and_no_longer()
    {
        Send(rounds: 1);
        Assert.False(_confirmation.HoldsLease(_context));
        foreach (var node in new[] { N1, N2, N3 }) _confirmation.OnAck(node, 1);

        At(345);
        Assert.True(_confirmation.HoldsLease(_context));
        At(346);
        Assert.False(_confirmation.HoldsLease(_context));
    }

    [Fact]
    public void A_lease_that_was_given_up_does_not_come_back()
    {
        Send(rounds: 2);
        foreach (var node in new[] { N1, N2, N3 }) _confirmation.OnAck(node, 1);

        _confirmation.GiveLeaseUp();
        foreach (var node in new[] { N1, N2, N3 }) _confirmation.OnAck(node, 2);

        Assert.False(_confirmation.HoldsLease(_context));
    }

    [Fact]
    public void Without_the_option_there_is_no_lease()
    {
        var confirmation = Confirmation("read-index");
        confirmation.SendRound(_context, 0);
        foreach (var node in new[] { N1, N2, N3 }) confirmation.OnAck(node, 1);

        Assert.Equal(1, confirmation.ConfirmedRound);
        Assert.False(confirmation.HoldsLease(_context));
    }

    /// <summary>Sends rounds at 100 ms, 200 ms and so on.</summary>
    private void Send(int rounds)
    {
        for (var round = 1; round <= rounds; round++)
        {
            At(100 * round);
            _confirmation.SendRound(_context, 0);
        }
    }

    private void At(int milliseconds) => _context.Clock = new LocalClock(0, milliseconds * TimeSpan.TicksPerMillisecond);

    private static QuorumConfirmation Confirmation(string reads)
    {
        var options = new SystemOptions(new KvPaxos().Options, new Dictionary<string, string> { ["reads"] = reads });
        return new QuorumConfirmation(new ReplicaSettings(Cluster.Of(5, 1, options)), B(1, N1), now: 0);
    }
}
