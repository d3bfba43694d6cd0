using System.IO.Hashing;
using System.Security.Cryptography;

namespace Faultline.Systems.Signatures;

/// <summary>What a signature does in a protocol, without its cost: a keyed hash that depends on the signer and on what is signed.</summary>
/// <remarks>
/// No cryptography: whoever has the public key could compute the signature. In a simulated world nobody does, because lying hosts have
/// their own keys and no others; so it is for simulation only.
/// </remarks>
public sealed class SimulatedSignatures : SignatureScheme
{
    /// <inheritdoc />
    public override string Name => "simulated";

    /// <inheritdoc />
    public override KeyPair KeyFrom(ReadOnlySpan<byte> seed) => new Pair(SHA256.HashData(seed));

    /// <inheritdoc />
    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[16];
        Compute(publicKey, digest, expected);
        return signature.SequenceEqual(expected);
    }

    private static void Compute(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        var key = XxHash3.HashToUInt64(publicKey);
        XxHash128.Hash(digest, signature, unchecked((long)key));
    }

    private sealed class Pair(byte[] publicKey) : KeyPair
    {
        public override byte[] PublicKey => publicKey;

        public override byte[] Sign(ReadOnlySpan<byte> digest)
        {
            var signature = new byte[16];
            Compute(publicKey, digest, signature);
            return signature;
        }
    }
}
