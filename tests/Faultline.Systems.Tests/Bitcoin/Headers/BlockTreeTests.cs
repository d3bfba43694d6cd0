using Faultline.Systems.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

public sealed class BlockTreeTests
{
    private const long Late = uint.MaxValue;

    [Fact]
    public void A_tree_begins_with_a_first_block_that_is_valid()
    {
        var tree = Mined.Tree();

        Assert.Same(tree.Genesis, tree.BestHeader);
        Assert.Same(tree.Genesis, tree.BestBlock);
        Assert.Equal(
            BlockStatus.HeaderValid | BlockStatus.HasData | BlockStatus.IsComplete | BlockStatus.Valid, tree.StatusOf(tree.Genesis));
    }

    [Fact]
    public void More_work_wins_and_not_more_blocks()
    {
        // Four blocks a period. One branch has harder blocks after its first period, because it was mined faster.
        var parameters = NetworkParameters.Simulation(TimeSpan.FromSeconds(600), 4);
        var tree = Mined.Tree(parameters);
        var slow = Mined.Extend(tree, tree.Genesis, 6);
        var fast = tree.Genesis;
        for (var i = 0; i < 5; i++) fast = Mined.Extend(tree, fast, fast.Header.Time + 100, salt: 1);

        Assert.True(fast.Height < slow.Height);
        Assert.True(fast.ChainWork > slow.ChainWork);
        Assert.Same(fast, tree.BestHeader);
    }

    [Fact]
    public void Of_equal_work_the_header_seen_first_is_best_and_the_block_completed_first()
    {
        var tree = Mined.Tree();
        var first = Mined.Extend(tree, tree.Genesis, salt: 1);
        var second = Mined.Extend(tree, tree.Genesis, salt: 2);
        Assert.Same(first, tree.BestHeader);

        tree.AddData(second);
        Assert.Same(second, tree.BestBlock);
        tree.AddData(first);
        Assert.Same(second, tree.BestBlock);
        Assert.Same(first, tree.BestHeader);
    }

    [Fact]
    public void When_the_best_branch_fails_the_block_completed_first_is_next()
    {
        var tree = Mined.Tree();
        var first = Mined.Extend(tree, tree.Genesis, salt: 1);
        var second = Mined.Extend(tree, tree.Genesis, salt: 2);
        var bad = Mined.Extend(tree, tree.Genesis, salt: 3);
        var best = Mined.Extend(tree, bad, salt: 3);
        foreach (var block in (HeaderEntry[])[second, first, bad, best]) tree.AddData(block);
        Assert.Same(best, tree.BestBlock);

        tree.MarkFailed(bad);

        Assert.Same(second, tree.BestBlock);
        Assert.Same(first, tree.BestHeader);
    }

    [Fact]
    public void A_block_can_be_connected_when_all_before_it_are_there()
    {
        var tree = Mined.Tree();
        var one = Mined.Extend(tree, tree.Genesis);
        var two = Mined.Extend(tree, one);
        var three = Mined.Extend(tree, two);
        var other = Mined.Extend(tree, one, salt: 9);

        tree.AddData(three);
        tree.AddData(two);
        tree.AddData(other);
        Assert.Same(tree.Genesis, tree.BestBlock);
        Assert.False(tree.Is(three, BlockStatus.IsComplete));

        tree.AddData(one);
        Assert.Same(three, tree.BestBlock);
        Assert.All([one, two, three, other], block => Assert.True(tree.Is(block, BlockStatus.IsComplete)));
    }

    [Fact]
    public void A_hundred_thousand_blocks_complete_without_recursion()
    {
        var tree = Mined.Tree();
        var blocks = new List<HeaderEntry>();
        for (var tip = tree.Genesis; blocks.Count < 100_000; blocks.Add(tip)) tip = Mined.Extend(tree, tip);

        for (var i = blocks.Count - 1; i >= 0; i--) tree.AddData(blocks[i]);
        Assert.Same(blocks[^1], tree.BestBlock);

        tree.MarkFailed(blocks[0]);
        Assert.True(tree.Is(blocks[^1], BlockStatus.FailedDescendant));
        Assert.Same(tree.Genesis, tree.BestBlock);
    }

