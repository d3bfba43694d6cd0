using System.Diagnostics;
using Faultline.Model.Randomness;

namespace Faultline.Systems.Tests.Fuzzing;

/// <summary>Feeds a decoder what strangers might send, and says what it did wrong.</summary>
internal static class Fuzz
{
    /// <summary>What a decoder may allocate whatever it gets, and for each byte that it gets.</summary>
    /// <remarks>A list of one byte each becomes objects and references to them; beyond that a decoder believed a count.</remarks>
    public const long BytesAlways = 16 << 10, BytesForEachByte = 256;

    /// <summary>Slower than this is a hang, on any machine.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    /// <summary>Runs a decoder over some inputs that the seed fixes.</summary>
    public static FuzzReport Run(Decoder decoder, ulong seed, int inputs)
    {
        var mutator = new Mutator(Prng.Stream(seed, decoder.Name), decoder.Samples);
        var (accepted, most) = (0L, 0.0);
        for (var i = 0; i < inputs; i++)
        {
            var input = mutator.Next();
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            byte[]? again;
            try
            {
                again = decoder.Read(input);
            }
            catch (Exception error)
            {
                return new FuzzReport(accepted, most, Finding(decoder, input, $"threw {error.GetType().Name}: {error.Message}\n{error.StackTrace}"));
            }

            var (elapsed, allocated) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before);
            most = Math.Max(most, (double)(allocated - BytesAlways) / Math.Max(1, input.Length));
            if (allocated > BytesAlways + (BytesForEachByte * input.Length))
                return new FuzzReport(accepted, most, Finding(decoder, input, $"allocated {allocated:N0} bytes for {input.Length}"));
            if (elapsed > Hang) return new FuzzReport(accepted, most, Finding(decoder, input, $"took {elapsed}"));
            if (again is null) continue;
            accepted++;
            if (!again.AsSpan().SequenceEqual(input))
                return new FuzzReport(accepted, most, Finding(decoder, input, $"writes again as {Convert.ToHexStringLower(again)}"));
        }

        return new FuzzReport(accepted, most, null);
    }

    private static string Finding(Decoder decoder, byte[] input, string what) =>
        $"{decoder.Name}: {Convert.ToHexStringLower(input)} {what}";
}

/// <summary>What a decoder made of its inputs.</summary>
/// <param name="WrittenAgain">How many were accepted and written again as they were.</param>
/// <param name="MostForEachByte">The most bytes allocated for one byte of input, beyond what is always allowed.</param>
/// <param name="Finding">The first input that the decoder failed on, and how; null where there is none.</param>
internal sealed record FuzzReport(long WrittenAgain, double MostForEachByte, string? Finding);
