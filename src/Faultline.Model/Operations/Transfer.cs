using Faultline.Model.Randomness;

namespace Faultline.Model.Operations;

/// <summary>Transfers bytes to a node; it succeeds when the application there has acknowledged all of them.</summary>
/// <param name="Id">Its number, which no other transfer of the run has; it decides the bytes, see <see cref="TransferContent"/>.</param>
/// <param name="To">The receiving node, such as <c>n1</c>.</param>
/// <param name="Bytes">How many bytes.</param>
public sealed record Transfer(long Id, string To, int Bytes) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"transfer {Id} of {Bytes} bytes to {To}";
}

/// <summary>The result of a transfer: what the receiving application says that it got.</summary>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Digest">Their digest in their order, as 16 hexadecimal digits.</param>
public sealed record Transferred(long Bytes, string Digest) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => $"{Bytes} bytes with digest {Digest}";
}

/// <summary>The bytes of a transfer: a function of its number, so that sender and checker need not keep them.</summary>
public static class TransferContent
{
    private const int WordSize = sizeof(ulong);

    /// <summary>Writes a part of a transfer's bytes.</summary>
    /// <param name="id">The transfer's number.</param>
    /// <param name="offset">The place of the first byte, from 0.</param>
    /// <param name="bytes">Where to.</param>
    public static void Fill(long id, long offset, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var word = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            var place = offset + i;
            var inWord = (int)(place % WordSize);
            if (i == 0 || inWord == 0) word = StableHash.Mix(unchecked((ulong)id), (ulong)(place / WordSize));
            bytes[i] = unchecked((byte)(word >> (8 * inWord)));
        }
    }

    /// <summary>The digest of a whole transfer (XXH3), which depends on every byte and on their order.</summary>
    /// <param name="id">The transfer's number.</param>
    /// <param name="bytes">How many bytes it has.</param>
    /// <returns>The digest.</returns>
    public static ulong DigestOf(long id, int bytes)
    {
        var content = new byte[bytes];
        Fill(id, 0, content);
        return StableHash.Of(content);
    }
}