    [Fact]
    public void A_failed_block_takes_its_descendants_along_and_the_next_best_is_chosen()
    {
        var (tree, trunk, bad, worse, rival) = Forked();

        tree.MarkFailed(bad);

        Assert.Equal(BlockStatus.Failed, tree.StatusOf(bad) & BlockStatus.AnyFailure);
        Assert.Equal(BlockStatus.FailedDescendant, tree.StatusOf(worse) & BlockStatus.AnyFailure);
        Assert.False(tree.Is(rival, BlockStatus.AnyFailure));
        Assert.False(tree.Is(trunk, BlockStatus.AnyFailure));
        Assert.Same(rival, tree.BestHeader);
        Assert.Same(rival, tree.BestBlock);
    }

    [Fact]
    public void What_builds_on_a_failed_block_is_refused_and_so_is_the_block_itself()
    {
        var (tree, _, bad, worse, _) = Forked();
        tree.MarkFailed(bad);

        Assert.Same(HeaderRules.AlreadyFailed, tree.Add(bad.Header, Late, out _));
        var why = tree.Add(Mined.After(worse, tree.Parameters), Late, out var entry);

        Assert.Equal("bad-prevblk", why?.Reason);
        Assert.Null(entry);
    }

    [Fact]
    public void Reconsidered_the_branch_is_best_again()
    {
        var (tree, _, bad, worse, rival) = Forked();
        tree.MarkFailed(bad);

        tree.Reconsider(worse);

        Assert.Same(worse, tree.BestHeader);
        Assert.Same(worse, tree.BestBlock);
        Assert.All([bad, worse, rival], block => Assert.False(tree.Is(block, BlockStatus.AnyFailure)));
    }

    [Fact]
    public void Reconsidering_one_branch_leaves_another_failed()
    {
        var (tree, trunk, bad, worse, rival) = Forked();
        var twig = Mined.Extend(tree, bad, salt: 77);
        tree.MarkFailed(twig);
        tree.MarkFailed(rival);
        tree.MarkFailed(bad);

        tree.Reconsider(worse);

        Assert.False(tree.Is(worse, BlockStatus.AnyFailure));
        Assert.True(tree.Is(twig, BlockStatus.Failed));
        Assert.True(tree.Is(rival, BlockStatus.Failed));
        Assert.False(tree.Is(trunk, BlockStatus.AnyFailure));
    }

    [Fact]
    public void A_header_that_is_known_is_no_mistake()
    {
        var tree = Mined.Tree();
        var one = Mined.Extend(tree, tree.Genesis);

        Assert.Null(tree.Add(one.Header, Late, out var again));
        Assert.Same(one, again);
        Assert.Equal(2, tree.Blocks.Count);
    }

    [Fact]
    public void Poor_branches_are_forgotten_beyond_the_bound_and_the_best_chain_is_not()
    {
        var tree = Mined.Tree(NetworkParameters.Regtest with { MostSideHeaders = 100 });
        var best = Mined.Extend(tree, tree.Genesis, 50);
        var rich = Mined.Extend(tree, best.Ancestor(10), 30, salt: 1);
        var withData = Mined.Extend(tree, tree.Genesis, salt: 2);
        tree.AddData(withData);

        for (ulong salt = 10; salt < 1_000; salt++)
        {
            Mined.Extend(tree, tree.Genesis, salt: salt);
            Assert.True(tree.Blocks.Count <= 51 + 100);
        }

        Assert.NotNull(tree.Find(best.Hash));
        Assert.NotNull(tree.Find(rich.Hash));
        Assert.NotNull(tree.Find(withData.Hash));
        for (var i = 1; i < tree.Blocks.Count; i++) Assert.NotNull(tree.Find(tree.Blocks[i].Parent!.Hash));
    }

