using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.BlockChain;

public sealed class MerkleTreeTests
{
    [Fact]
    public void Block_100000_has_the_root_in_its_header()
    {
        var root = MerkleTree.Root(Block100000.Transactions, out var isMutated);

        Assert.Equal("f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766", root.ToString());
        Assert.False(isMutated);
    }

    [Fact]
    public void One_leaf_is_its_own_root_and_none_have_zero()
    {
        Assert.Equal(Block100000.Transactions[0], MerkleTree.Root(Block100000.Transactions.AsSpan(0, 1)));
        Assert.Equal(Hash256.Zero, MerkleTree.Root([]));
    }

    /// <summary>CVE-2012-2459.</summary>
    [Fact]
    public void A_repeated_ending_has_the_same_root_and_is_mutated()
    {
        Hash256[] honest = [.. Block100000.Transactions.Take(3)];
        Hash256[] repeated = [.. honest, honest[2]];

        var root = MerkleTree.Root(honest, out var isHonestMutated);
        var again = MerkleTree.Root(repeated, out var isRepeatedMutated);

        Assert.Equal("fa435470825de273081dcc706b25514c936fa6dc80ab965ce6970d68ddd0b553", root.ToString());
        Assert.Equal(root, again);
        Assert.False(isHonestMutated);
        Assert.True(isRepeatedMutated);
    }

    [Fact]
    public void Every_repetition_that_keeps_the_root_is_mutated()
    {
        for (var length = 1; length <= 40; length++)
        {
            var honest = Leaves(length);
            var root = MerkleTree.Root(honest, out var isMutated);
            Assert.False(isMutated);

            for (var repeated = 1; repeated <= length; repeated++)
            {
                Hash256[] longer = [.. honest, .. honest[^repeated..]];
                if (MerkleTree.Root(longer, out var isLongerMutated) == root) Assert.True(isLongerMutated, $"{length} + {repeated}");
            }
        }
    }

    [Fact]
    public void A_repetition_in_an_upper_row_is_found()
    {
        // Six leaves: the row above has three nodes, and the last two leaves repeated make it four with two equal ones.
        var six = Leaves(6);
        Hash256[] eight = [.. six, .. six[4..]];

        Assert.Equal(MerkleTree.Root(six), MerkleTree.Root(eight, out var isMutated));
        Assert.True(isMutated);
    }

    internal static Hash256[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => Hash256.DoubleSha256(BitConverter.GetBytes(i)))];
}
