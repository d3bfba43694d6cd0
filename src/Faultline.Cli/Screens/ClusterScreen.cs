using System.Globalization;
using Faultline.Model.Nodes;
using Faultline.Runtime.Control;
using Faultline.Workbench.Clusters;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>A real cluster, in the terminal.</summary>
internal static class ClusterScreen
{
    public static async Task ShowAsync(LocalCluster cluster, CancellationToken cancellation)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{cluster.File.System.Name}[/] in {cluster.Folder}");
        var table = Words.Table("node", "state", "address", "process", "up", "reaches", "disk");
        var statuses = await Task.WhenAll(cluster.Nodes.Select(node => cluster.Operators.StatusAsync(node, cancellation)))
            .ConfigureAwait(false);
        foreach (var (node, status) in cluster.Nodes.Zip(statuses)) table.AddRow(Row(cluster, node, status));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"  [grey]logs[/] {Path.Combine(cluster.Folder, "n*.log")}");
        AnsiConsole.MarkupLineInterpolated($"  [grey]try [/] faultline kv put a 1 --data {cluster.Folder}");
    }

    private static Text[] Row(LocalCluster cluster, NodeId node, NodeStatus? status)
    {
        var process = cluster.ProcessOf(node);
        var state = (process, status) switch
        {
            (null, null) => "down",
            (_, null) => "no answer",
            (_, { Leads: true }) => "leads",
            _ => "runs",
        };
        return
        [
            new Text(node.ToString()), new Text(state), new Text(cluster.File.Nodes[node].ToString()!),
            Number(process?.ToString(CultureInfo.InvariantCulture) ?? ""),
            Number(status is null ? "" : new TimeSpan(status.UpTicks).ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture)),
            new Text(status is null ? "" : string.Join(" ", status.Reached)),
            Number(status is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{status.DiskBytes / 1048576.0:N1} MiB")),
        ];
    }

    private static Text Number(string text) => new Text(text).RightJustified();
}
