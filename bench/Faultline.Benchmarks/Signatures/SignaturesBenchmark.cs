using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Faultline.Benchmarks.Measuring;
using Faultline.Systems.Signatures;

namespace Faultline.Benchmarks.Signatures;

/// <summary>How many signatures each scheme makes and verifies a second, on one core.</summary>
internal static class SignaturesBenchmark
{
    private const int Rounds = 7;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    public static bool Run()
    {
        var table = new Table("scheme", "signs/s", "verifies/s", "public key", "signature");
        foreach (var scheme in SignatureSchemes.All)
        {
            var (key, digest) = (scheme.KeyFrom(SHA256.HashData("seed"u8)), SHA256.HashData("message"u8));
            var signature = key.Sign(digest);
            if (!scheme.Verify(key.PublicKey, digest, signature)) throw new InvalidOperationException($"{scheme.Name} refuses what it signed");
            var signs = PerSecond(() => key.Sign(digest));
            var publicKey = key.PublicKey;
            var verifies = PerSecond(() => scheme.Verify(publicKey, digest, signature));
            table.Add(scheme.Name, Format(signs), Format(verifies), $"{publicKey.Length} bytes", $"{signature.Length} bytes");
        }

        Console.WriteLine($"figures: medians of {Rounds} rounds of {Round.TotalMilliseconds:0} ms on one core, after one that is not counted");
        table.Print();
        return true;
    }

    private static double PerSecond(Action work)
    {
        Once();
        return Medians.Of(Enumerable.Range(0, Rounds).Select(_ => Once()));

        double Once()
        {
            var (watch, times) = (Stopwatch.StartNew(), 0);
            do
            {
                for (var i = 0; i < 16; i++) work();
                times += 16;
            }
            while (watch.Elapsed < Round);

            return times / watch.Elapsed.TotalSeconds;
        }
    }

    private static string Format(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
