using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Faultline.Systems.Signatures;

/// <summary>ECDSA on the curve secp256k1, as Bitcoin has it: public keys of 33 bytes, signatures of 64.</summary>
/// <remarks>
/// <para>
/// A public key is a compressed point (SEC 1, section 2.3.3). A signature is r and s as 32 bytes each, the highest first; the nonce is that
/// of RFC 6979 with SHA-256. Of the two values of s that would do, only the lower is made and accepted (BIP 62), or anyone could turn a
/// signature into another valid one. There is one encoding of each key and of each signature, and all others are refused.
/// </para>
/// <para>
/// All of it is managed code: the verdict is the same on every platform, and through .NET's <see cref="ECDsa"/>, which not all platforms
/// have for this curve, it took two to four times as long.
/// </para>
/// </remarks>
public sealed class Secp256k1Signatures : SignatureScheme
{
    private const int ScalarBytes = 32;
    private const int SignatureBytes = 2 * ScalarBytes;
    private const int PublicKeyBytes = 1 + ScalarBytes;

    private static readonly ECDomainParameters Domain = new(CustomNamedCurves.GetByName("secp256k1"));
    private static readonly BigInteger Order = Domain.N;
    private static readonly BigInteger HalfOrder = Order.ShiftRight(1);
    private static readonly BigInteger FieldPrime = Domain.Curve.Field.Characteristic;

    /// <inheritdoc />
    public override string Name => "secp256k1";

    /// <inheritdoc />
    /// <remarks>The seed is the private key itself, unless it is zero or not below the order: then its hash takes its place.</remarks>
    public override KeyPair KeyFrom(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != ScalarBytes) throw new ArgumentException($"a seed has {ScalarBytes} bytes, not {seed.Length}", nameof(seed));
        var bytes = seed.ToArray();
        while (!IsScalar(new BigInteger(1, bytes), Order)) bytes = SHA256.HashData(bytes);
        return new Pair(new BigInteger(1, bytes));
    }

    /// <inheritdoc />
    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (digest.Length != ScalarBytes || signature.Length != SignatureBytes) return false;
        var r = new BigInteger(1, signature[..ScalarBytes]);
        var s = new BigInteger(1, signature[ScalarBytes..]);
        if (!IsScalar(r, Order) || !IsScalar(s, HalfOrder.Add(BigInteger.One)) || PointOf(publicKey) is not { } point) return false;
        var verifier = new ECDsaSigner();
        verifier.Init(forSigning: false, new ECPublicKeyParameters(point, Domain));
        return verifier.VerifySignature(digest.ToArray(), r, s);
    }

    private static bool IsScalar(BigInteger number, BigInteger bound) => number.SignValue > 0 && number.CompareTo(bound) < 0;

    /// <summary>The point that a compressed public key stands for; null where there is none, without an exception on the way.</summary>
    private static ECPoint? PointOf(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeyBytes || publicKey[0] is not (2 or 3)) return null;
        var x = new BigInteger(1, publicKey[1..]);
        if (x.CompareTo(FieldPrime) >= 0) return null;

        // The curve is y^2 = x^3 + 7, and every point of it but infinity has the full order.
        var field = Domain.Curve.FromBigInteger(x);
        var y = field.Square().Multiply(field).Add(Domain.Curve.B).Sqrt();
        if (y is null) return null;
        if (y.TestBitZero() != (publicKey[0] == 3)) y = y.Negate();
        return Domain.Curve.CreatePoint(x, y.ToBigInteger());
    }

    private sealed class Pair(BigInteger secret) : KeyPair
    {
        private readonly ECPrivateKeyParameters _key = new(secret, Domain);

        public override byte[] PublicKey { get; } = Domain.G.Multiply(secret).Normalize().GetEncoded(compressed: true);

        public override byte[] Sign(ReadOnlySpan<byte> digest)
        {
            if (digest.Length != ScalarBytes)
                throw new ArgumentException($"a digest has {ScalarBytes} bytes, not {digest.Length}", nameof(digest));
            var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
            signer.Init(forSigning: true, _key);
            var parts = signer.GenerateSignature(digest.ToArray());
            var (r, s) = (parts[0], parts[1]);
            if (s.CompareTo(HalfOrder) > 0) s = Order.Subtract(s);
            var signature = new byte[SignatureBytes];
            r.ToByteArrayUnsigned().CopyTo(signature, ScalarBytes - r.GetLengthofByteArrayUnsigned());
            s.ToByteArrayUnsigned().CopyTo(signature, SignatureBytes - s.GetLengthofByteArrayUnsigned());
            return signature;
        }
    }
}
