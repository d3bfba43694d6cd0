using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Runtime.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task What_is_written_is_read_again()
    {
        await using var cluster = new RealCluster();
        cluster.StartAll();
        await using var clients = cluster.Clients();

        await RealCluster.AskAsync(clients, new KvPut("a", "1"));

        Assert.Equal("1", (await RealCluster.AskAsync(clients, new KvGet("a"))).Value);
    }

    [Fact]
    public async Task What_is_written_outlives_a_restart_of_all_nodes()
    {
        await using var cluster = new RealCluster();
        cluster.StartAll();
        await using (var clients = cluster.Clients()) await RealCluster.AskAsync(clients, new KvPut("a", "1"));
        foreach (var node in cluster.Addresses.Keys) await cluster.StopAsync(node);

        cluster.StartAll();

        await using var others = cluster.Clients();
        Assert.Equal("1", (await RealCluster.AskAsync(others, new KvGet("a"))).Value);
    }

    [Fact]
    public async Task A_minority_may_stop()
    {
        await using var cluster = new RealCluster();
        cluster.StartAll();
        await using var clients = cluster.Clients();
        await RealCluster.AskAsync(clients, new KvPut("a", "1"));

        await cluster.StopAsync(NodeId.Node(1));

        await RealCluster.AskAsync(clients, new KvPut("a", "2"));
        Assert.Equal("2", (await RealCluster.AskAsync(clients, new KvGet("a"))).Value);
    }
}
