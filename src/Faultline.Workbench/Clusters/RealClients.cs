using Faultline.Runtime.Clients;
using Faultline.Runtime.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Workbench.Clusters;

/// <summary>Clients of the key-value store whose file lies in a folder.</summary>
public static class RealClients
{
    /// <summary>Opens clients; they connect by themselves.</summary>
    /// <param name="folder">The folder with <c>cluster.yaml</c> and the clients' keys.</param>
    /// <param name="count">How many.</param>
    /// <returns>The clients, which the caller disposes.</returns>
    /// <exception cref="BadInputException">There is no cluster, or it serves no keys and values.</exception>
    public static ClientPool Open(string folder, int count) => Open(ReadFile(folder), count, first: null);

    /// <summary>Opens clients of a cluster.</summary>
    internal static ClientPool Open(ClusterFile file, int count, int? first)
    {
        var credentials = file.Keys is { } keys ? new KeyFolder(keys).Load(Identity.Client) : null;
        return ClientPool.Open(file.System, file.Options, file.Nodes, credentials, count, NullLogger.Instance, first);
    }

    private static ClusterFile ReadFile(string folder)
    {
        if (!LocalCluster.IsIn(folder))
            throw new BadInputException($"--data {folder} holds no cluster: start one with `faultline cluster up SYSTEM --data {folder}`");
        var file = ClusterFile.Read(Path.Combine(folder, ClusterFile.Name), ofNode: false);
        return file.System.Name.StartsWith("kv-", StringComparison.Ordinal)
            ? file
            : throw new BadInputException($"{file.System.Name} serves no keys and values");
    }
}
