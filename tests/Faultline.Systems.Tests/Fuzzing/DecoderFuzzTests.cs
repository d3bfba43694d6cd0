using System.Globalization;
using Faultline.Model.Randomness;

namespace Faultline.Systems.Tests.Fuzzing;

public sealed class DecoderFuzzTests(ITestOutputHelper output)
{
    private const int Few = 200_000;
    private const int Many = 10_000_000;

    public static TheoryData<string> Names => [.. Decoders.All.Select(static decoder => decoder.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_decoder_accepts_its_samples_and_survives_what_is_nearly_one(string name) => Survives(name, seed: 1, Few);

    /// <summary>Ten million inputs in all; with another seed for every run of `FAULTLINE_FUZZ_SEED=N`.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public void A_decoder_survives_its_part_of_ten_million_inputs(string name) =>
        Survives(name, ulong.Parse(Environment.GetEnvironmentVariable("FAULTLINE_FUZZ_SEED") ?? "2", CultureInfo.InvariantCulture), Many);

    /// <summary>Or a kind would be fuzzed only by what other kinds are altered into.</summary>
    [Fact]
    public void Every_kind_of_message_has_samples_that_some_system_knows()
    {
        var samples = new Samples(new Prng(3));

        var unknown = Samples.Kinds.Where(kind => samples.Message(kind) is not { } message || !SystemCatalog.All.Any(system => system.Codec.Knows(message)));

        Assert.Empty(unknown.Select(static kind => kind.Name));
    }

    [Fact]
    public void A_decoder_that_throws_is_found() => Assert.Contains("threw OverflowException", Finding(static bytes =>
    {
        if (bytes is [.., 0xff]) throw new OverflowException();
        return null;
    }), StringComparison.Ordinal);

    [Fact]
    public void A_decoder_that_believes_a_count_is_found() => Assert.Contains("allocated", Finding(static bytes =>
    {
        if (bytes.Length < 4) return null;
        _ = new byte[Math.Clamp(BitConverter.ToInt32(bytes), 0, 1 << 20)];
        return null;
    }), StringComparison.Ordinal);

    [Fact]
    public void A_decoder_that_accepts_two_encodings_of_one_object_is_found() =>
        Assert.Contains("writes again as", Finding(static bytes => bytes is [1, ..] ? [1] : null), StringComparison.Ordinal);

    private static string Finding(Func<byte[], byte[]?> read) =>
        Fuzz.Run(new Decoder("planted", [[1, 2, 3, 4, 5, 6, 7, 8]], read, static _ => true), 1, Few).Finding ?? "nothing";

    private void Survives(string name, ulong seed, int inputsInAll)
    {
        var decoder = Decoders.All.Single(decoder => decoder.Name == name);
        Assert.NotEmpty(decoder.Samples);
        Assert.All(decoder.Samples, sample => Assert.True(decoder.Accepts(sample), Convert.ToHexStringLower(sample)));

        var report = Fuzz.Run(decoder, seed, (inputsInAll + Decoders.All.Count - 1) / Decoders.All.Count);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.WrittenAgain:N0} accepted and written again; at most {report.MostForEachByte:N1} bytes for one beyond {Fuzz.BytesAlways:N0}"));
        Assert.Null(report.Finding);
    }
}
