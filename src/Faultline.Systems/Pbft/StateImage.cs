using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>The state after a sequence number, as bytes that can be sent in parts.</summary>
internal sealed class StateImage
{
    private readonly int _chunk;
    private readonly StateTree _tree;

    public StateImage(long sequence, byte[] bytes, int chunk)
    {
        (Sequence, Bytes, _chunk) = (sequence, bytes, chunk);
        _tree = StateTree.Of(bytes, chunk);
        Digest = DigestOf(sequence, bytes.Length, chunk, _tree.Root);
    }

    public long Sequence { get; }

    public byte[] Bytes { get; }

    /// <summary>What checkpoint messages name.</summary>
    public Hash256 Digest { get; }

    public int Parts => StateTree.Count(Bytes.Length, _chunk);

    /// <summary>A part and its way to the root.</summary>
    public (byte[] Bytes, Hash256[] Path) Part(int index)
    {
        var from = index * _chunk;
        return (Bytes[from..Math.Min(Bytes.Length, from + _chunk)], _tree.PathOf(index));
    }

    /// <summary>Whether a part belongs to the state with a digest.</summary>
    public static bool IsPart(StateChunk part, int chunk, in Hash256 digest)
    {
        var count = StateTree.Count(part.Length, chunk);
        if (part.Index >= count) return false;
        var length = Math.Min(chunk, part.Length - (part.Index * chunk));
        if (part.Bytes.Length != length) return false;
        return StateTree.RootOf(part.Bytes, part.Index, count, part.Path) is { } root
            && DigestOf(part.Sequence, part.Length, chunk, root) == digest;
    }

    private static Hash256 DigestOf(long sequence, int length, int chunk, in Hash256 root)
    {
        var writer = new CanonicalWriter(stackalloc byte[128]);
        foreach (var octet in Statement.Domain) writer.Byte(octet);
        writer.Int64(sequence);
        writer.Int32(length);
        writer.Int32(chunk);
        writer.Hash(root);
        return writer.Digest();
    }
}
