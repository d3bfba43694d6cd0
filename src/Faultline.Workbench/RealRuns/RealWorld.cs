using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Runtime.Control;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Clusters;

namespace Faultline.Workbench.RealRuns;

/// <summary>
/// A real cluster that is disturbed: several faults may keep the same node down, and it starts again when the last has healed.
/// </summary>
internal sealed class RealWorld : IDisposable
{
    private readonly LocalCluster _cluster;
    private readonly Cluster _hosts;
    private readonly IReadOnlyList<string> _command;
    private readonly RealLinks _links;
    private readonly Dictionary<NodeId, int> _outages = [];
    private readonly Dictionary<NodeId, int> _pauses = [];
    private readonly Dictionary<NodeId, StruckMessages> _struckBefore = [];
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>A cluster that runs.</summary>
    /// <param name="cluster">The processes.</param>
    /// <param name="hosts">Who takes part, as the plan names them.</param>
    /// <param name="command">How this program is started.</param>
    public RealWorld(LocalCluster cluster, Cluster hosts, IReadOnlyList<string> command)
    {
        (_cluster, _hosts, _command) = (cluster, hosts, command);
        _links = new RealLinks(cluster.Operators);
        foreach (var node in hosts.Nodes) (_outages[node], _pauses[node]) = (0, 0);
    }

    /// <summary>Kills nodes. Healing starts them again.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="effect">Where the effect is counted.</param>
    /// <param name="meanwhile">What is done to each while it is down.</param>
    public async Task<Func<Task>> KillAsync(IReadOnlyList<NodeId> nodes, FaultEffect effect, Action<NodeId, FaultEffect>? meanwhile = null)
    {
        var since = TimeProvider.System.GetTimestamp();
        await InTurnAsync(async () =>
        {
            foreach (var node in nodes)
            {
                if (_outages[node]++ == 0)
                {
                    await KeepCountAsync(node).ConfigureAwait(false);
                    _cluster.Kill([node]);
                }

                meanwhile?.Invoke(node, effect);
            }
        }).ConfigureAwait(false);
        return () => InTurnAsync(async () =>
        {
            effect.Add(EffectUnit.TicksDown, TimeProvider.System.GetElapsedTime(since).Ticks * nodes.Count);
            foreach (var node in nodes)
            {
                if (--_outages[node] > 0) continue;
                await _cluster.StartAsync(_command, [node], CancellationToken.None).ConfigureAwait(false);
                await _links.TellAsync(node).ConfigureAwait(false);
                if (_pauses[node] > 0) _cluster.Pause([node]);
                effect.Add(EffectUnit.Restarts, 1);
            }
        });
    }

    /// <summary>Takes away a node's disk while it is down: what is left is an empty folder.</summary>
    public void LoseDisk(NodeId node, FaultEffect effect)
    {
        var folder = Path.Combine(_cluster.Folder, node.ToString());
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        effect.Add(EffectUnit.DisksLost, 1);
    }

