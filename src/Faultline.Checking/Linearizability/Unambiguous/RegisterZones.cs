using Faultline.Checking.Linearizability.Search;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>
/// Decides a register by the zones of its values, after Gibbons and Korach, "Testing Shared Memories", SIAM Journal on Computing
/// 26(4), 1997, with compare and set added.
/// </summary>
/// <remarks>
/// <para>
/// A block is a chain of clusters of which each was turned into the next by a compare and set. In a legal order the operations of a
/// block stand together, since a write in between would end the value that the next one found; they stand in the order of the chain,
/// and in each cluster the write stands first. So real time must allow that order in each block, and some order of the blocks.
/// </para>
/// <para>
/// Block A must precede block B where A's first completion is before B's last invocation. It is enough to look at pairs. For suppose
/// that some blocks precede each other in a circle, M among them the one with the latest of all last invocations, N the one after it.
/// N's first completion is before the last invocation of the one that it precedes, which is not after M's; so N precedes M, and M
/// precedes N. Taken by the earlier one of their first completion and last invocation, which is where their zones start, blocks are
/// in an order that real time allows, unless the first completion of one is before the last invocation of one that stands before it:
/// then, and only then, these two precede each other.
/// </para>
/// </remarks>
internal sealed class RegisterZones
{
    private const long BeforeAll = -1;

    private readonly RegisterPart _part;
    private readonly RegisterClusters _clusters;
    private readonly int[] _operations;
    private readonly List<int> _starts = [];
    private readonly int _length;

    /// <summary>The zones of clusters in which nothing was found that was not there.</summary>
    public RegisterZones(RegisterPart part, RegisterClusters clusters)
    {
        (_part, _clusters) = (part, clusters);
        _operations = new int[clusters.Operations];
        for (var head = 0; head < clusters.Count; head++)
        {
            if (clusters.Previous(head) != RegisterClusters.None) continue;
            _starts.Add(_length);
            for (var cluster = head; cluster != RegisterClusters.None; cluster = clusters.Next(cluster))
            {
                if (clusters.Writer(cluster) != RegisterClusters.None) _operations[_length++] = clusters.Writer(cluster);
                clusters.Readers(cluster).CopyTo(_operations.AsSpan(_length));
                _length += clusters.Readers(cluster).Length;
            }
        }
    }

    public UnambiguousOutcome Check()
    {
        var proof = new RegisterProof(_part, _clusters, _operations);
        var count = _starts.Count;
        _starts.Add(_length);
        var (returns, calls) = (new long[count], new long[count]);
        var zones = new long[count];
        var blocks = new int[count];
        for (var block = 0; block < count; block++)
        {
            // Block 0 starts with what there was before all operations.
            var (first, last) = (block == 0 ? BeforeAll : Timeline.Never, BeforeAll);
            for (var place = _starts[block]; place < _starts[block + 1]; place++)
            {
                var operation = _operations[place];
                if (_part.Timeline.Returns[operation] < last) return proof.OfBlock(_starts[block], place);
                first = Math.Min(first, _part.Timeline.Returns[operation]);
                last = Math.Max(last, _part.Timeline.Calls[operation]);
            }

            (returns[block], calls[block]) = (first, last);
            zones[block] = Math.Min(first, last);
            blocks[block] = block;
        }

        Array.Sort(zones, blocks);
        var latest = blocks[0];
        foreach (var block in blocks.AsSpan(1))
        {
            if (returns[block] < calls[latest])
                return proof.OfTwoBlocks(RangeOf(latest), isFirst: latest == 0, RangeOf(block));
            if (calls[block] > calls[latest]) latest = block;
        }

        return new UnambiguousOutcome(CheckMethod.Register, Order(blocks), [], "");
    }

    private Range RangeOf(int block) => _starts[block].._starts[block + 1];

    private int[] Order(int[] blocks)
    {
        var order = new int[_length];
        var length = 0;
        foreach (var block in blocks)
        {
            var operations = _operations.AsSpan(RangeOf(block));
            operations.CopyTo(order.AsSpan(length));
            length += operations.Length;
        }

        return order;
    }
}
