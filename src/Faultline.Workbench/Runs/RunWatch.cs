using System.Globalization;
using Faultline.Checking.Decisions;
using Faultline.Checking.Streams;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Workbench.Runs;

/// <summary>Listens to the nodes during a run, for the checkers of decisions and for the report.</summary>
internal sealed class RunWatch : WorldObserver
{
    /// <summary>The most node events in a report.</summary>
    private const int MostNodeEvents = 5_000;

    private readonly List<NodeEventReport> _events = [];

    public RunWatch(IEnumerable<Promise> promises)
    {
        foreach (var promise in promises)
            if (CheckerOf(promise.Kind) is { } checker)
                Checkers.Add((promise.Kind, checker));
    }

    /// <summary>The checkers that watch what nodes decide.</summary>
    public List<(PromiseKind Kind, INodeEventChecker Checker)> Checkers { get; } = [];

    public IReadOnlyList<NodeEventReport> Events => _events;

    public override void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
    {
        foreach (var (_, checker) in Checkers) checker.Observe(node, time, nodeEvent);
        if (IsNews(nodeEvent.Kind) && _events.Count < MostNodeEvents)
            _events.Add(new NodeEventReport(time, node.ToString(), Words(nodeEvent)));
    }

    /// <summary>What happens at every step is for the checkers alone.</summary>
    private static bool IsNews(NodeEventKind kind) =>
        kind is not (NodeEventKind.Decided or NodeEventKind.Promised or NodeEventKind.Accepted or NodeEventKind.Received);

    private static INodeEventChecker? CheckerOf(PromiseKind kind) => kind switch
    {
        PromiseKind.Agreement => new AgreementChecker(),
        PromiseKind.Integrity => new IntegrityChecker(),
        PromiseKind.Validity => new ValidityChecker(),
        PromiseKind.PromisesKept => new PromisesKeptChecker(),
        PromiseKind.OneLeader => new OneLeaderChecker(),
        PromiseKind.StreamIntegrity => new StreamIntegrityChecker(),
        _ => null,
    };

    private static string Words(in NodeEvent nodeEvent)
    {
        var index = nodeEvent.Index.ToString("N0", CultureInfo.InvariantCulture);
        return nodeEvent.Kind switch
        {
            NodeEventKind.BecameLeader => $"leads in {nodeEvent.Text ?? index}",
            NodeEventKind.SteppedDown => $"leads no more in {nodeEvent.Text ?? index}",
            NodeEventKind.Recovered => $"takes part, with everything up to {index} from its disk",
            NodeEventKind.SnapshotTaken => $"has a snapshot of everything up to {index}",
            NodeEventKind.SnapshotInstalled => $"has caught up to {index} by another's snapshot",
            NodeEventKind.Damaged => $"has lost what its disk should hold: {nodeEvent.Text}",
            NodeEventKind.Rejoined => $"takes part again, with everything up to {index}: others gave back what its disk had lost",
            _ => nodeEvent.Text ?? "",
        };
    }
}
