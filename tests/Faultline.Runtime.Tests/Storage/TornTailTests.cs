using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Runtime.Tests.Storage;

/// <summary>What a power loss, or a bad sector, makes of the last record of a real journal.</summary>
public sealed class TornTailTests
{
    private static readonly NodeId Node1 = NodeId.Node(1);

    [Theory]
    [InlineData(29)]
    [InlineData(1, Explicit = true)]
    public async Task Wherever_the_last_record_is_cut_or_damaged_the_node_comes_back_and_nothing_is_lost(int step)
    {
        await using var cluster = new RealCluster();
        cluster.StartAll();
        await using var clients = cluster.Clients();
        for (var i = 1; i <= 5; i++) await RealCluster.AskAsync(clients, new KvPut("a", $"{i}"));
        await cluster.StopAsync(Node1);
        var journal = Path.Combine(cluster.ConfigOf(Node1).Data, "files", "journal");
        var whole = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        var last = whole.AsSpan().LastIndexOf("FLj1"u8);
        Assert.True(last > 0);

        var damaged = 0;
        for (var offset = last; offset < whole.Length; offset += step)
        {
            await RestartAsync(cluster, clients, journal, whole[..offset], $"cut at {offset}");
            byte[] flipped = [.. whole];
            flipped[offset] ^= 0x10;
            if (await RestartAsync(cluster, clients, journal, flipped, $"flipped at {offset}") == NodeEventKind.Rejoined) damaged++;
        }

        Assert.True(damaged > 0, "no flipped bit was noticed");
    }

    private static async Task<NodeEventKind> RestartAsync(
        RealCluster cluster, Runtime.Clients.ClientPool clients, string journal, byte[] content, string what)
    {
        await File.WriteAllBytesAsync(journal, content, TestContext.Current.CancellationToken);
        var back = new TaskCompletionSource<NodeEventKind>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Start(Node1, said =>
        {
            if (said.Kind is NodeEventKind.Recovered or NodeEventKind.Rejoined) back.TrySetResult(said.Kind);
        });
        try
        {
            var kind = await back.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal("5", (await RealCluster.AskAsync(clients, new KvGet("a"))).Value);
            return kind;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the node does not come back: {what}");
        }
        finally
        {
            await cluster.StopAsync(Node1);
        }
    }
}
