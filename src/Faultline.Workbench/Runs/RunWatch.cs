using Faultline.Checking.Decisions;
using Faultline.Checking.Streams;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;
using Faultline.Workbench.Traces;

namespace Faultline.Workbench.Runs;

/// <summary>Listens to the nodes during a run, for the checkers of decisions and for the report.</summary>
internal sealed class RunWatch : WorldObserver
{
    /// <summary>The most node events in a report.</summary>
    private const int MostNodeEvents = 5_000;

    private readonly List<NodeEventReport> _events = [];

    private readonly IReadOnlySet<NodeId> _unbound;

    /// <param name="promises">What is promised.</param>
    /// <param name="unbound">Nodes that no promise binds: what they decide is checked against nothing.</param>
    public RunWatch(IEnumerable<Promise> promises, IReadOnlySet<NodeId> unbound)
    {
        _unbound = unbound;
        foreach (var promise in promises)
            if (CheckerOf(promise.Kind) is { } checker)
                Checkers.Add((promise.Kind, checker));
    }

    /// <summary>The checkers that watch what nodes decide.</summary>
    public List<(PromiseKind Kind, INodeEventChecker Checker)> Checkers { get; } = [];

    public IReadOnlyList<NodeEventReport> Events => _events;

    public override void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
    {
        if (!_unbound.Contains(node))
            foreach (var (_, checker) in Checkers)
                checker.Observe(node, time, nodeEvent);
        if (TraceWords.IsNews(nodeEvent.Kind) && _events.Count < MostNodeEvents)
            _events.Add(new NodeEventReport(time, node.ToString(), TraceWords.Of(nodeEvent)));
    }

    private static INodeEventChecker? CheckerOf(PromiseKind kind) => kind switch
    {
        PromiseKind.Agreement => new AgreementChecker(),
        PromiseKind.Integrity => new IntegrityChecker(),
        PromiseKind.Validity => new ValidityChecker(),
        PromiseKind.PromisesKept => new PromisesKeptChecker(),
        PromiseKind.OneLeader => new OneLeaderChecker(),
        PromiseKind.Conservation => new SupplyChecker(),
        PromiseKind.StreamIntegrity => new StreamIntegrityChecker(),
        _ => null,
    };
}
