using Faultline.Model.Nodes;
using Faultline.Reports.Charts;
using Faultline.Reports.Text;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Nodes;

/// <summary>The events of one node as marks on a chart; events that would cover each other share one.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Marks">Each mark's place and what it stands for.</param>
internal sealed record NodeMarks(string Node, IReadOnlyList<(double X, int Count, string Words)> Marks)
{
    private const int WordsPerMark = 5;

    /// <summary>Rows by node, nodes in the order of their numbers.</summary>
    public static IReadOnlyList<NodeMarks> Of(IReadOnlyList<NodeEventReport> events, TimeSpan end)
    {
        var scale = new TimeScale(end);
        var nodes = events.GroupBy(happened => happened.Node)
            .OrderBy(group => NodeId.TryParse(group.Key, out var id) ? id.Number : int.MaxValue)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .ToList();

        // The more rows, the fewer marks in each, so that the page stays small.
        var columnWidth = nodes.Count <= 10 ? 6.0 : 24.0;
        return
        [
            .. nodes.Select(node => new NodeMarks(node.Key,
            [
                .. node.GroupBy(happened => Math.Floor(scale.X(happened.Time) / columnWidth))
                    .Select(column => (scale.X(column.First().Time), column.Count(), Words([.. column]))),
            ])),
        ];
    }

    private static string Words(List<NodeEventReport> events)
    {
        var lines = events.Take(WordsPerMark).Select(happened => $"{Format.Moment(happened.Time)} {happened.Node} {happened.Text}");
        var more = events.Count > WordsPerMark ? $"\nand {Format.Count(events.Count - WordsPerMark)} more" : "";
        return string.Join('\n', lines) + more;
    }
}
