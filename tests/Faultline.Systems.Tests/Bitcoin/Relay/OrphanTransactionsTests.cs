using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Relay;

public sealed class OrphanTransactionsTests
{
    [Fact]
    public void Never_more_than_the_bound_wait()
    {
        var orphans = new OrphanTransactions();
        var random = new Prng(1);
        for (var i = 1; i <= 1_000; i++) orphans.Add(ChildOf((ulong)i), NodeId.Node(1), random);

        Assert.Equal(OrphanTransactions.Most, orphans.Count);
    }

    [Fact]
    public void Children_are_taken_out_with_their_parent_and_those_of_a_peer_with_the_peer()
    {
        var orphans = new OrphanTransactions();
        var random = new Prng(1);
        var (one, other) = (ChildOf(1), ChildOf(2));
        orphans.Add(one, NodeId.Node(1), random);
        orphans.Add(other, NodeId.Node(2), random);

        Assert.Equal(one.Id, Assert.Single(orphans.TakeChildrenOf(new Hash256(1, 0, 0, 1))).Transaction.Id);
        orphans.Forget(NodeId.Node(2));
        Assert.Equal(0, orphans.Count);
    }

    [Fact]
    public void Recent_hashes_remember_at_least_half_and_never_more_than_all()
    {
        var recent = new RecentHashes(100);
        for (var i = 0UL; i < 1_000; i++) Assert.True(recent.Add(new Hash256(i, 0, 0, 0)));

        Assert.All(Enumerable.Range(950, 50), i => Assert.True(recent.Has(new Hash256((ulong)i, 0, 0, 0))));
        Assert.False(recent.Has(new Hash256(800, 0, 0, 0)));
    }

    private static Transaction ChildOf(ulong parent) => new(
        2,
        [new TransactionInput(new OutPoint(new Hash256(parent, 0, 0, 1), 0), new byte[33], new byte[64])],
        [TransactionOutput.To(1, default)]);
}
