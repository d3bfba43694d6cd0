using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>No coins come from nothing: no node holds that more exist than the schedule of new ones allows.</summary>
/// <remarks>Fewer may exist, since coins can be lost.</remarks>
public sealed class SupplyChecker : INodeEventChecker
{
    private readonly Finding _finding = new();
    private long _looks;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind != NodeEventKind.Supply) return;
        _looks++;
        if (nodeEvent.Digest <= (ulong)nodeEvent.Index) return;
        _finding.Add(time, !_finding.IsFirst ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{node} holds at {Words.Seconds(time)} that {nodeEvent.Digest:N0} units of money exist, "
            + $"where at most {nodeEvent.Index:N0} may"));
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history) =>
        _finding.Conclude(null, $"{Words.Count(_looks, "count")} of all coins, none above the schedule");
}
