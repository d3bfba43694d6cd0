using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

public sealed class LocatorTests
{
    [Fact]
    public void Every_ancestor_of_a_long_chain_is_found()
    {
        var chain = Chain(5_000);
        foreach (var from in (int[])[0, 1, 2, 17, 1023, 1024, 4095, 4999])
            for (var height = 0; height <= from; height++)
                Assert.Same(chain[height], chain[from].Ancestor(height));
    }

    [Fact]
    public void The_fork_of_two_chains_is_the_last_block_of_both()
    {
        var chain = Chain(2_000);
        foreach (var at in (int[])[0, 1, 2, 3, 100, 1023, 1024, 1025, 1500, 1998])
        {
            var other = Chain(300, chain[at]);
            Assert.Same(chain[at], other[^1].Fork(chain[^1]));
            Assert.Same(chain[at], chain[^1].Fork(other[^1]));
            Assert.Same(chain[at], chain[at].Fork(other[^1]));
        }
    }

    [Fact]
    public void A_locator_has_the_newest_ten_then_gaps_that_double_and_the_first()
    {
        var chain = Chain(1_000);

        var heights = Locator.Of(chain[^1]).Select(hash => Array.FindIndex(chain, entry => entry.Hash == hash)).ToArray();

        Assert.Equal([999, 998, 997, 996, 995, 994, 993, 992, 991, 990, 988, 984, 976, 960, 928, 864, 736, 480, 0], heights);
    }

    [Fact]
    public void A_locator_of_a_short_chain_has_all_of_it()
    {
        Assert.Single(Locator.Of(Chain(1)[0]));
        Assert.Equal(4, Locator.Of(Chain(4)[^1]).Length);
    }

    [Fact]
    public void The_fork_is_found_and_what_follows_is_sent()
    {
        var tree = Mined.Tree();
        var trunk = Mined.Extend(tree, tree.Genesis, 100);
        var mine = Mined.Extend(tree, trunk, 40, salt: 1);
        var others = Mined.Extend(tree, trunk, 30, salt: 2);

        var fork = Locator.FindFork(tree, mine, Locator.Of(others));
        var following = Locator.Following(mine, fork, Hash256.Zero);

        Assert.True(fork.Height is <= 100 and > 80);
        Assert.Equal(mine.Height - fork.Height, following.Count);
        Assert.Same(fork, following[0].Parent);
        Assert.Same(mine, following[^1]);
    }

    [Fact]
    public void A_locator_of_strangers_leads_to_the_first_block()
    {
        var tree = Mined.Tree();
        var tip = Mined.Extend(tree, tree.Genesis, 10);

        Assert.Same(tree.Genesis, Locator.FindFork(tree, tip, [new Hash256(1, 2, 3, 4)]));
        Assert.Same(tree.Genesis, Locator.FindFork(tree, tip, []));
    }

    [Fact]
    public void A_locator_from_further_on_leads_to_the_tip()
    {
        var tree = Mined.Tree();
        var tip = Mined.Extend(tree, tree.Genesis, 10);
        var beyond = Mined.Extend(tree, tip, 3);

        Assert.Same(tip, Locator.FindFork(tree, tip, Locator.Of(beyond)));
        Assert.Empty(Locator.Following(tip, tip, Hash256.Zero));
    }

    [Fact]
    public void What_is_sent_ends_at_the_bound_or_where_it_should_stop()
    {
        var chain = Chain(3_000);

        Assert.Equal(2_000, Locator.Following(chain[^1], chain[0], Hash256.Zero).Count);
        Assert.Same(chain[2_000], Locator.Following(chain[^1], chain[0], Hash256.Zero)[^1]);
        Assert.Same(chain[7], Locator.Following(chain[^1], chain[0], chain[7].Hash)[^1]);
    }

    private static HeaderEntry[] Chain(int count, HeaderEntry? from = null)
    {
        var chain = new HeaderEntry[count];
        for (var i = 0; i < count; i++)
        {
            var header = new BlockHeader(from is null ? 1 : 2, from?.Hash ?? default, default, (uint)i, 0x207fffff, 0);
            chain[i] = from = new HeaderEntry(header, header.Hash(), from);
        }

        return chain;
    }
}
