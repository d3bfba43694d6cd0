using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Shrinking;

/// <summary>The ways in which a run can be made smaller, in an order in which candidates get cheap quickly.</summary>
internal static class Passes
{
    private const int MostToChooseFrom = 10;
    private const int MostPieces = 16;
    private const int LeapSeeds = 500;

    /// <summary>Those that come first, while each run is long.</summary>
    public static IReadOnlyList<Pass> First { get; } =
    [
        new("lower thresholds", static search => search.Simplify(Thresholds.LowerChanged)),
        new("shorter run", TimePasses.EndEarlier),
        new("later start", static search => search.Simplify(TimePasses.StartsLater)),
    ];

    /// <summary>Those that take something away.</summary>
    public static IReadOnlyList<Pass> Removals { get; } =
    [
        new("fewer faults", static search => search.Remove(search.Current.Faults, static (run, faults) => run with { Faults = faults })),
        new("fewer users", RemoveUsers),
        new("fewer nodes", static search => search.Simplify(FewerNodes)),
        new("fewer operations", RemoveOperations),
        new("fewer clients", static search => search.Simplify(WithoutIdleClients)),
    ];

    /// <summary>Those that take away much at once, which goes with few seeds but mostly with one of many.</summary>
    public static IReadOnlyList<Pass> Leaps { get; } =
    [
        new("only the counterexample", OnlyEvidence, LeapSeeds),
        new("fewer clients", static search => search.Simplify(WithoutIdleClients), LeapSeeds),
    ];

    /// <summary>Those that are tried when nothing else goes.</summary>
    public static IReadOnlyList<Pass> Last { get; } =
    [
        .. Leaps,
        new("a few operations", static search => search.Take(FewOperations(search.Current))),
        new("one client for two", static search => search.Simplify(OneClientForTwo)),
    ];

    /// <summary>Those that make what is there simpler.</summary>
    public static IReadOnlyList<Pass> Simplifications { get; } =
    [
        new("shorter run", TimePasses.EndEarlier),
        new("later start", static search => search.Simplify(TimePasses.StartsLater)),
        new("less idle time", static search => search.Simplify(TimePasses.WithoutIdleTime)),
        new("simpler faults", static search => search.Simplify(SimplerFaults)),
        new("constant latency", static search => search.Simplify(ConstantLatency)),
        new("round times", static search => search.Simplify(TimePasses.RoundTimes)),
    ];

    /// <summary>
    /// Takes away all operations but those that prove the failure; or else all but those and what their clients asked just before, so
    /// that they have found their node by then.
    /// </summary>
    private static void OnlyEvidence(Search search)
    {
        var run = search.Current;
        var evidence = search.Evidence();
        if (evidence.Count == 0) return;
        ScriptedOperation[] shown =
            [.. run.Operations.Where(operation => evidence.Any(entry => IsOf(run, operation, entry)))];
        ScriptedOperation?[] before =
            [.. shown.Select(after => run.Operations.LastOrDefault(o => o.Client == after.Client && o.Time < after.Time))];
        ScriptedOperation[] both = [.. run.Operations.Where(operation => shown.Contains(operation) || before.Contains(operation))];
        ScriptedOperation[][] parts = [shown, both];
        search.Take(parts.Where(part => part.Length < run.Operations.Count).Select(part => run with { Operations = part }));
    }

    private static bool IsOf(Candidate run, ScriptedOperation operation, HistoryEntry entry) =>
        operation.Time == entry.Scheduled && -operation.Client.Number - 1 == entry.Process % run.Settings.Clients
        && operation.Operation == entry.Operation;

    private static void RemoveUsers(Search search) => search.Remove(
        search.Current.Operations.Select(static operation => operation.Client).Distinct().OrderDescending(),
        static (run, users) => run with { Operations = [.. run.Operations.Where(operation => users.Contains(operation.Client))] });

    private static void RemoveOperations(Search search)
    {
        // With many seeds a candidate is dear, so that many operations go in pieces.
        var operations = search.Current.Operations;
        var piece = search.OtherSeeds == 0 ? 1 : Math.Max(1, operations.Count / MostPieces);
        search.Remove(
            operations.Chunk(piece),
            static (run, pieces) => run with { Operations = [.. pieces.SelectMany(static part => part)] });
    }

