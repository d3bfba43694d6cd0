using System.CommandLine;
using Faultline.Cli.Screens;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Systems;
using Faultline.Workbench;
using Faultline.Workbench.Clusters;
using Spectre.Console;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline cluster</c>: a real cluster on this machine, one process a node.</summary>
internal static class ClusterCommand
{
    public const string DefaultFolder = "faultline-cluster";

    private static readonly Option<string> Data = DataOption();

    public static Command Create() => new("cluster", "Runs a real cluster on this machine: one process a node, mutual TLS, real disks.")
    {
        CreateUp(), CreateStatus(), CreateDown(),
        CreateSignal("kill", "Kills nodes with SIGKILL, as a crash would.", "killed", static (cluster, nodes) => cluster.Kill(nodes)),
        CreateSignal("pause", "Makes nodes stand still with SIGSTOP.", "paused", static (cluster, nodes) => cluster.Pause(nodes)),
        CreateSignal("resume", "Lets paused nodes go on.", "resumed", static (cluster, nodes) => cluster.Resume(nodes)),
        CreatePartition(), CreateHeal(),
    };

    /// <summary>The option that says where a cluster is, alike in every command.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = $"The cluster's folder. Default: {DefaultFolder}.",
        DefaultValueFactory = static _ => DefaultFolder,
        HelpName = "DIR",
    };

    private static Command CreateUp()
    {
        var system = new Argument<string?>("system") { Description = "A system, for a new cluster.", Arity = ArgumentArity.ZeroOrOne };
        var nodes = new Option<int?>("--nodes") { Description = "How many nodes, for a new cluster. Default: 3.", HelpName = "N" };
        var port = new Option<int?>("--port")
        {
            Description = "The first node's port, for a new cluster; the others have the next ones, then the metrics. "
                + "Default: any that are free.",
            HelpName = "N",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Sets an option of the system, for a new cluster, such as reads=lease; may be repeated.",
            HelpName = "NAME=VALUE",
        };
        var command = new Command("up", "Starts a new cluster, or those nodes of an existing one that are down.")
        {
            system, nodes, port, set, Data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = parsed.GetValue(Data)!;
            var name = parsed.GetValue(system);
            using var cluster = LocalCluster.IsIn(folder)
                ? Existing(folder, name)
                : LocalCluster.Create(
                    folder, Find(name, folder), parsed.GetValue(nodes) ?? 3, Options(parsed.GetValue(set) ?? []),
                    parsed.GetValue(port));
            using (var line = new ProgressLine())
            {
                line.ShowStage("starting the nodes");
                await cluster.StartAsync(Self.Command, [.. cluster.Nodes], cancellation).ConfigureAwait(false);
            }

            await ClusterScreen.ShowAsync(cluster, cancellation).ConfigureAwait(false);
            return ExitCode.Held;
        });
        return command;
    }

    private static Command CreateStatus()
    {
        var command = new Command("status", "Shows how the nodes are.") { Data };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = LocalCluster.Open(parsed.GetValue(Data)!);
            await ClusterScreen.ShowAsync(cluster, cancellation).ConfigureAwait(false);
            return ExitCode.Held;
        });
        return command;
    }

    private static Command CreateDown()
    {
        var command = new Command("down", "Stops all nodes gracefully; their data stays.") { Data };
        command.SetAction(parsed =>
        {
            using var cluster = LocalCluster.Open(parsed.GetValue(Data)!);
            var killed = cluster.Stop([.. cluster.Nodes]);
            AnsiConsole.MarkupLineInterpolated($"stopped; the data is in [bold]{cluster.Folder}[/]");
            if (killed.Count > 0) Console.Error.WriteLine($"note: {Names(killed)} did not stop and had to be killed");
            return ExitCode.Held;
        });
        return command;
    }

    private static Command CreateSignal(string name, string description, string done, Action<LocalCluster, IReadOnlyList<NodeId>> act)
    {
        var nodes = new Argument<string[]>("nodes") { Description = "Which nodes, such as n1 or 1.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, description) { nodes, Data };
        command.SetAction(parsed =>
        {
            using var cluster = LocalCluster.Open(parsed.GetValue(Data)!);
            NodeId[] ids = [.. parsed.GetValue(nodes)!.SelectMany(group => Group(cluster, group))];
            act(cluster, ids);
            AnsiConsole.MarkupLineInterpolated($"{done} {Names(ids)}");
            return ExitCode.Held;
        });
        return command;
    }

    private static Command CreatePartition()
    {
        var groups = new Argument<string[]>("groups")
        {
            Description = "Groups of nodes, such as n1,n2 n3. Nodes of different groups do not hear each other; those that are in none "
                + "are one more group.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("partition", "Cuts the ways between groups of nodes; clients still reach all of them.") { groups, Data };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = LocalCluster.Open(parsed.GetValue(Data)!);
            IReadOnlyList<NodeId>[] parts = [.. parsed.GetValue(groups)!.Select(group => Group(cluster, group))];
            var twice = parts.SelectMany(static part => part).CountBy(static node => node).FirstOrDefault(static same => same.Value > 1);
            if (twice.Value > 1) throw new BadInputException($"{twice.Key} stands there twice: a node is in one group");
            Tell(await cluster.PartitionAsync(parts, cancellation).ConfigureAwait(false), "cut the ways between the groups");
            return ExitCode.Held;
        });
        return command;
    }

    private static Command CreateHeal()
    {
        var command = new Command("heal", "Makes all ways between nodes good again.") { Data };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = LocalCluster.Open(parsed.GetValue(Data)!);
            Tell(await cluster.HealAsync(cancellation).ConfigureAwait(false), "all ways are good again");
            return ExitCode.Held;
        });
        return command;
    }

    private static void Tell(IReadOnlyList<NodeId> silent, string done)
    {
        AnsiConsole.MarkupLineInterpolated($"{done}");
        if (silent.Count > 0) Console.Error.WriteLine($"note: {Names(silent)} did not answer; what they send is as it was");
    }

    private static LocalCluster Existing(string folder, string? name)
    {
        var cluster = LocalCluster.Open(folder);
        if (name is null || name == cluster.File.System.Name) return cluster;
        cluster.Dispose();
        throw new BadInputException($"--data {folder} holds a {cluster.File.System.Name} cluster: name another folder for one of {name}");
    }

    private static SystemDefinition Find(string? name, string folder)
    {
        var known = string.Join(", ", SystemCatalog.All.Select(static system => system.Name));
        if (name is null) throw new BadInputException($"--data {folder} holds no cluster: name a system to start one, such as {known}");
        return SystemCatalog.Find(name) ?? throw new BadInputException($"there is no system \"{name}\": there are {known}");
    }

    private static SortedDictionary<string, string> Options(string[] settings)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new BadInputException($"--set {setting}: write a name and a value, such as reads=lease");
            values[setting[..at]] = setting[(at + 1)..];
        }

        return values;
    }

    private static IReadOnlyList<NodeId> Group(LocalCluster cluster, string text) => [.. text.Split(',').Select(name =>
        (NodeId.TryParse(name, out var id) || NodeId.TryParse("n" + name, out id)) && cluster.File.Nodes.ContainsKey(id)
            ? id
            : throw new BadInputException($"there is no node \"{name}\": there are {Names(cluster.Nodes)}"))];

    private static string Names(IEnumerable<NodeId> nodes) => string.Join(", ", nodes);
}
