using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Runtime.Hosting;
using Faultline.Workbench.Clusters;

namespace Faultline.Cli.Tests.Clusters;

/// <summary>Real processes that are killed, stopped, cut off and filled up, under load.</summary>
public sealed class DisturbedClusterTests : IDisposable
{
    private static readonly NodeId Node1 = NodeId.Node(1);

    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Theory]
    [InlineData(8)]
    [InlineData(500, Explicit = true)]
    public async Task No_acknowledged_write_is_lost_however_often_nodes_are_killed(int kills)
    {
        await using var cluster = new ProcessCluster();
        await cluster.StartAsync();
        cluster.BeginLoad(clients: 16, rate: 400);
        var random = new Prng(1);
        var leadersKilled = 0;

        for (var i = 0; i < kills; i++)
        {
            await Task.Delay(random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(700)), TestContext.Current.CancellationToken);
            var leader = i % 2 == 0 ? await cluster.LeaderAsync() : default;
            var victim = leader.IsNone ? NodeId.Node(1 + random.Below(3)) : leader;
            if (!leader.IsNone) leadersKilled++;
            cluster.Cluster.Kill([victim]);
            await cluster.StartAsync(victim);
        }

        var report = await cluster.EndLoadAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{ProcessCluster.Describe(report)}; {leadersKilled} leaders killed");
        cluster.HistoryHolds(_faultline);
        Assert.True(leadersKilled > 0);
        Assert.True(report.Count(OperationOutcome.Ok) > 100 * kills, ProcessCluster.Describe(report));
    }

    [Fact]
    public async Task All_nodes_are_killed_at_once_and_come_back()
    {
        await using var cluster = new ProcessCluster();
        await cluster.StartAsync();
        cluster.BeginLoad(clients: 8, rate: 400);
        for (var i = 0; i < 2; i++)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            cluster.Cluster.Kill([.. cluster.Cluster.Nodes]);
            await cluster.StartAsync();
        }

        await Task.Delay(2000, TestContext.Current.CancellationToken);
        var report = await cluster.EndLoadAsync();

        cluster.HistoryHolds(_faultline);
        Assert.True(report.Count(OperationOutcome.Ok) > 400, ProcessCluster.Describe(report));
    }

    [Fact]
    public async Task A_paused_leader_is_replaced_and_steps_down_when_it_goes_on()
    {
        await using var cluster = new ProcessCluster();
        await cluster.StartAsync();
        cluster.BeginLoad(clients: 8, rate: 200);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        var leader = await cluster.LeaderAsync();

        cluster.Cluster.Pause([leader]);
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        var next = await cluster.LeaderAsync();
        cluster.Cluster.Resume([leader]);
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        await cluster.EndLoadAsync();
        Assert.NotEqual(leader, next);
        Assert.False(next.IsNone);
        cluster.HistoryHolds(_faultline);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_is_replaced_and_the_ways_heal()
    {
        await using var cluster = new ProcessCluster();
        await cluster.StartAsync();
        cluster.BeginLoad(clients: 8, rate: 200);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        var leader = await cluster.LeaderAsync();

        Assert.Empty(await cluster.Cluster.PartitionAsync([[leader]], TestContext.Current.CancellationToken));
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        Assert.NotEqual(leader, await cluster.LeaderAsync());
        await cluster.Cluster.HealAsync(TestContext.Current.CancellationToken);
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        await cluster.EndLoadAsync();
        cluster.HistoryHolds(_faultline);
    }

    [Fact]
    public async Task Full_disks_refuse_writes_keep_reads_and_recover()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var cluster = new ProcessCluster();
        await cluster.StartAsync();
        await using var clients = RealClients.Open(cluster.Cluster.Folder, 1);
        await AskAsync(new KvPut("a", "1"));

        foreach (var node in cluster.Cluster.Nodes) Assert.True(await cluster.Cluster.Operators.SetQuotaAsync(node, 0, cancellation));
        var refused = await AskAsync(new KvPut("a", "2"));
        var again = await AskAsync(new KvPut("a", "3"));
        var read = await AskAsync(new KvGet("a"));
        foreach (var node in cluster.Cluster.Nodes) await cluster.Cluster.Operators.SetQuotaAsync(node, null, cancellation);
        await Task.Delay(2000, cancellation);
        var written = await AskAsync(new KvPut("a", "4"));

        // The first one was taken on before the leader knew; nobody acknowledged it. From then on writes are refused.
        Assert.NotEqual(OperationOutcome.Ok, refused.Outcome);
        Assert.Equal("refused: the disks are full", again.Reason);
        Assert.Equal(OperationOutcome.Ok, read.Outcome);
        Assert.Equal("1", ((KvResult)read.Result!).Value);
        Assert.Equal(OperationOutcome.Ok, written.Outcome);
        Assert.Equal("4", ((KvResult)(await AskAsync(new KvGet("a"))).Result!).Value);

        Task<Ending> AskAsync(KvOperation operation) => clients.AskAsync(0, operation);
    }

    [Fact]
    public async Task A_node_with_an_empty_folder_regains_its_memory()
    {
        await using var cluster = new ProcessCluster();
        await cluster.StartAsync();
        cluster.BeginLoad(clients: 8, rate: 200);
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        cluster.Cluster.Kill([Node1]);
        Directory.Delete(Path.Combine(cluster.Cluster.Folder, "n1"), recursive: true);
        Directory.CreateDirectory(Path.Combine(cluster.Cluster.Folder, "n1"));
        await cluster.StartAsync(Node1);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        cluster.Cluster.Kill([NodeId.Node(2)]);
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        var before = DateTime.UtcNow;
        var answer = _faultline.Run("kv", "put", "z", "1", "--data", cluster.Cluster.Folder);

        await cluster.EndLoadAsync();
        Assert.True(answer.ExitCode == 0, $"{answer.Errors} at {before}");
        cluster.HistoryHolds(_faultline);
    }
}
