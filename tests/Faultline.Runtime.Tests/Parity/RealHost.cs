using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Hosting;
using Faultline.Runtime.Nodes;

namespace Faultline.Runtime.Tests.Parity;

/// <summary>Probe nodes on real sockets, disks and clocks.</summary>
internal sealed class RealHost : IParityHost
{
    private readonly RealCluster _cluster = new(new ProbeSystem());
    private readonly Dictionary<NodeId, NodeServer> _servers = [];

    public RealHost()
    {
        foreach (var node in _cluster.Addresses.Keys) _servers[node] = _cluster.Start(node);
    }

    public Task<Ending> AskAsync(NodeId node, Operation operation) => _servers[node].AskAsync(operation).WaitAsync(TimeSpan.FromSeconds(20));

    public async Task RestartAsync(NodeId node)
    {
        await _cluster.StopAsync(node);
        _servers[node] = _cluster.Start(node);
    }

    public Task FillDiskAsync(NodeId node)
    {
        _servers[node].SetQuota(0);
        return Task.CompletedTask;
    }

    public Task EmptyDiskAsync(NodeId node)
    {
        _servers[node].SetQuota(long.MaxValue);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
