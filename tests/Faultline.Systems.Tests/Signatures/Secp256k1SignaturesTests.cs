using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Faultline.Model.Randomness;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Tests.Signatures;

public sealed class Secp256k1SignaturesTests
{
    private const string GeneratorX = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    private static readonly Secp256k1Signatures Scheme = new();
    private static readonly BigInteger Order = Hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static readonly BigInteger FieldPrime = Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    [Theory]
    [InlineData(1, "02" + GeneratorX)]
    [InlineData(2, "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5")]
    [InlineData(3, "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9")]
    [InlineData(-1, "03" + GeneratorX)]
    public void Multiples_of_the_generator_are_the_known_ones(int secret, string publicKey) =>
        Assert.Equal(publicKey, Convert.ToHexStringLower(KeyOf(secret < 0 ? Order + secret : secret).PublicKey));

    /// <summary>What implementations of RFC 6979 for this curve agree on.</summary>
    [Theory]
    [InlineData(
        "Satoshi Nakamoto",
        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData(
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    public void Nonces_are_those_of_the_standard(string text, string signature) =>
        Assert.Equal(signature, Convert.ToHexStringLower(KeyOf(1).Sign(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));

    [Fact]
    public void A_seed_that_is_no_private_key_gives_one_all_the_same()
    {
        foreach (var seed in new[] { BigInteger.Zero, Order, Order + 1, BigInteger.Pow(2, 256) - 1 })
        {
            var key = KeyOf(seed);
            Assert.True(Scheme.Verify(key.PublicKey, new byte[32], key.Sign(new byte[32])));
        }

        Assert.NotEqual(KeyOf(1).PublicKey, KeyOf(Order + 1).PublicKey);
    }

    [Fact]
    public void The_higher_s_is_refused_and_never_made()
    {
        for (var number = 1; number <= 20; number++)
        {
            var (key, digest) = (KeyOf(number), SHA256.HashData([(byte)number]));
            var signature = key.Sign(digest);
            var s = Number(signature.AsSpan(32));
            byte[] higher = [.. signature[..32], .. Bytes(Order - s)];

            Assert.True(s <= Order / 2);
            Assert.False(Scheme.Verify(key.PublicKey, digest, higher));
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        var (key, digest) = (KeyOf(5), new byte[32]);
        var signature = key.Sign(digest);
        var (r, s) = (signature[..32], signature[32..]);

        foreach (var wrong in new[] { BigInteger.Zero, Order, BigInteger.Pow(2, 256) - 1 })
        {
            Assert.False(Scheme.Verify(key.PublicKey, digest, [.. Bytes(wrong), .. s]));
            Assert.False(Scheme.Verify(key.PublicKey, digest, [.. r, .. Bytes(wrong)]));
        }
    }

    [Fact]
    public void A_public_key_has_one_encoding()
    {
        var (key, digest) = (KeyOf(1), SHA256.HashData([1]));
        var signature = key.Sign(digest);
        var y = Hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");

        Assert.True(Scheme.Verify(key.PublicKey, digest, signature));
        foreach (byte prefix in new byte[] { 0, 1, 3, 4, 6 }) Assert.False(Scheme.Verify([prefix, .. key.PublicKey[1..]], digest, signature));
        Assert.False(Scheme.Verify([4, .. key.PublicKey[1..], .. Bytes(y)], digest, signature));
        Assert.False(Scheme.Verify([6, .. key.PublicKey[1..], .. Bytes(y)], digest, signature));
        Assert.False(Scheme.Verify([0], digest, signature));

        // x = 1 is on the curve, and so x = p + 1 would be another encoding; x = 5 is not.
        Assert.False(Scheme.Verify([2, .. Bytes(FieldPrime + 1)], digest, signature));
        Assert.False(Scheme.Verify([2, .. Bytes(5)], digest, signature));
    }

    [Fact]
    public void Another_implementation_agrees()
    {
        using var other = OtherImplementation();
        Assert.SkipWhen(other is null, "this platform has no secp256k1 of its own");
        var random = new Prng(7);
        for (var i = 0; i < 25; i++)
        {
            var (seed, digest) = (RandomBytes(random, 32), RandomBytes(random, 32));
            var key = Scheme.KeyFrom(seed);
            other.ImportParameters(new ECParameters { Curve = Curve, D = seed, Q = PointOf(key.PublicKey) });

            // .NET refuses a private and a public key that do not belong together only on some platforms, so both ways are tried.
            Assert.True(other.VerifyHash(digest, key.Sign(digest)));
            var signature = other.SignHash(digest);
            var s = Number(signature.AsSpan(32));
            byte[] lower = [.. signature[..32], .. Bytes(BigInteger.Min(s, Order - s))];
            Assert.True(Scheme.Verify(key.PublicKey, digest, lower));
            Assert.Equal(s <= Order / 2, Scheme.Verify(key.PublicKey, digest, signature));
        }
    }

    private static ECCurve Curve => ECCurve.CreateFromValue("1.3.132.0.10");

    private static ECDsa? OtherImplementation()
    {
        try
        {
            return ECDsa.Create(Curve);
        }
        catch (PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static ECPoint PointOf(byte[] publicKey)
    {
        var x = Number(publicKey.AsSpan(1));
        var y = BigInteger.ModPow(BigInteger.ModPow(x, 3, FieldPrime) + 7, (FieldPrime + 1) / 4, FieldPrime);
        if (y.IsEven != (publicKey[0] == 2)) y = FieldPrime - y;
        return new ECPoint { X = Bytes(x), Y = Bytes(y) };
    }

    private static KeyPair KeyOf(BigInteger secret) => Scheme.KeyFrom(Bytes(secret));

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var (bytes, digits) = (new byte[32], number.ToByteArray(isUnsigned: true, isBigEndian: true));
        digits.CopyTo(bytes, 32 - digits.Length);
        return bytes;
    }

    private static byte[] RandomBytes(Prng random, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.Below(256))];
}
