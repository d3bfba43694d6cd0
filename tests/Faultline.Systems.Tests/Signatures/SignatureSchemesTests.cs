using Faultline.Model.Randomness;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Tests.Signatures;

/// <summary>What is true of every scheme.</summary>
public sealed class SignatureSchemesTests
{
    public static TheoryData<string> Names => [.. SignatureSchemes.All.Select(static scheme => scheme.Name)];

    [Fact]
    public void Schemes_are_found_by_their_names()
    {
        Assert.Equal(["simulated", "ed25519", "secp256k1"], SignatureSchemes.All.Select(static scheme => scheme.Name));
        Assert.All(SignatureSchemes.All, static scheme => Assert.Same(scheme, SignatureSchemes.Find(scheme.Name)));
        Assert.Null(SignatureSchemes.Find("Ed25519"));
    }

    [Fact]
    public void An_option_allows_their_names_and_means_no_cryptography_by_itself()
    {
        var option = SignatureSchemes.Option("signatures", "what messages are signed with");

        Assert.Equal(("signatures", "simulated"), (option.Name, option.Default));
        Assert.Equal(SignatureSchemes.All.Select(static scheme => scheme.Name), option.Allowed);
        Assert.Null(option.Objection("ed25519"));
        Assert.NotNull(option.Objection("rsa"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_keys_and_signatures_and_another_seed_others(string name)
    {
        var scheme = SignatureSchemes.Find(name)!;
        var (key, same, other) = (scheme.KeyFrom(Seed(1)), scheme.KeyFrom(Seed(1)), scheme.KeyFrom(Seed(2)));

        Assert.Equal(key.PublicKey, same.PublicKey);
        Assert.Equal(key.Sign(Seed(9)), same.Sign(Seed(9)));
        Assert.Equal(key.Sign(Seed(9)), key.Sign(Seed(9)));
        Assert.NotEqual(key.PublicKey, other.PublicKey);
        Assert.NotEqual(key.Sign(Seed(9)), other.Sign(Seed(9)));
        Assert.NotEqual(key.Sign(Seed(9)), key.Sign(Seed(8)));
        Assert.False(scheme.Verify(other.PublicKey, Seed(9), key.Sign(Seed(9))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_flipped_bit_in_key_digest_or_signature_is_refused(string name)
    {
        var scheme = SignatureSchemes.Find(name)!;
        var (key, digest) = (scheme.KeyFrom(Seed(3)), Seed(4));
        var (publicKey, signature) = (key.PublicKey, key.Sign(digest));
        Assert.True(scheme.Verify(publicKey, digest, signature));

        var random = new Prng(1);
        for (var round = 0; round < 40; round++)
            foreach (var bytes in new[] { publicKey, digest, signature })
            {
                var (place, bit) = (random.Below(bytes.Length), (byte)(1 << random.Below(8)));
                bytes[place] ^= bit;
                Assert.False(scheme.Verify(publicKey, digest, signature), $"byte {place} of {bytes.Length}, bit {bit}");
                bytes[place] ^= bit;
            }

        Assert.True(scheme.Verify(publicKey, digest, signature));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_cut_short_or_goes_on_is_refused(string name)
    {
        var scheme = SignatureSchemes.Find(name)!;
        var (key, digest) = (scheme.KeyFrom(Seed(3)), Seed(4));
        var (publicKey, signature) = (key.PublicKey, key.Sign(digest));

        foreach (var wrong in new byte[][] { [], signature[..^1], [.. signature, 0] }) Assert.False(scheme.Verify(publicKey, digest, wrong));
        foreach (var wrong in new byte[][] { [], publicKey[..^1], [.. publicKey, 0] }) Assert.False(scheme.Verify(wrong, digest, signature));
        foreach (var wrong in new byte[][] { [], digest[..^1], [.. digest, 0] }) Assert.False(scheme.Verify(publicKey, wrong, signature));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_is_no_signature_and_no_exception(string name)
    {
        var scheme = SignatureSchemes.Find(name)!;
        var (key, random) = (scheme.KeyFrom(Seed(3)), new Prng(2));
        for (var round = 0; round < 150; round++)
        {
            // Mostly of the right lengths, or nothing behind the first check is reached.
            var publicKey = random.Below(4) == 0 ? Bytes(random, random.Below(80)) : Bytes(random, key.PublicKey.Length);
            if (name == "secp256k1" && publicKey.Length > 0 && random.Below(4) > 0) publicKey[0] = (byte)(2 + random.Below(2));
            var signature = random.Below(4) == 0 ? Bytes(random, random.Below(80)) : Bytes(random, key.Sign(Seed(1)).Length);
            if (signature.Length > 32) signature[32] &= 0x0f;

            Assert.False(scheme.Verify(random.Below(2) == 0 ? key.PublicKey : publicKey, Bytes(random, 32), signature));
        }
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("secp256k1")]
    public void A_seed_has_32_bytes(string name)
    {
        foreach (var length in new[] { 0, 31, 33, 64 })
            Assert.Throws<ArgumentException>(() => SignatureSchemes.Find(name)!.KeyFrom(new byte[length]));
    }

    private static byte[] Seed(byte number) => [.. Enumerable.Repeat(number, 32)];

    private static byte[] Bytes(Prng random, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.Below(256))];
}
