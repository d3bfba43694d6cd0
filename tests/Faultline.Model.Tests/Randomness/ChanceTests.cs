using Faultline.Model.Randomness;

namespace Faultline.Model.Tests.Randomness;

public sealed class ChanceTests
{
    [Theory]
    [InlineData(0, "0%")]
    [InlineData(1, "0.0001%")]
    [InlineData(25_000, "2.5%")]
    [InlineData(1_000_000, "100%")]
    public void A_chance_is_written_in_percent(int perMillion, string text) =>
        Assert.Equal(text, new Chance(perMillion).ToString());

    [Fact]
    public void Never_and_always_draw_no_number()
    {
        var random = new Prng(1);

        Assert.False(random.Happens(Chance.Never));
        Assert.True(random.Happens(Chance.Always));
        Assert.Equal(new Prng(1).NextUInt64(), random.NextUInt64());
    }

    [Fact]
    public void A_chance_comes_true_about_as_often_as_it_says()
    {
        var random = new Prng(1);

        var happened = Enumerable.Range(0, 100_000).Count(_ => random.Happens(Chance.Percent(10)));

        // The standard deviation is 95.
        Assert.InRange(happened, 10_000 - 475, 10_000 + 475);
    }
}