    /// <summary>Makes nodes stand still.</summary>
    public async Task<Func<Task>> PauseAsync(IReadOnlyList<NodeId> nodes, FaultEffect effect)
    {
        await InTurnAsync(() =>
        {
            foreach (var node in nodes)
                if (_pauses[node]++ == 0 && _outages[node] == 0)
                    _cluster.Pause([node]);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return () => InTurnAsync(() =>
        {
            foreach (var node in nodes)
            {
                if (--_pauses[node] > 0 || _outages[node] > 0) continue;
                _cluster.Resume([node]);
                effect.Add(EffectUnit.StepsDelayed, 1);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Leaves so many bytes on the disks of nodes.</summary>
    public async Task<Func<Task>> FillAsync(IReadOnlyList<NodeId> nodes, long free, FaultEffect effect)
    {
        foreach (var node in nodes)
            if (await _cluster.Operators.StatusAsync(node, CancellationToken.None).ConfigureAwait(false) is { } status
                && await _cluster.Operators.SetQuotaAsync(node, status.DiskBytes + free, CancellationToken.None).ConfigureAwait(false))
                effect.Add(EffectUnit.WritesRefused, 1);
        return async () =>
        {
            foreach (var node in nodes) await _cluster.Operators.SetQuotaAsync(node, null, CancellationToken.None).ConfigureAwait(false);
        };
    }

    /// <summary>Strikes ways between hosts; what is dropped, delayed and doubled meanwhile counts for the fault.</summary>
    public async Task<Func<Task>> StrikeAsync(
        IReadOnlyList<(NodeId From, NodeId To)> ways, Runtime.Transport.LinkFault fault, FaultEffect effect)
    {
        var before = await StruckAsync().ConfigureAwait(false);
        var heal = await _links.StrikeAsync(ways, fault).ConfigureAwait(false);
        return async () =>
        {
            await heal().ConfigureAwait(false);
            var struck = await StruckAsync().ConfigureAwait(false) - before;
            if (fault.IsCut || fault.LossPerMillion > 0) effect.Add(EffectUnit.MessagesDropped, Math.Max(0, struck.Dropped));
            if (fault.MostDelay > TimeSpan.Zero) effect.Add(EffectUnit.MessagesDelayed, Math.Max(0, struck.Delayed));
            if (fault.CopiesPerMillion > 0) effect.Add(EffectUnit.MessagesDuplicated, Math.Max(0, struck.Doubled));
        };
    }

    /// <summary>Cuts off one node after another, each for a while.</summary>
    public async Task<Func<Task>> FlapAsync(IReadOnlyList<NodeId> nodes, TimeSpan period, FaultEffect effect)
    {
        var stop = new CancellationTokenSource();
        var flapping = Task.Run(async () =>
        {
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                var alone = nodes[turn % nodes.Count];
                var others = _hosts.Nodes.Where(node => node != alone);
                (NodeId, NodeId)[] ways = [.. others.SelectMany(other => ((NodeId, NodeId)[])[(alone, other), (other, alone)])];
                var heal = await StrikeAsync(ways, new Runtime.Transport.LinkFault(IsCut: true), effect).ConfigureAwait(false);
                await Task.Delay(period, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await heal().ConfigureAwait(false);
            }
        });
        return async () =>
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await flapping.ConfigureAwait(false);
            stop.Dispose();
        };
    }

    /// <summary>The ways that a fault of links strikes.</summary>
    public IReadOnlyList<(NodeId From, NodeId To)> WaysOf(Simulation.Faults.LinkFault fault)
    {
        NodeId[] all = [.. _hosts.Nodes, .. _hosts.Clients];
        return
        [
            .. all.SelectMany(from => all.Where(to => to != from).Select(to => (from, to))).Where(way => (fault.Node, fault.Peer) switch
            {
                (null, _) => true,
                ({ } node, null) => way.from == node || way.to == node,
                ({ } node, { } peer) => way == (node, peer) || way == (peer, node),
            }),
        ];
    }

    /// <summary>Nodes whose process has ended although no fault has ended it, with the last line of their logs.</summary>
    public IEnumerable<(NodeId Node, string LastWords)> Fallen() => _hosts.Nodes
        .Where(node => _outages[node] == 0 && _cluster.ProcessOf(node) is null)
        .Select(node => (node, File.ReadLines(_cluster.LogOf(node)).LastOrDefault() ?? ""));

    public void Dispose()
    {
        _links.Dispose();
        _turn.Dispose();
    }

    /// <summary>What link faults have done to messages since the start, of all nodes, those of ended processes included.</summary>
    private async Task<StruckMessages> StruckAsync()
    {
        var sum = default(StruckMessages);
        foreach (var node in _hosts.Nodes)
        {
            sum += _struckBefore.GetValueOrDefault(node);
            if (await _cluster.Operators.StatusAsync(node, CancellationToken.None).ConfigureAwait(false) is { } status)
                sum += status.StruckByFaults;
        }

        return sum;
    }

    private async Task KeepCountAsync(NodeId node)
    {
        if (await _cluster.Operators.StatusAsync(node, CancellationToken.None).ConfigureAwait(false) is { } status)
            _struckBefore[node] = _struckBefore.GetValueOrDefault(node) + status.StruckByFaults;
    }

    private async Task InTurnAsync(Func<Task> work)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
