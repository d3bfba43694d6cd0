namespace Faultline.Cli.Tests;

public sealed class MineTests : IDisposable
{
    private const string Start = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d";

    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    /// <summary>The header of Bitcoin's first block, a thousand nonces before the one that was found in 2009.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void The_nonce_of_the_first_block_is_found_when_the_search_begins_near_it(string threads)
    {
        var outcome = _faultline.Run("mine", "--header", Start + "35a82b7c", "--threads", threads);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("block   000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("nonce   2083236893", outcome.Output, StringComparison.Ordinal);
        if (threads == "1") Assert.Contains("tried   1,001 hashes", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("", outcome.Errors);
    }

    [Fact]
    public void What_is_found_does_not_depend_on_the_number_of_threads()
    {
        var one = _faultline.Run("mine", "--zeros", "18", "--threads", "1");
        var four = _faultline.Run("mine", "--zeros", "18", "--threads", "4");

        Assert.Equal(0, one.ExitCode);
        Assert.Equal(Nonce(one), Nonce(four));

        static string Nonce(Outcome outcome) => outcome.Output.Split('\n').Single(static line => line.StartsWith("nonce", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_block_in_time_the_answer_is_open()
    {
        var outcome = _faultline.Run("mine", "--zeros", "200", "--for", "600ms", "--threads", "2");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("no block in that time", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"speed   [\d.]+ MH/s a core, [\d.]+ MH/s on 2 in all; \d+ nonces at once", outcome.Output);
        Assert.Contains("SHA256.HashData twice in a loop, just before", outcome.Output, StringComparison.Ordinal);
    }
}
