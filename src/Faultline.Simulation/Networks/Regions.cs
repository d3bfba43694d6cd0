using Faultline.Model.Nodes;

namespace Faultline.Simulation.Networks;

/// <summary>
/// Six regions of the world as the nodes of Bitcoin were spread over them in 2019, with the times between them and their access links.
/// </summary>
/// <remarks>
/// Aoki et al., "SimBlock: A Blockchain Network Simulator" (2019): North America, Europe, South America, Asia-Pacific, Japan, Australia.
/// </remarks>
internal static class Regions
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;

    /// <summary>A large block waits at its sender, as TCP would make it, and is not dropped.</summary>
    private static readonly QueueLimit Queue = new(200_000_000);

    /// <summary>Milliseconds from a node of one region to a node of another, and within one.</summary>
    private static readonly int[][] Latencies =
    [
        [32, 124, 184, 198, 151, 189],
        [124, 11, 227, 237, 252, 294],
        [184, 227, 88, 325, 301, 322],
        [198, 237, 325, 85, 58, 198],
        [151, 252, 301, 58, 12, 126],
        [189, 294, 322, 198, 126, 16],
    ];

    /// <summary>Tenths of Mbit/s to a node, and from it.</summary>
    private static readonly int[] Downloads = [520, 400, 180, 228, 228, 299], Uploads = [192, 207, 58, 157, 102, 113];

    /// <summary>How many of 10,000 nodes.</summary>
    private static readonly int[] Shares = [3316, 4998, 90, 1177, 224, 195];

    /// <summary>The links of nodes to the routers of their regions, and of these to each other.</summary>
    public static IEnumerable<LinkSettings> LinksOf(IReadOnlyList<NodeId> nodes)
    {
        var counts = new int[Count];
        for (var place = 0; place < nodes.Count; place++)
        {
            // The region that lags most behind its share gets the next node.
            var region = 0;
            for (var other = 1; other < Count; other++)
                if (Lag(other) > Lag(region))
                    region = other;
            counts[region]++;
            var half = TimeSpan.FromMilliseconds(Latencies[region][region] / 2.0);
            yield return Access(nodes[place], Vertex.Router(region + 1), half, Uploads[region]);
            yield return Access(Vertex.Router(region + 1), nodes[place], half, Downloads[region]);

            long Lag(int of) => ((place + 1L) * Shares[of]) - (counts[of] * 10_000L);
        }

        for (var one = 0; one < Count; one++)
        {
            for (var other = one + 1; other < Count; other++)
            {
                var between = Latencies[one][other] - ((Latencies[one][one] + Latencies[other][other]) / 2.0);
                yield return new LinkSettings
                {
                    From = Vertex.Router(one + 1),
                    To = Vertex.Router(other + 1),
                    Latency = LatencyDistribution.Constant(TimeSpan.FromMilliseconds(between)),
                };
            }
        }
    }

    private static LinkSettings Access(Vertex from, Vertex to, TimeSpan latency, int tenthsOfMegabits) => new()
    {
        From = from,
        To = to,
        OneWay = true,
        Latency = LatencyDistribution.Constant(latency),
        Bandwidth = new Bandwidth(tenthsOfMegabits * 100_000L),
        Queue = Queue,
    };
}
