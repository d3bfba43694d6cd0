using Faultline.Model.Nodes;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.BlockChain;

namespace Faultline.Workbench.Studies;

/// <summary>Learns when each block of a bitcoin network was found, and when each node had it.</summary>
/// <remarks>
/// For networks that send blocks whole (<c>compact-blocks=off</c>): of a block that comes in parts only the node itself knows when it has
/// them all.
/// </remarks>
public sealed class BlockPropagation : WorldObserver
{
    private readonly Dictionary<Hash256, (long Height, TimeSpan Found)> _blocks = [];
    private readonly Dictionary<long, int> _found = [];
    private readonly Dictionary<NodeId, long> _heights = [];
    private readonly List<TimeSpan> _delays = [];
    private (long Event, NodeId Finder, long Height)? _unnamed;

    /// <inheritdoc />
    public override bool WantsTrace => true;

    /// <summary>How many blocks were found.</summary>
    public int Found { get; private set; }

    /// <summary>How many blocks are in the longest chain.</summary>
    public long Height { get; private set; }

    /// <summary>The part of the blocks that are in no longest chain: 0 to 1.</summary>
    public double StaleRate => Found == 0 ? 0 : 1 - ((double)Height / Found);

    /// <summary>How many heights have more than one block.</summary>
    public int Forks => _found.Values.Count(static blocks => blocks > 1);

    /// <summary>After how long nodes had blocks of heights of which they had none before; zero where a node found it itself.</summary>
    /// <remarks>A block that comes after another of its height tells nothing new, however late it comes.</remarks>
    public IReadOnlyList<TimeSpan> Delays => _delays;

    /// <inheritdoc />
    public override void OnTrace(in TraceEntry entry)
    {
        switch (entry.What)
        {
            case NodeEvent { Kind: NodeEventKind.Mined, Index: var height }:
                Found++;
                Height = Math.Max(Height, height);
                _found[height] = _found.GetValueOrDefault(height) + 1;
                _unnamed = (entry.Event, entry.Host, height);
                break;

            // Who finds a block announces it in the same step: it is the last one there.
            case Headers { Bytes: { Length: >= BlockHeader.Size } bytes } when IsAnnounced(entry):
                Begin(BlockHeader.From(bytes.AsSpan(^BlockHeader.Size..)).Hash(), entry);
                break;
            case Inventory { Blocks: [.., var name] } when IsAnnounced(entry):
                Begin(name, entry);
                break;

            case BlockMessage { Block.Hash: var hash } when entry.Kind == TraceKind.Arrived && _blocks.TryGetValue(hash, out var block):
                Reach(entry.Host, block.Height, entry.Time - block.Found);
                break;
        }
    }

    private bool IsAnnounced(in TraceEntry entry) =>
        _unnamed is { } unnamed && entry.Kind == TraceKind.Sent && entry.Event == unnamed.Event && entry.Host == unnamed.Finder;

    private void Begin(Hash256 name, in TraceEntry entry)
    {
        var height = _unnamed!.Value.Height;
        _unnamed = null;
        if (_blocks.TryAdd(name, (height, entry.Time))) Reach(entry.Host, height, TimeSpan.Zero);
    }

    private void Reach(NodeId node, long height, TimeSpan delay)
    {
        if (height <= _heights.GetValueOrDefault(node)) return;
        _heights[node] = height;
        _delays.Add(delay);
    }
}
