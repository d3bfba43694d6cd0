using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Nodes;

/// <summary>
/// A world in which n1 tells all others 0, 1, 2, ..., one number a millisecond, over links of a millisecond; routes follow after 5 ms.
/// </summary>
internal sealed class Teller
{
    private const int Numbers = 100;

    private static readonly TimerKind Next = new("next number");

    public Teller(string text, int nodes, LinkSettings[]? links = null, params Fault[] faults)
        : this(text, nodes, links, faults, checksum: true)
    {
    }

    public Teller(string text, int nodes, LinkSettings[]? links, Fault[] faults, bool checksum)
    {
        Assert.True(Topology.TryParse(text, out var topology));
        var others = Cluster(nodes).Nodes.Skip(1).ToList();
        var said = 0;
        World = new World(Options(nodes, id => new ScriptedNode
        {
            Start = context =>
            {
                if (id == N1) Say(context);
            },
            Ring = (context, _) => Say(context),
            Hear = (context, _, number) => Heard.Add((World!.Now, context.Self, number)),
        }, faults: faults) with
        {
            Topology = topology,
            Links = links ?? [],
            Convergence = Ms(5),
            FrameChecksum = checksum,
        });
        World.Observe(Recording);
        World.RunUntil(TimeSpan.FromSeconds(2));

        void Say(NodeContext context)
        {
            foreach (var other in others) context.Send(other, new Say(said));
            if (++said < Numbers) context.SetTimer(Next, Ms(1));
        }
    }

    public World World { get; }

    public Recording Recording { get; } = new();

    public List<(TimeSpan Time, NodeId To, long Number)> Heard { get; } = [];

    /// <summary>What the first fault did.</summary>
    public FaultEffect Effect => World.Effects[0];

    public TimeSpan FirstAt(NodeId node) => Heard.First(entry => entry.To == node).Time;

    public TimeSpan Took(NodeId node, long number) => Heard.First(entry => entry.To == node && entry.Number == number).Time - Ms(number);

    public List<long> NotHeardBy(NodeId node) =>
    [
        .. Enumerable.Range(0, Numbers).Select(static number => (long)number)
            .Except(Heard.Where(entry => entry.To == node).Select(static entry => entry.Number)),
    ];

    public List<Loss> Losses(LossReason reason) =>
    [
        .. Recording.Entries.Where(static entry => entry.Kind == TraceKind.Lost).Select(static entry => (Loss)entry.What!)
            .Where(loss => loss.Reason == reason),
    ];
}
