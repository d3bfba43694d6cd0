using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class SameHashTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    /// <summary>Hash codes of texts and addresses of objects differ from process to process: nothing may depend on them.</summary>
    [Theory]
    [InlineData("kv-paxos", "all", "20s")]
    [InlineData("kv-pbft", "all,byzantine", "20s")]
    [InlineData("bitcoin", "all", "10h")]
    public void A_seed_has_one_hash_in_every_process(string system, string faults, string time)
    {
        var (one, two) = (Hash("1"), Hash("1"));

        Assert.Equal(one, two);
        Assert.NotEqual(one, Hash("2"));

        string Hash(string seed) => JsonDocument.Parse(_faultline.Run(
            "run", system, "--seed", seed, "--faults", faults, "--for", time, "--json", "--out", "out").Output)
            .RootElement.GetProperty("traceHash").GetString()!;
    }
}
