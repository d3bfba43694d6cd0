using System.CommandLine;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Tunnels;
using Faultline.Service;
using Faultline.Workbench;
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
          ssh: {user: faultline, key: /etc/faultline/id_ed25519, knownHosts: /etc/faultline/known_hosts}  (for --tunnel ssh)
        """;

    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "The node's file.", HelpName = "FILE", Required = true };
        var format = new Option<bool>("--format")
        {
            Description = "Formats the node's folder and ends. Once, for a new node: one that has lost its disk starts without it.",
        };
        var tunnel = new Option<string?>("--tunnel")
        {
            Description = "ssh: reaches the other nodes through SSH tunnels, as the entry ssh of the file says. Default: directly.",
            HelpName = "ssh",
        };
        var command = new Command("node", Help) { config, format, tunnel };
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
            var surroundings = new NodeHostOptions
            {
                Metrics = file.Metrics,
                Emitted = emitted,
                Ssh = SshOf(file, parsed.GetValue(config)!, parsed.GetValue(tunnel)),
            };
            return await NodeHost.RunAsync(file.Config, file.System, surroundings, cancellation).ConfigureAwait(false)
                ? ExitCode.Held
                : ExitCode.Broken;
        });
        return command;
    }

    private static SshSettings? SshOf(ClusterFile file, string path, string? tunnel) => tunnel switch
    {
        null => null,
        "ssh" => file.Ssh ?? throw new BadInputException(
            $"{path} needs an entry ssh for --tunnel ssh, such as `ssh: {{user: faultline, key: id_ed25519, knownHosts: known_hosts}}`"),
        _ => throw new BadInputException($"--tunnel cannot be \"{tunnel}\": write ssh"),
    };
}
