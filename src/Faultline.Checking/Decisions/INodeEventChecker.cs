using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>Checks what the nodes of a run say of themselves, while the run goes on.</summary>
/// <remarks>Events are given in the order in which they happened. Not thread-safe: each checker watches one
/// run.</remarks>
public interface INodeEventChecker
{
    /// <summary>Takes notice of an event; those that do not concern the checker are ignored.</summary>
    /// <param name="node">Whose event it is.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="nodeEvent">What happened.</param>
    void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent);

    /// <summary>The finding, once the run is over.</summary>
    /// <param name="history">What the users asked in the run.</param>
    /// <returns>The finding.</returns>
    CheckResult Conclude(History history);
}
