using System.CommandLine;
using System.Globalization;
using Faultline.Model.Nodes;
using Faultline.Runtime.Security;
using Faultline.Workbench;
using Spectre.Console;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline keys</c>: a private authority, and certificates for mutual TLS.</summary>
internal static class KeysCommand
{
    private const int MostDays = 36_500;

    public static Command Create() => new(
        "keys", "Makes what nodes, clients and operators prove with who they are: a private authority and one certificate each.")
    {
        CreateInit(), CreateAdd(),
    };

    private static Command CreateInit()
    {
        var folder = FolderArgument();
        var nodes = new Option<int>("--nodes")
        {
            Description = "How many nodes: n1, n2 and so on. Default: 3.",
            DefaultValueFactory = static _ => 3,
            HelpName = "N",
        };
        var days = DaysOption();
        var command = new Command("init", "Makes an authority, a certificate for each node, and one each for clients and operators.")
        {
            folder, nodes, days,
        };
        command.SetAction(parsed =>
        {
            var count = parsed.GetValue(nodes);
            if (count is < 1 or > 10_000) throw new BadInputException($"--nodes cannot be {count}: write a number from 1 to 10000");
            var keys = new KeyFolder(parsed.GetValue(folder)!);
            keys.Create(
                [.. Enumerable.Range(1, count).Select(static node => Identity.Of(NodeId.Node(node))), Identity.Client, Identity.Operator],
                DateTimeOffset.UtcNow, Validity(parsed.GetValue(days)));
            AnsiConsole.MarkupLineInterpolated($"made an authority and {count + 2} certificates in [bold]{keys.Path}[/]");
            AnsiConsole.MarkupLineInterpolated(
                $"[grey]give each node ca.crt and its own two files; keep ca.key away from all of them[/]");
            return ExitCode.Held;
        });
        return command;
    }

    private static Command CreateAdd()
    {
        var folder = FolderArgument();
        var name = new Argument<string>("name") { Description = "Whom it is for: a node such as n4, client, or operator." };
        var days = DaysOption();
        var command = new Command("add", "Makes one more certificate with the authority of a folder.") { folder, name, days };
        command.SetAction(parsed =>
        {
            var keys = new KeyFolder(parsed.GetValue(folder)!);
            var identity = Named(parsed.GetValue(name)!);
            keys.Add(identity, DateTimeOffset.UtcNow, Validity(parsed.GetValue(days)));
            AnsiConsole.MarkupLineInterpolated($"made a certificate for [bold]{identity.Name}[/] in {keys.Path}");
            return ExitCode.Held;
        });
        return command;
    }

    private static Identity Named(string name)
    {
        if (name == Identity.Client.Name) return Identity.Client;
        if (name == Identity.Operator.Name) return Identity.Operator;
        return NodeId.TryParse(name, out var id) && !id.IsClient
            ? Identity.Of(id)
            : throw new BadInputException(
                $"\"{name}\" is nobody who could have a certificate: write a node such as n4, client, or operator");
    }

    private static Argument<string> FolderArgument() => new("folder") { Description = "The folder of the keys." };

    private static Option<int> DaysOption() => new("--days")
    {
        Description = string.Create(
            CultureInfo.InvariantCulture, $"For how many days they count. Default: {KeyFolder.DefaultValidity.Days}."),
        DefaultValueFactory = static _ => KeyFolder.DefaultValidity.Days,
        HelpName = "N",
    };

    private static TimeSpan Validity(int days) => days is >= 1 and <= MostDays
        ? TimeSpan.FromDays(days)
        : throw new BadInputException($"--days cannot be {days}: write a number from 1 to {MostDays}");
}
