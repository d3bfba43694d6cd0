using System.Globalization;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Studies;

/// <summary>One row of the tables of Gervais et al.</summary>
/// <param name="Interval">How long a block takes to be found, in seconds.</param>
/// <param name="BlockBytes">How large it is.</param>
/// <param name="StaleRate">The part of the blocks that they found stale: 0 to 1.</param>
/// <param name="MedianSeconds">After how long half of the nodes had a block, in seconds.</param>
public sealed record GervaisRow(double Interval, int BlockBytes, double StaleRate, double MedianSeconds);

/// <summary>What came of a row on simulated nodes.</summary>
/// <param name="Row">The row.</param>
/// <param name="Blocks">How many blocks were found.</param>
/// <param name="StaleRate">The part of them that is stale.</param>
/// <param name="MedianSeconds">After how long half of the nodes had a block, in seconds.</param>
public sealed record GervaisResult(GervaisRow Row, int Blocks, double StaleRate, double MedianSeconds)
{
    /// <summary>By which factor the stale rate is above or below the table's: 1 or more.</summary>
    public double FactorApart => Math.Max(StaleRate / Row.StaleRate, Row.StaleRate / StaleRate);
}

/// <summary>
/// How many blocks are stale by how often they are found and by how large they are: Gervais et al., "On the Security and Performance of
/// Proof of Work Blockchains" (2016), the columns for the standard relay.
/// </summary>
/// <remarks>
/// The network is not theirs: 150 nodes of <c>bitcoin</c> over the regions of 2019 instead of 6,000 over those of 2015. What it has in
/// common with theirs is what decides how long a block takes: few miners with very many connections, all of which ask the miner for the
/// block at once and get it one after another. Theirs have 700 to 800 connections and 100 Mbit/s, so 7 to 8 connections for each Mbit/s,
/// and so have these; as there, a block is announced by its name and asked of whoever was first, and of others when an interval has passed.
/// </remarks>
public static class GervaisStudy
{
    private const int Nodes = 150;
    private const int MinerOutbound = 130;
    private const int Miners = 12;

    /// <summary>Blocks of ten minutes have about this size there: their propagation time lies between those of 0.5 MB and 1 MB.</summary>
    private const double BytesPerSecond = 540_000 / 600.0;

    /// <summary>By interval, the shortest last; a block's size is in proportion to it.</summary>
    public static IReadOnlyList<GervaisRow> ByInterval { get; } =
    [
        Of(1_500, 0.0172, 35.73), Of(600, 0.0151, 14.7), Of(150, 0.0182, 4.18), Of(60, 0.0215, 2.08), Of(30, 0.0254, 1.43),
        Of(20, 0.0320, 1.21), Of(10, 0.0477, 1.00), Of(5, 0.0864, 0.89), Of(2, 0.1665, 0.84), Of(1, 0.2674, 0.82), Of(0.5, 0.3815, 0.82),
    ];

    /// <summary>By size, the largest last, at ten minutes a block.</summary>
    public static IReadOnlyList<GervaisRow> BySize { get; } =
    [
        new(600, 100_000, 0.0032, 3.18), new(600, 250_000, 0.0088, 7.03), new(600, 500_000, 0.0163, 13.62),
        new(600, 1_000_000, 0.0317, 27.67), new(600, 2_000_000, 0.0624, 57.79), new(600, 4_000_000, 0.1185, 133.3),
        new(600, 8_000_000, 0.2997, 571.5),
    ];

    /// <summary>How many blocks tell a rate to about a fifth: those of which 25 should be stale.</summary>
    /// <param name="row">Which one.</param>
    /// <returns>250 to 4,000.</returns>
    public static int BlocksFor(GervaisRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return (int)Math.Clamp(25 / row.StaleRate, 250, 4_000);
    }

    /// <summary>Runs a network for as long as it takes to find so many blocks on average.</summary>
    /// <param name="row">Which one.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="seed">The run's seed.</param>
    /// <returns>What came of it.</returns>
    public static GervaisResult Measure(GervaisRow row, int blocks, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(row);

        // The option is in whole seconds: half a second is one at twice the hash rate.
        var seconds = Math.Max(1, (int)row.Interval);
        var propagation = new BlockPropagation();
        Runner.Watch(
            RunSetup.Of(RunSetup.DefaultsOf("bitcoin") with
            {
                Nodes = Nodes,
                Seed = seed,
                Duration = TimeSpan.FromSeconds(blocks * row.Interval),
                Rate = RunSetup.LeastRate,
                Faults = "none",
                Topology = new Topology(TopologyShape.Regions, 6),
                Options = new SortedDictionary<string, string>
                {
                    ["block-interval"] = Text(seconds),
                    ["shock"] = Text((int)(1_000 * seconds / row.Interval)),
                    ["retarget"] = "0",
                    ["compact-blocks"] = "off",
                    ["blocks-only"] = "0",
                    ["block-timeout"] = Text(Math.Max(20, seconds)),
                    ["announce"] = "name",
                    ["filler"] = Text(row.BlockBytes),
                    ["hash-rates"] = "pools",
                    ["miners"] = Text(Miners),
                    ["miner-outbound"] = Text(MinerOutbound),
                },
            }),
            new RunOptions { Observer = propagation });
        TimeSpan[] delays = [.. propagation.Delays.Order()];
        return new GervaisResult(row, propagation.Found, propagation.StaleRate, delays[delays.Length / 2].TotalSeconds);
    }

    private static GervaisRow Of(double interval, double staleRate, double median) =>
        new(interval, (int)(interval * BytesPerSecond), staleRate, median);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
