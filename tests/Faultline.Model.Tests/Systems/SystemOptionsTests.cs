using Faultline.Model.Systems;

namespace Faultline.Model.Tests.Systems;

public sealed class SystemOptionsTests
{
    private static readonly SystemOption[] Options =
        [new("size", "64", "how large"), new("mode", "slow", "how", "slow", "fast"), new("extra", "off", "more", "off", "on")];

    [Fact]
    public void What_the_user_says_nothing_about_has_its_default()
    {
        var options = new SystemOptions(Options, new Dictionary<string, string> { ["mode"] = "fast" });

        Assert.Equal((64, "fast", false), (options.Number("size"), options["mode"], options.IsOn("extra")));
        Assert.Equal(TimeSpan.FromMilliseconds(64), options.Milliseconds("size"));
    }

    [Theory]
    [InlineData("colour", "red", "there is no option colour: there are size, mode, extra")]
    [InlineData("mode", "quick", "option mode cannot be \"quick\": it is one of slow, fast")]
    [InlineData("size", "-1", "option size cannot be \"-1\": it is a whole number from 0 to 2147483647")]
    [InlineData("size", "1.5", "option size cannot be \"1.5\": it is a whole number from 0 to 2147483647")]
    [InlineData("size", "2147483648", "option size cannot be \"2147483648\": it is a whole number from 0 to 2147483647")]
    [InlineData("size", "", "option size cannot be \"\": it is a whole number from 0 to 2147483647")]
    public void What_the_system_does_not_have_is_refused_in_a_sentence(string name, string value, string sentence)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new SystemOptions(Options, new Dictionary<string, string> { [name] = value }));

        Assert.Equal(sentence, error.Message);
    }

    [Fact]
    public void A_cluster_numbers_its_nodes_and_clients_from_one()
    {
        var cluster = Cluster.Of(2, 3, new SystemOptions(Options));

        Assert.Equal("n1 n2 c1 c2 c3", string.Join(' ', cluster.Nodes.Concat(cluster.Clients)));
    }
}
