using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Tests.Nodes;

/// <summary>A world in which every node says 0, 1, 2, ... to all others, one number a millisecond, and writes down what it hears.</summary>
internal sealed class Chatter
{
    private static readonly TimerKind Next = new("next number");

    public Chatter(int nodes, int numbers, LatencyRange? latency = null, ulong seed = 1, params Fault[] faults)
    {
        World = TestWorld.Of(nodes, id =>
        {
            var said = 0;
            return new ScriptedNode
            {
                Start = static context => context.SetTimer(Next, TestWorld.Ms(1)),
                Ring = (context, _) =>
                {
                    foreach (var other in TestWorld.Cluster(nodes).Nodes)
                        if (other != id)
                            context.Send(other, new Say(said));
                    if (++said < numbers) context.SetTimer(Next, TestWorld.Ms(1));
                },
                Hear = (context, from, number) => Heard.Add((World!.Now, from, context.Self, number)),
            };
        }, seed, latency, faults);
        World.RunUntil(TestWorld.Ms(2 * numbers) + TimeSpan.FromSeconds(10));
    }

    public World World { get; }

    /// <summary>Who heard what from whom, in order.</summary>
    public List<(TimeSpan Time, NodeId From, NodeId To, long Number)> Heard { get; } = [];

    /// <summary>What the only fault did.</summary>
    public FaultEffect Effect => World.Effects[0];

    public long[] HeardBy(NodeId to, NodeId from) =>
        [.. Heard.Where(entry => entry.To == to && entry.From == from).Select(static entry => entry.Number)];
}
