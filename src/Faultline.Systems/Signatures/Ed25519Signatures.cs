using NSec.Cryptography;

namespace Faultline.Systems.Signatures;

/// <summary>Ed25519 (RFC 8032) by libsodium: public keys of 32 bytes, signatures of 64.</summary>
/// <remarks>
/// Deterministic by design: the nonce is a hash of the private key and of what is signed. Verification refuses signatures whose scalar
/// is not below the order of the group, and keys and points of small order. What is signed may have any length.
/// </remarks>
public sealed class Ed25519Signatures : SignatureScheme
{
    private static readonly Ed25519 Algorithm = SignatureAlgorithm.Ed25519;

    /// <inheritdoc />
    public override string Name => "ed25519";

    /// <inheritdoc />
    public override KeyPair KeyFrom(ReadOnlySpan<byte> seed) =>
        seed.Length == Algorithm.PrivateKeySize
            ? new Pair(Key.Import(Algorithm, seed, KeyBlobFormat.RawPrivateKey))
            : throw new ArgumentException($"a seed has {Algorithm.PrivateKeySize} bytes, not {seed.Length}", nameof(seed));

    /// <inheritdoc />
    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        signature.Length == Algorithm.SignatureSize
        && PublicKey.TryImport(Algorithm, publicKey, KeyBlobFormat.RawPublicKey, out var key)
        && Algorithm.Verify(key!, digest, signature);

    /// <summary>The private key is in memory of libsodium, which goes with this object.</summary>
    private sealed class Pair(Key key) : KeyPair
    {
        public override byte[] PublicKey { get; } = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

        public override byte[] Sign(ReadOnlySpan<byte> digest) => Algorithm.Sign(key, digest);
    }
}
