using Faultline.Model.Randomness;

namespace Faultline.Model.Tests.Randomness;

public sealed class StableHashTests
{
    [Fact]
    public void Hashes_never_change()
    {
        Assert.Equal(0x9CEA49AF14431382UL, StableHash.Mix(StableHash.Start, 0));
        Assert.Equal(0x1FF5C2923A788D2CUL, StableHash.Mix(0, 0));
        Assert.Equal(0x6837975DB6D144CCUL, StableHash.Mix(1, 2));
        Assert.Equal(0x9CEA49AF14431382UL, StableHash.Of(""));
        Assert.Equal(0x8B928FD26F5912D1UL, StableHash.Of("journal"));

        // XXH3 of nothing, from its specification.
        Assert.Equal(0x2D06800538D394C2UL, StableHash.Of([]));
    }

    [Fact]
    public void The_order_of_what_is_mixed_matters()
    {
        var one = StableHash.Mix(StableHash.Mix(StableHash.Start, 1), 2);
        var other = StableHash.Mix(StableHash.Mix(StableHash.Start, 2), 1);

        Assert.NotEqual(one, other);
        Assert.NotEqual(StableHash.Of("ab"), StableHash.Of("ba"));
    }

    [Fact]
    public void Small_numbers_do_not_collide()
    {
        var hashes = Enumerable.Range(0, 100_000).Select(static number => StableHash.Mix(StableHash.Start, (ulong)number));

        Assert.Equal(100_000, hashes.Distinct().Count());
    }
}
