using Faultline.Model.Nodes;
using Faultline.Runtime.Control;
using Faultline.Runtime.Transport;

namespace Faultline.Workbench.RealRuns;

/// <summary>
/// What is wrong with the ways between the hosts of a real cluster at the moment: several faults may strike the same way.
/// </summary>
/// <remarks>What a node sends is struck where it leaves. What a client sends, nobody strikes; a node can only be deaf to it.</remarks>
/// <param name="operators">Those who tell the nodes.</param>
internal sealed class RealLinks(Operators operators) : IDisposable
{
    private readonly List<(NodeId From, NodeId To, LinkFault Fault)> _struck = [];
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Strikes ways. Returns what makes them good again.</summary>
    public async Task<Func<Task>> StrikeAsync(IReadOnlyList<(NodeId From, NodeId To)> ways, LinkFault fault)
    {
        (NodeId, NodeId, LinkFault)[] added = [.. ways.SelectMany(way => Struck(way.From, way.To, fault))];
        await ChangeAsync(() => _struck.AddRange(added), added).ConfigureAwait(false);
        return () => ChangeAsync(
            () =>
            {
                foreach (var one in added) _struck.Remove(one);
            },
            added);
    }

    /// <summary>Tells a node that has started again what is wrong with its ways.</summary>
    public Task TellAsync(NodeId node) => ChangeAsync(static () => { }, [.. _struck.Where(one => one.From == node)]);

    public void Dispose() => _turn.Dispose();

    /// <summary>Where a fault is done: at the sender, or for a client that is cut off at the receiver.</summary>
    private static IEnumerable<(NodeId, NodeId, LinkFault)> Struck(NodeId from, NodeId to, LinkFault fault)
    {
        if (!from.IsClient) yield return (from, to, fault);
        else if (fault.IsCut && !to.IsClient) yield return (to, from, new LinkFault(IsDeaf: true));
    }

    private async Task ChangeAsync(Action change, IReadOnlyList<(NodeId From, NodeId To, LinkFault Fault)> ways)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            change();
            foreach (var way in ways.Select(static way => (way.From, way.To)).Distinct())
                await operators.SetLinkAsync(way.From, way.To, Merged(way.From, way.To), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private LinkFault? Merged(NodeId from, NodeId to)
    {
        LinkFault? merged = null;
        foreach (var (_, _, fault) in _struck.Where(one => one.From == from && one.To == to))
        {
            merged = merged is null ? fault : new LinkFault(
                merged.IsCut || fault.IsCut, merged.IsDeaf || fault.IsDeaf, Math.Max(merged.LossPerMillion, fault.LossPerMillion),
                Math.Max(merged.CopiesPerMillion, fault.CopiesPerMillion), merged.LeastDelay + fault.LeastDelay,
                merged.MostDelay + fault.MostDelay);
        }

        return merged;
    }
}