    /// <summary>Its own parents have no data and little work; without them it could never be connected.</summary>
    [Fact]
    public void A_block_with_data_keeps_the_headers_before_it()
    {
        var tree = Mined.Tree(NetworkParameters.Regtest with { MostSideHeaders = 100 });
        Mined.Extend(tree, tree.Genesis, 50);
        var poor = Mined.Extend(tree, tree.Genesis, 3, salt: 1);
        tree.AddData(poor);

        for (ulong salt = 10; salt < 500; salt++) Mined.Extend(tree, tree.Genesis, 5, salt);

        for (var at = poor; at is not null; at = at.Parent) Assert.NotNull(tree.Find(at.Hash));
    }

    [Fact]
    public void What_is_said_of_a_forgotten_block_changes_nothing()
    {
        var tree = Mined.Tree(NetworkParameters.Regtest with { MostSideHeaders = 10 });
        var best = Mined.Extend(tree, tree.Genesis, 5);
        var added = new List<HeaderEntry>();
        for (ulong salt = 10; salt < 50; salt++)
        {
            added.Add(Mined.Extend(tree, tree.Genesis, salt: salt));
            Assert.NotNull(tree.Find(added[^1].Hash));
        }

        var poor = added.First(entry => tree.Find(entry.Hash) is null);

        tree.AddData(poor);
        tree.MarkValid(poor);
        tree.MarkFailed(poor);
        tree.Reconsider(poor);

        Assert.Equal(BlockStatus.Unknown, tree.StatusOf(poor));
        Assert.Same(best, tree.BestHeader);
    }

    [Fact]
    public void What_all_trees_forgot_leaves_the_pool()
    {
        var pool = new HeaderPool(NetworkParameters.Regtest with { MostSideHeaders = 10 });
        var (one, other) = (new BlockTree(pool), new BlockTree(pool));
        Mined.Extend(one, one.Genesis, 20);
        for (ulong salt = 10; salt < 500; salt++) Mined.Extend(one, one.Genesis, salt: salt);

        Assert.True(pool.Count <= 21 + 10);
        Assert.Single(other.Blocks);
    }

    [Fact]
    public void Two_trees_share_entries_and_not_opinions()
    {
        var pool = new HeaderPool(NetworkParameters.Regtest);
        var (one, other) = (new BlockTree(pool), new BlockTree(pool));
        var mine = Mined.Extend(one, one.Genesis);
        Assert.Null(other.Find(mine.Hash));
        Assert.Null(other.Add(mine.Header, Late, out var others));

        one.MarkFailed(mine);

        Assert.Same(mine, others);
        Assert.Same(mine, other.BestHeader);
        Assert.Same(one.Genesis, one.BestHeader);
    }

    [Fact]
    public void A_shared_header_is_still_too_early_for_a_slow_clock()
    {
        var pool = new HeaderPool(NetworkParameters.Regtest);
        var (quick, slow) = (new BlockTree(pool), new BlockTree(pool));
        var entry = Mined.Extend(quick, quick.Genesis);

        Assert.Same(HeaderRules.TimeTooNew, slow.Add(entry.Header, entry.Header.Time - 7_201L, out _));
    }

    [Fact]
    public void Work_that_is_a_day_behind_is_not_worth_keeping()
    {
        var tree = Mined.Tree();
        for (var tip = tree.Genesis; tip.Height < 200;)
        {
            tip = Mined.Extend(tree, tip);
            tree.AddData(tip);
        }

        Assert.Equal(tree.BestBlock.Ancestor(200 - 144).ChainWork, tree.LeastWorthwhileWork);
    }

    private static (BlockTree Tree, HeaderEntry Trunk, HeaderEntry Bad, HeaderEntry Worse, HeaderEntry Rival) Forked()
    {
        var tree = Mined.Tree();
        var trunk = Mined.Extend(tree, tree.Genesis, 3);
        var bad = Mined.Extend(tree, trunk, salt: 1);
        var worse = Mined.Extend(tree, bad, salt: 1);
        var rival = Mined.Extend(tree, trunk, salt: 2);
        foreach (var block in tree.Blocks) tree.AddData(block);
        Assert.Same(worse, tree.BestBlock);
        return (tree, trunk, bad, worse, rival);
    }
}
