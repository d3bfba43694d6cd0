using Faultline.Model.Nodes;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Traces;

/// <summary>Who has a line in a diagram: every node, and the clients that matter most.</summary>
internal sealed class TraceLines
{
    /// <summary>The most clients with a line: those of the decisive operations first, then by number.</summary>
    private const int MostClients = 16;

    private readonly Dictionary<NodeId, int> _places = [];
    private readonly int _clients;

    public TraceLines(CompletedRun run, DecisiveWindow window)
    {
        var cluster = run.Setup.Cluster;
        _clients = cluster.Clients.Count;
        var decisive = window.Moments.Where(static moment => moment.Operation is not null)
            .Select(static moment => moment.Operation!.Value).ToHashSet();
        var clients = run.Report.History.Entries.Where(entry => decisive.Contains(entry.Invoked.Index))
            .Select(entry => NodeId.Client((entry.Process % _clients) + 1))
            .Concat(cluster.Clients).Distinct().Take(MostClients).OrderByDescending(static client => client);
        NodeId[] shown = [.. cluster.Nodes, .. clients];
        foreach (var (place, id) in shown.Index()) _places.Add(id, place);
        Names = [.. shown.Select(static id => id.ToString())];
        ClientsLeftOut = cluster.Nodes.Count + _clients - shown.Length;
    }

    public IReadOnlyList<string> Names { get; }

    public int ClientsLeftOut { get; }

    /// <summary>The line of a host; -1 where it has none.</summary>
    public int Of(NodeId host) => _places.GetValueOrDefault(host, -1);

    /// <summary>The line of the client that a process of the history is; -1 where it has none.</summary>
    public int OfProcess(int process) => Of(NodeId.Client((process % _clients) + 1));
}
