using System.Globalization;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Analysis;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Tests.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Analysis;

/// <summary>Equal miners, each with a block tree of its own, and the same delay between any two: the model behind x / (1 + x).</summary>
public sealed class StaleRateRaces(ITestOutputHelper output)
{
    private const double Interval = 600;

    [Theory]
    [InlineData(2, 0.1, 0.0453)]
    [InlineData(2, 0.5, 0.166)]
    [InlineData(2, 1.0, 0.250)]
    [InlineData(100, 0.1, 0.0906)]
    [InlineData(100, 0.5, 0.331)]
    [InlineData(100, 1.0, 0.495)]
    public void Blocks_are_stale_as_the_table_says(int miners, double delay, double expected) =>
        Check(miners, delay, expected, blocks: miners == 2 ? 20_000 : 2_000);

    [Theory(Explicit = true)]
    [InlineData(100, 1.0 / 30, 0.0325)]
    [InlineData(100, 0.1, 0.0906)]
    [InlineData(100, 1.0, 0.495)]
    public void Very_many_blocks_are_stale_as_the_table_says(int miners, double delay, double expected) => Check(miners, delay, expected, blocks: 20_000);

    /// <summary>Within three standard errors of the table, and not above the limit of very many miners.</summary>
    private void Check(int miners, double delay, double expected, int blocks)
    {
        var stale = Race(miners, delay * Interval, blocks);

        var error = Math.Sqrt(expected * (1 - expected) / blocks);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stale:P2} stale, {expected:P2} expected, {(stale - expected) / error:0.0} standard errors"));
        Assert.Equal(expected, stale, 3 * error);
        var limit = Forks.StaleRate(TimeSpan.FromSeconds(delay * Interval), TimeSpan.FromSeconds(Interval));
        Assert.True(stale < limit + (3 * error));
    }

    private static double Race(int miners, double delay, int blocks)
    {
        var random = Prng.Stream(12, "stale", miners);
        var pool = new HeaderPool(NetworkParameters.Regtest);
        BlockTree[] trees = [.. Enumerable.Range(0, miners).Select(_ => new BlockTree(pool))];
        var underWay = new Queue<(double At, int From, BlockHeader Header)>();
        var now = 0.0;
        for (var found = 0; found < blocks; found++)
        {
            now -= Math.Log(((random.NextUInt64() >> 11) + 1) / 9007199254740992.0) * Interval;
            Deliver(now);
            var finder = random.Below(miners);
            var header = Mined.After(trees[finder].BestHeader, pool.Parameters, salt: (ulong)found);
            Add(trees[finder], header);
            underWay.Enqueue((now + delay, finder, header));
        }

        Deliver(double.MaxValue);
        return 1 - ((double)trees[0].BestHeader.Height / blocks);

        // All delays are the same, so blocks arrive in the order in which they were found.
        void Deliver(double until)
        {
            while (underWay.TryPeek(out var next) && next.At <= until)
            {
                underWay.Dequeue();
                for (var i = 0; i < miners; i++)
                    if (i != next.From)
                        Add(trees[i], next.Header);
            }
        }
    }

    private static void Add(BlockTree tree, BlockHeader header) => Assert.Null(tree.Add(header, uint.MaxValue, out _));
}
