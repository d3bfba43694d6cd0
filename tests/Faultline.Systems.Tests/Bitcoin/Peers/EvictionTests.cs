using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Peers;

namespace Faultline.Systems.Tests.Bitcoin.Peers;

public sealed class EvictionTests
{
    [Fact]
    public void The_youngest_of_the_largest_group_goes()
    {
        // 20 of group 1, the later the higher; 10 of other groups.
        var peers = Enumerable.Range(1, 30).Select(static number => PeerOf(number, since: number)).ToList();

        var evicted = Eviction.Choose(peers, static peer => peer.Id.Number <= 20 ? 1 : peer.Id.Number);

        Assert.Equal(NodeId.Node(20), evicted!.Id);
    }

    [Fact]
    public void Whoever_is_near_or_useful_stays()
    {
        var peers = Enumerable.Range(1, 30).Select(static number => PeerOf(number, since: number)).ToList();
        peers[19].ShortestRoundTrip = 1;
        peers[18].BlockAt = 100;
        peers[17].TransactionAt = 100;

        Assert.Equal(NodeId.Node(17), Eviction.Choose(peers, static peer => peer.Id.Number <= 20 ? 1 : peer.Id.Number)!.Id);
    }

    [Fact]
    public void Where_all_are_protected_nobody_goes() =>
        Assert.Null(Eviction.Choose(Enumerable.Range(1, 8).Select(static number => PeerOf(number, number)), static peer => peer.Id.Number));

    private static Peer PeerOf(int number, long since) => new(NodeId.Node(number), ConnectionKind.Full, isInbound: true, nonce: 1, since);
}
