using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>A header with all that follows from it and the headers before it: the same for every node, and never changed.</summary>
/// <remarks>
/// Nodes of one process may share entries through a <see cref="HeaderPool"/>; what a node thinks of a block is in its
/// <see cref="BlockTree"/>. Within one pool a header has one entry, so that entries are compared as references.
/// </remarks>
public sealed class HeaderEntry
{
    /// <summary>Of how many blocks the median time is taken.</summary>
    public const int MedianTimeBlocks = 11;

    private readonly HeaderEntry? _skip;

    /// <summary>The entry of a network's first block.</summary>
    /// <param name="genesis">The block.</param>
    public HeaderEntry(in BlockHeader genesis)
        : this(genesis, genesis.Hash(), null)
    {
    }

    /// <summary>The entry of a header, without asking whether it is valid.</summary>
    /// <param name="header">The header.</param>
    /// <param name="parent">The block that it names as its predecessor.</param>
    public HeaderEntry(in BlockHeader header, HeaderEntry parent)
        : this(header, header.Hash(), parent)
    {
    }

    internal HeaderEntry(in BlockHeader header, Hash256 hash, HeaderEntry? parent)
    {
        Header = header;
        Hash = hash;
        Parent = parent;
        Height = parent is null ? 0 : parent.Height + 1;
        ChainWork = parent is null ? Target.Work(header.Bits) : parent.ChainWork + WorkAfter(parent, header.Bits);
        _skip = parent?.Ancestor(SkipHeight(Height));
        MedianTimePast = MedianTime();
    }

    /// <summary>The header.</summary>
    public BlockHeader Header { get; }

    /// <summary>Its hash.</summary>
    public Hash256 Hash { get; }

    /// <summary>The block before it; null for the first.</summary>
    public HeaderEntry? Parent { get; }

    /// <summary>How many blocks are before it.</summary>
    public int Height { get; }

    /// <summary>The work of all blocks up to and with this one.</summary>
    public UInt256 ChainWork { get; }

    /// <summary>The median of the times of this block and the ten before it, in seconds since 1970: the next must be later.</summary>
    public uint MedianTimePast { get; }

    /// <summary>How many trees hold it, as <see cref="HeaderPool"/> counts.</summary>
    internal int Holders { get; set; }

    /// <summary>The block of a lower or equal height that this one builds on, in logarithmic time.</summary>
    /// <param name="height">The height, from zero to this block's.</param>
    /// <returns>The block.</returns>
    public HeaderEntry Ancestor(int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height);
        var at = this;
        while (at.Height > height)
        {
            // The skip, unless the parent's skip goes further without going too far.
            var skip = SkipHeight(at.Height);
            var parents = SkipHeight(at.Height - 1);
            var isSkipBest = skip == height || (skip > height && !(parents < skip - 2 && parents >= height));
            at = at._skip is not null && isSkipBest ? at._skip : at.Parent!;
        }

        return at;
    }

    /// <summary>Whether another block is this one or builds on it.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether it does.</returns>
    public bool IsAncestorOf(HeaderEntry other) => other.Height >= Height && other.Ancestor(Height) == this;

    /// <summary>The last block that both chains have, in logarithmic time.</summary>
    /// <param name="other">A block of the same pool.</param>
    /// <returns>The block where they part; one of both where it is an ancestor of the other.</returns>
    public HeaderEntry Fork(HeaderEntry other)
    {
        var height = Math.Min(Height, other.Height);
        var (mine, others) = (Ancestor(height), other.Ancestor(height));
        while (mine != others)
        {
            // Equal heights skip equally far: skips that differ are still behind the fork, skips that agree may be before it.
            var isSkipBehind = mine._skip != others._skip;
            (mine, others) = isSkipBehind ? (mine._skip!, others._skip!) : (mine.Parent!, others.Parent!);
        }

        return mine;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Height} {Hash}";

    /// <summary>
    /// Where a height's skip leads: mostly far back, so that any ancestor is O(log n) away (as in Bitcoin Core's chain.cpp).
    /// </summary>
    private static int SkipHeight(int height) => height switch
    {
        < 2 => 0,
        _ when height % 2 == 0 => WithoutLowestOne(height),
        _ => WithoutLowestOne(WithoutLowestOne(height - 1)) + 1,
    };

    private static int WithoutLowestOne(int number) => number & (number - 1);

    /// <summary>Most blocks state the bits of the block before, whose work is then known.</summary>
    private static UInt256 WorkAfter(HeaderEntry parent, uint bits) => parent.Parent is { } before && parent.Header.Bits == bits
        ? parent.ChainWork - before.ChainWork
        : Target.Work(bits);

    private uint MedianTime()
    {
        Span<uint> times = stackalloc uint[MedianTimeBlocks];
        var count = 0;
        for (var at = this; at is not null && count < times.Length; at = at.Parent)
        {
            // Inserted in order: the times of a chain are nearly sorted.
            var place = count++;
            for (; place > 0 && times[place - 1] < at.Header.Time; place--) times[place] = times[place - 1];
            times[place] = at.Header.Time;
        }

        // The order is descending, so the middle of an even count is counted from the end.
        return times[count - 1 - (count / 2)];
    }
}
