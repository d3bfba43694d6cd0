using Faultline.Checking.Decisions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Tests.Decisions;

public sealed class PromisesKeptTests
{
    private static readonly NodeId N1 = NodeId.Node(1);
    private static readonly NodeId N2 = NodeId.Node(2);

    [Fact]
    public void An_acceptance_below_a_promise_is_found_and_one_at_it_is_fine()
    {
        Assert.Equal(Verdict.Held, Check(Promised(N1, 5), Accepted(N1, 5), Accepted(N2, 3)));
        Assert.Equal(Verdict.Broken, Check(Promised(N1, 5), Accepted(N1, 4)));
    }

    [Fact]
    public void A_node_that_says_that_it_begins_anew_is_bound_by_what_it_promises_from_then_on()
    {
        Assert.Equal(Verdict.Held, Check(Promised(N1, 9), Rejoined(N1, 5), Accepted(N1, 6)));
        Assert.Equal(Verdict.Broken, Check(Promised(N1, 9), Rejoined(N1, 5), Accepted(N1, 4)));
        Assert.Equal(Verdict.Broken, Check(Promised(N1, 9), Rejoined(N2, 5), Accepted(N1, 6)));
    }

    private static Verdict Check(params (NodeId Node, NodeEvent Event)[] events)
    {
        var checker = new PromisesKeptChecker();
        foreach (var (node, happened) in events) checker.Observe(node, TimeSpan.Zero, happened);
        return checker.Conclude(History.Empty).Verdict;
    }

    private static (NodeId, NodeEvent) Promised(NodeId node, ulong ballot) => (node, new NodeEvent(NodeEventKind.Promised, 0, ballot));

    private static (NodeId, NodeEvent) Accepted(NodeId node, ulong ballot) => (node, new NodeEvent(NodeEventKind.Accepted, 0, ballot));

    private static (NodeId, NodeEvent) Rejoined(NodeId node, ulong ballot) => (node, new NodeEvent(NodeEventKind.Rejoined, 7, ballot));
}
