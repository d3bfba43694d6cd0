using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Tracing;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Networks;

public sealed class TopologyTests
{
    /// <summary>Hops from n1 to each other node, with links that all take a millisecond.</summary>
    [Theory]
    [InlineData("mesh", 5, new[] { 1, 1, 1, 1 })]
    [InlineData("ring", 5, new[] { 1, 2, 2, 1 })]
    [InlineData("line", 5, new[] { 1, 2, 3, 4 })]
    [InlineData("star", 5, new[] { 2, 2, 2, 2 })]
    [InlineData("tree", 7, new[] { 1, 1, 2, 2, 2, 2 })]
    [InlineData("grid", 9, new[] { 1, 2, 1, 2, 3, 2, 3, 4 })]
    [InlineData("grid", 5, new[] { 1, 2, 1, 2 })]
    [InlineData("random-regular(4)", 5, new[] { 1, 1, 1, 1 })]
    [InlineData("ring", 2, new[] { 1 })]
    public void A_message_takes_as_many_hops_as_the_shortest_way_has(string topology, int nodes, int[] hops)
    {
        var told = new Teller(topology, nodes);

        Assert.Equal(hops.Select(static hop => Ms(hop)), Enumerable.Range(2, nodes - 1).Select(node => told.FirstAt(NodeId.Node(node))));
    }

    [Fact]
    public void Sites_are_as_far_apart_as_the_published_round_trips_say()
    {
        var told = new Teller("datacenters", 7);

        // 1 ms to the router of n1's site, the way to the other site, 1 ms to the node; n6 is in the site of n1, and n7 in that of n2.
        Assert.Equal([38, 77.5, 31.5, 58.5, 2, 38], Enumerable.Range(2, 6).Select(node => told.FirstAt(NodeId.Node(node)).TotalMilliseconds));
    }

