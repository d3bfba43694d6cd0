using System.CommandLine;
using Faultline.Runtime.Nodes;
using Faultline.Service;
using Faultline.Workbench.Clusters;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline node</c>: one node of a real cluster, as a service would run it.</summary>
internal static class NodeCommand
{
    private const string Help = """
        Runs one node of a real cluster until it is told to stop: by SIGTERM, Ctrl-C or an operator.

        Its file says which node it is and who the others are:
          system: kv-paxos
          nodes: {n1: 10.0.0.1:7101, n2: 10.0.0.2:7101, n3: 10.0.0.3:7101}
          node: n1
          data: /var/lib/faultline/n1
          keys: /etc/faultline/keys
          metrics: 127.0.0.1:7201
        """;

    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "The node's file.", HelpName = "FILE", Required = true };
        var format = new Option<bool>("--format")
        {
            Description = "Formats the node's folder and ends. Once, for a new node: one that has lost its disk starts without it.",
        };
        var command = new Command("node", Help) { config, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = ClusterFile.Read(parsed.GetValue(config)!, ofNode: true);
            if (parsed.GetValue(format))
            {
                NodeServer.Format(file.Config, file.System);
                return ExitCode.Held;
            }

            var (emitted, events) = file.Events is { } path ? NodeEventLog.Open(path) : (null, null);
            using var closed = events;
            return await NodeHost.RunAsync(file.Config, file.System, file.Metrics, emitted, cancellation).ConfigureAwait(false)
                ? ExitCode.Held
                : ExitCode.Broken;
        });
        return command;
    }
}
