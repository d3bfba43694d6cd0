using Faultline.Model.Randomness;

namespace Faultline.Model.Tests.Randomness;

/// <summary>The pinned numbers come from another implementation of xoshiro256** and SplitMix64.</summary>
public sealed class PrngTests
{
    [Theory]
    [InlineData(0UL, 0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C)]
    [InlineData(1UL, 0xB3F2AF6D0FC710C5, 0x853B559647364CEA, 0x92F89756082A4514, 0x642E1C7BC266A3A7)]
    [InlineData(ulong.MaxValue, 0x8F5520D52A7EAD08, 0xC476A018CAA1802D, 0x81DE31C0D260469E, 0xBF658D7E065F3C2F)]
    public void The_numbers_of_a_seed_never_change(ulong seed, ulong first, ulong second, ulong third, ulong fourth)
    {
        var random = new Prng(seed);

        Assert.Equal(
            [first, second, third, fourth],
            new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
    }

    [Fact]
    public void The_streams_of_a_seed_never_change()
    {
        Assert.Equal(0x28B25FB2DD4FB581UL, Prng.Stream(1, "network").NextUInt64());
        Assert.Equal(0x6B5872A70A0C3377UL, Prng.Stream(1, "node", -3).NextUInt64());
    }

    [Fact]
    public void Streams_differ_by_seed_by_name_and_by_number()
    {
        ulong[] firsts =
        [
            Prng.Stream(1, "network").NextUInt64(), Prng.Stream(2, "network").NextUInt64(),
            Prng.Stream(1, "networks").NextUInt64(), Prng.Stream(1, "network", 1).NextUInt64(),
        ];

        Assert.Equal(firsts.Length, firsts.Distinct().Count());
    }

    [Fact]
    public void Draws_from_an_interval_never_change()
    {
        var dice = new Prng(7);
        var large = new Prng(7);

        Assert.Equal([4, 1, 5, 5, 5, 5, 0, 0, 2, 0, 3, 4, 5, 5, 2, 3], Enumerable.Range(0, 16).Select(_ => dice.Below(6)));
        Assert.Equal(
            [700576482179, 278751229473, 839627461876, 981097725014],
            Enumerable.Range(0, 4).Select(_ => large.Below(1_000_000_000_000)));
    }

    [Fact]
    public void A_shuffle_never_changes_and_loses_nothing()
    {
        int[] items = [1, 2, 3, 4, 5, 6, 7, 8];

        new Prng(7).Shuffle<int>(items);

        Assert.Equal([7, 1, 3, 4, 5, 8, 2, 6], items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(long.MaxValue)]
    public void Every_draw_is_inside_its_interval(long bound)
    {
        var random = new Prng(3);
        for (var i = 0; i < 1_000; i++) Assert.InRange(random.Below(bound), 0, bound - 1);
    }

    [Fact]
    public void All_numbers_of_an_interval_are_about_equally_likely()
    {
        var random = new Prng(3);
        var counts = new int[5];

        for (var i = 0; i < 50_000; i++) counts[random.Below(5)]++;

        // The standard deviation is 89; five of them is beyond chance.
        Assert.All(counts, static count => Assert.InRange(count, 10_000 - 450, 10_000 + 450));
    }

    [Fact]
    public void A_duration_may_be_either_end_of_its_range()
    {
        var random = new Prng(5);
        var drawn = Enumerable.Range(0, 200)
            .Select(_ => random.Between(TimeSpan.FromTicks(-1), TimeSpan.FromTicks(1)).Ticks).ToHashSet();

        Assert.Equal([-1L, 0L, 1L], drawn.Order());
        Assert.Equal(TimeSpan.FromSeconds(3), random.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void An_empty_interval_is_the_callers_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prng(1).Below(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prng(1).Below(-1L));
    }
}