    [Fact]
    public void Regions_are_as_far_apart_as_was_measured()
    {
        var told = new Teller("regions", 4);

        // n1 and n3 live in Europe, n2 in North America, n4 in the Asia-Pacific region; putting the message on the slow links takes a moment.
        double[] expected = [124, 11, 237];
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(told.FirstAt(NodeId.Node(i + 2)).TotalMilliseconds, expected[i], expected[i] + 0.2);
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 8)]
    [InlineData(4, 9)]
    [InlineData(7, 8)]
    public void A_random_regular_graph_has_its_degree_is_in_one_piece_and_follows_the_seed(int degree, int nodes)
    {
        var shapes = new HashSet<string>();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var graph = Graph($"random-regular({degree})", nodes, seed);

            for (var place = 0; place < nodes; place++) Assert.Equal(degree, graph.NeighboursOf(place).Length);
            Assert.True(TouchesAll(graph));
            shapes.Add(Shape(graph));
            Assert.Equal(Shape(graph), Shape(Graph($"random-regular({degree})", nodes, seed)));
        }

        Assert.True(shapes.Count > 1 || degree == nodes - 1);

        static string Shape(NetworkGraph graph) => string.Join(' ', graph.Vertices.SelectMany((_, place) => graph.NeighboursOf(place).ToArray()));

        static bool TouchesAll(NetworkGraph graph)
        {
            var reached = new SortedSet<int> { 0 };
            for (var round = 0; round < graph.Vertices.Count; round++)
                foreach (var place in reached.ToList())
                    reached.UnionWith(graph.NeighboursOf(place).ToArray());
            return reached.Count == graph.Vertices.Count;
        }
    }

    [Fact]
    public void Clients_live_in_turn_at_the_nodes_or_at_the_routers_of_the_sites()
    {
        Assert.Equal([0, 1, 2, 0], Homes(Graph("ring", 3, clients: 4)));
        Assert.Equal([7, 8, 7, 8], Homes(Graph("datacenters(2)", 3, clients: 4)));
        Assert.Equal([7, 7, 7, 7], Homes(Graph("star", 3, clients: 4)));

        static IEnumerable<int> Homes(NetworkGraph graph) => Enumerable.Range(3, 4).Select(client => graph.NeighboursOf(client)[0]);
    }

    [Fact]
    public void Losing_a_node_on_the_way_cuts_two_others_off_from_each_other()
    {
        var told = new Teller("line", 3, [], new CrashFault { Start = Ms(10.5), End = Ms(20.5), Nodes = [N2] });

        // Routes follow 5 ms after the death and 5 ms after the restart; until then messages run into the dead node, then there is no way.
        Assert.Equal(Enumerable.Range(10, 16).Select(static number => (long)number), told.NotHeardBy(N3));
        Assert.Equal((6, 10), (told.World.NetworkCounters[LossReason.TransitDown], told.World.NetworkCounters[LossReason.NoRoute]));
        Assert.Equal(10 + 6, told.World.Effects[0][EffectUnit.MessagesDropped]);
        Assert.All(told.Losses(LossReason.TransitDown), static loss => Assert.Equal("n2", loss.At.ToString()));
    }

    [Fact]
    public void Traffic_takes_the_other_way_round_once_the_routes_have_followed()
    {
        var told = new Teller("ring", 5, [], new CrashFault { Start = Ms(10.5), End = Ms(40.5), Nodes = [N2] });

        // n1 to n3 by n2 takes 2 ms, and by n5 and n4 3 ms. Routes follow after 5 ms, after the death and after the restart.
        var (before, during, after) = (told.Took(N3, 5), told.Took(N3, 30), told.Took(N3, 60));
        Assert.Equal((Ms(2), Ms(3), Ms(2)), (before, during, after));
        Assert.Equal(Enumerable.Range(10, 6).Select(static number => (long)number), told.NotHeardBy(N3));
    }

    [Fact]
    public void A_cut_between_two_ends_of_a_line_leaves_the_middle_alone()
    {
        var told = new Teller("line", 3, [], new PartitionFault { Start = Ms(10.5), End = Ms(20.5), Side = [N1], Other = [N3] });

        Assert.Empty(told.NotHeardBy(N2));
        Assert.Equal(10, told.NotHeardBy(N3).Count);
        Assert.Equal(10, told.World.NetworkCounters[LossReason.Cut]);
        Assert.Equal(10, told.World.Effects[0][EffectUnit.MessagesDropped]);
    }

    [Fact]
    public void A_cut_between_neighbours_stops_what_others_send_through_it_until_the_routes_have_followed()
    {
        var told = new Teller("ring", 5, [], new PartitionFault { Start = Ms(10.5), End = Ms(40.5), Side = [N1], Other = [N2] });

        Assert.Equal(30, told.NotHeardBy(N2).Count);
        Assert.Equal(5, told.NotHeardBy(N3).Count);
    }

    [Fact]
    public void Routes_that_were_found_during_a_short_cut_do_not_outlast_it()
    {
        // The restart at 20 ms makes routes be found again at 25 ms, while n2 is cut off.
        var told = new Teller("ring", 5, [],
            new FlappingFault { Start = Ms(10.5), End = Ms(40.5), Nodes = [N2], Period = Ms(50) },
            new CrashFault { Start = Ms(15), End = Ms(20), Nodes = [NodeId.Node(4)] });

        Assert.Equal(Enumerable.Range(11, 35).Select(static number => (long)number), told.NotHeardBy(N2));
        Assert.Equal(Ms(2), told.Took(N3, 60));
    }

    [Fact]
    public void Every_hop_is_told_with_the_number_of_its_message()
    {
        var told = new Teller("line", 3);

        var sent = told.Recording.Entries.First(static entry => entry.Kind == TraceKind.Sent && entry.Peer == N3);
        var steps = told.Recording.Entries.Where(entry => entry.Kind is TraceKind.Hop or TraceKind.Arrived && entry.Number == sent.Number);
        Assert.Equal([(Ms(0), "Hop { From = n1, To = n2 }"), (Ms(1), "Hop { From = n2, To = n3 }"), (Ms(2), "Say { Number = 0 }")],
            steps.Select(static entry => (entry.Time, entry.What!.ToString()!)));
    }

    [Fact]
    public void A_link_can_have_its_own_latency_and_bandwidth_and_routes_avoid_a_slow_one()
    {
        var told = new Teller("ring", 4, links: [Link("n1", "n2", "9ms")]);

        Assert.Equal([Ms(3), Ms(2), Ms(1)], new[] { N2, N3, NodeId.Node(4) }.Select(told.FirstAt));
    }

    [Fact]
    public void Listed_links_make_a_network_of_their_own()
    {
        LinkSettings[] links =
            [Link("n1", "r1", "1ms"), Link("r1", "r2", "5ms"), Link("r2", "n2", "1ms"), Link("r2", "n3", "2ms") with { Bandwidth = new Bandwidth(1_000_000) }];
        var told = new Teller("listed", 3, links: links);

        Assert.Equal(Ms(7), told.FirstAt(N2));

        // Eight bytes at 1 Mbit/s take 0.064 ms.
        Assert.Equal(Ms(8.064), told.FirstAt(N3));
    }

    [Theory]
    [InlineData("mesh", "n1", "r1", "a mesh has no routers")]
    [InlineData("mesh", "n1", "n1", "a link from n1 to itself is not possible")]
    [InlineData("ring", "n1", "n9", "a link from n1 to n9 is not possible: there is no n9 in this run")]
    [InlineData("ring", "n1", "n3", "a link from n1 to n3 is not possible: the topology ring has no such link")]
    [InlineData("ring", "n1", "r1", "a link from n1 to r1 is not possible: the topology ring has no such link")]
    [InlineData("listed", "n1", "n2", "there is no way from n1 to n3: list more links")]
    public void A_link_that_cannot_be_is_named(string topology, string from, string to, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => Graph(topology, 4, links: [Link(from, to, "1ms")]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topology_that_cannot_be_says_why()
    {
        Assert.Contains("needs links", Assert.Throws<ArgumentException>(static () => Graph("listed", 3)).Message, StringComparison.Ordinal);
        Assert.Contains("one of the two even", Assert.Throws<ArgumentException>(static () => Graph("random-regular(3)", 5)).Message, StringComparison.Ordinal);
        Assert.Contains("below the number", Assert.Throws<ArgumentException>(static () => Graph("random-regular(4)", 4)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mesh")]
    [InlineData("random-regular(3)")]
    [InlineData("datacenters(2)")]
    [InlineData("regions")]
    [InlineData("listed")]
    public void A_topology_reads_and_writes(string text)
    {
        Assert.True(Topology.TryParse(text, out var topology));
        Assert.Equal(text, topology.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("torus")]
    [InlineData("random-regular")]
    [InlineData("random-regular(1)")]
    [InlineData("datacenters(6)")]
    [InlineData("datacenters(0)")]
    public void What_is_no_topology_is_refused(string text) => Assert.False(Topology.TryParse(text, out _));

    private static LinkSettings Link(string from, string to, string latency)
    {
        Assert.True(Vertex.TryParse(from, out var one));
        Assert.True(Vertex.TryParse(to, out var other));
        Assert.True(LatencyDistribution.TryParse(latency, out var distribution));
        return new LinkSettings { From = one, To = other, Latency = distribution };
    }

    private static NetworkGraph Graph(string text, int nodes, ulong seed = 1, int clients = 0, params LinkSettings[] links)
    {
        Assert.True(Topology.TryParse(text, out var topology));
        return NetworkGraph.Of(topology, Cluster(nodes, clients), links, seed, LatencyDistribution.Default)!;
    }
}