    private static IEnumerable<Candidate> FewerNodes(Candidate run)
    {
        for (var nodes = RunSetup.Find(run.Settings.System).LeastNodes; nodes < run.Settings.Nodes; nodes++)
        {
            yield return run with
            {
                Settings = run.Settings with { Nodes = nodes },
                Faults = HostNames.Rename(run.Faults, host => host.IsClient || host.Number <= nodes ? host : null),
            };
        }
    }

    /// <summary>The run without clients who ask nothing.</summary>
    private static IEnumerable<Candidate> WithoutIdleClients(Candidate run)
    {
        NodeId[] asking = Asking(run);
        var last = asking.Length == 0 ? 1 : -asking[^1].Number;
        if (last < run.Settings.Clients) yield return WithClients(run, last, host => -host.Number <= last ? host : null);
        if (asking.Length < last && asking.Length > 0)
        {
            yield return WithClients(run, asking.Length, host =>
                Array.IndexOf(asking, host) is >= 0 and var place ? NodeId.Client(place + 1) : null);
        }
    }

    /// <summary>The run with one client who asks what two have asked.</summary>
    private static IEnumerable<Candidate> OneClientForTwo(Candidate run)
    {
        NodeId[] asking = Asking(run);
        foreach (var from in asking.Reverse())
            foreach (var to in asking.Where(to => to > from))
            {
                Candidate merged = run with
                {
                    Operations = [.. run.Operations.Select(operation =>
                        operation.Client == from ? operation with { Client = to } : operation)],
                };
                yield return WithoutIdleClients(merged).LastOrDefault(merged);
            }
    }

    /// <summary>The clients who ask something, c1 first.</summary>
    private static NodeId[] Asking(Candidate run) =>
        [.. run.Operations.Select(static operation => operation.Client).Distinct().OrderDescending()];

    /// <summary>The run with one, two, three or four of its operations.</summary>
    private static IEnumerable<Candidate> FewOperations(Candidate run) => run.Operations.Count > MostToChooseFrom
        ? []
        : Enumerable.Range(1, Math.Clamp(run.Operations.Count - 1, 0, 4))
            .SelectMany(count => Choices(run.Operations, count))
            .Select(operations => run with { Operations = operations });

    /// <summary>All choices of so many items, in their order.</summary>
    private static IEnumerable<List<T>> Choices<T>(IReadOnlyList<T> items, int count, int from = 0)
    {
        if (count == 0) yield return [];
        for (var first = from; first <= items.Count - count && count > 0; first++)
            foreach (var rest in Choices(items, count - 1, first + 1))
                yield return [items[first], .. rest];
    }

    private static Candidate WithClients(Candidate run, int clients, Func<NodeId, NodeId?> rename) => new(
        run.Settings with { Clients = clients },
        HostNames.Rename(run.Faults, host => host.IsClient ? rename(host) : host),
        [.. run.Operations.Select(operation => operation with { Client = rename(operation.Client) ?? operation.Client })]);

    private static IEnumerable<Candidate> SimplerFaults(Candidate run)
    {
        var cluster = Cluster.Of(run.Settings.Nodes, run.Settings.Clients, new SystemOptions([]));
        for (var i = 0; i < run.Faults.Count; i++)
            foreach (var simpler in run.Faults[i].Simpler(cluster))
                yield return run with { Faults = [.. run.Faults.Take(i), simpler, .. run.Faults.Skip(i + 1)] };
    }

    private static IEnumerable<Candidate> ConstantLatency(Candidate run)
    {
        var (network, disk) = (run.Settings.Latency, run.Settings.Disk);
        if (LatencyDistribution.Constant(network.Median) is var median && median != network)
            yield return run with { Settings = run.Settings with { Latency = median } };
        foreach (var latency in Constants(disk)) yield return run with { Settings = run.Settings with { Disk = latency } };
    }

    private static IEnumerable<LatencyRange> Constants(LatencyRange range) => range.Least == range.Most
        ? []
        : [LatencyRange.Constant(range.Least), LatencyRange.Constant(range.Most)];
}

/// <summary>One way to make a run smaller.</summary>
/// <param name="Name">What it is after.</param>
/// <param name="Run">Takes what goes.</param>
/// <param name="OtherSeeds">How many other seeds each candidate may fail with, where that is always the same.</param>
internal sealed record Pass(string Name, Action<Search> Run, int? OtherSeeds = null);
