namespace Faultline.Systems.Signatures;

/// <summary>A way to sign digests, and to verify signatures by public keys alone.</summary>
/// <remarks>
/// Signing is deterministic in every scheme: the same key and the same digest give the same bytes, or a run could not be replayed.
/// A scheme has no state and may be shared.
/// </remarks>
public abstract class SignatureScheme
{
    /// <summary>The name that users type.</summary>
    public abstract string Name { get; }

    /// <summary>A key pair that follows from a seed.</summary>
    /// <param name="seed">32 bytes; whoever has them can sign.</param>
    /// <returns>The pair.</returns>
    public abstract KeyPair KeyFrom(ReadOnlySpan<byte> seed);

    /// <summary>Whether a signature over a digest was made with the private half of a public key.</summary>
    /// <param name="publicKey">The public key; of any length and content.</param>
    /// <param name="digest">32 bytes, domain-separated by whoever computed them.</param>
    /// <param name="signature">The signature; of any length and content.</param>
    /// <returns>Whether it was; malformed input was not.</returns>
    public abstract bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature);
}

/// <summary>A private key and its public half.</summary>
public abstract class KeyPair
{
    /// <summary>The public half, in the scheme's own form.</summary>
    public abstract byte[] PublicKey { get; }

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">32 bytes, domain-separated by whoever computed them.</param>
    /// <returns>The signature, in the scheme's own form.</returns>
    public abstract byte[] Sign(ReadOnlySpan<byte> digest);
}
