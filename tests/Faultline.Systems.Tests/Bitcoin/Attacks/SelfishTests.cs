using Faultline.Model.Nodes;
using Faultline.Simulation.Networks;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Analysis;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.Tests.Bitcoin.Scenarios;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

/// <summary>A selfish miner among honest nodes, all of them real: its share of the chain is what Eyal and Sirer compute.</summary>
public sealed class SelfishTests(ITestOutputHelper output)
{
    private const int Nodes = 6;

    /// <summary>Within three standard errors, and above what honest mining would give.</summary>
    /// <remarks>
    /// Where its own links are the slow ones, an honest block is everywhere before the selfish miner's answer to it, and nobody follows. Where the honest
    /// links are slower than its own, all follow but the one of five that found the honest block: four fifths.
    /// </remarks>
    [Theory]
    [InlineData(400, false, 2_000)]
    [InlineData(350, true, 1_000)]
    public void It_earns_what_the_formula_says(int perMille, bool isHeardFirst, int blocks) => Check(perMille, isHeardFirst, blocks, 1);

    /// <summary>So many blocks have a standard error of 0.0017 and less, so that 0.005 is three of them.</summary>
    [Theory(Explicit = true)]
    [InlineData(250, false)]
    [InlineData(350, false)]
    [InlineData(250, true)]
    [InlineData(350, true)]
    public void Over_300_000_blocks_it_earns_that_within_0_005(int perMille, bool isHeardFirst) => Check(perMille, isHeardFirst, 300_000, 0.005);

    private void Check(int perMille, bool isHeardFirst, int blocks, double mostApart)
    {
        var network = Run(perMille, isHeardFirst, blocks, out var mined);
        var chain = network.ChainOf(2);
        var selfish = KeyHash.Of(BitcoinNetwork.Of(network.Cluster).KeyOf(AttackPlan.Attacker).PublicKey);
        var isOwn = new List<bool>();
        for (var at = chain.Tip; at.Parent is not null; at = at.Parent) isOwn.Add(chain.Find(at)!.Transactions[0].Outputs[0].Lock == selfish);

        var earned = isOwn.Count(static own => own) / (double)isOwn.Count;
        var followers = isHeardFirst ? (Nodes - 2.0) / (Nodes - 1) : 0;
        var expected = SelfishMining.Revenue(perMille / 1_000.0, followers);
        var error = ErrorOf(isOwn);
        output.WriteLine($"{mined} blocks found, {isOwn.Count} stay, {earned:0.0000} of them the selfish miner's, {expected:0.0000} expected, standard error {error:0.0000}");
        Assert.Equal(blocks, mined, 4 * Math.Sqrt(blocks));
        Assert.Equal(expected, earned, Math.Min(mostApart, 3 * error));
        if (followers > 0 || perMille > 333) Assert.True(earned > perMille / 1_000.0, "and that is more than honest mining would give");
    }

    /// <summary>The standard error of a share of blocks that come in runs: from the shares of batches of 50, which hardly depend on each other.</summary>
    private static double ErrorOf(List<bool> blocks)
    {
        double[] shares = [.. blocks.Chunk(50).Where(static batch => batch.Length == 50).Select(static batch => batch.Count(static own => own) / 50.0)];
        var mean = shares.Average();
        return Math.Sqrt(shares.Sum(share => (share - mean) * (share - mean)) / (shares.Length - 1) / shares.Length);
    }

    private static Town Run(int perMille, bool isHeardFirst, int blocks, out int mined)
    {
        var hours = blocks / 6.0;
        var (quick, slow) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(200));
        var own = Enumerable.Range(2, Nodes - 1).Select(other => new LinkSettings
        {
            From = AttackPlan.Attacker,
            To = NodeId.Node(other),
            Latency = LatencyDistribution.Constant(isHeardFirst ? quick : slow),
        });
        var town = new Town(
            Nodes, $"attack=selfish first-share={perMille} retarget=0", seed: 2014, latency: isHeardFirst ? slow : quick, links: [.. own]).Until(hours);
        mined = town.Count(NodeEventKind.Mined);
        return town;
    }
}
