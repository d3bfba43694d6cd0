namespace Faultline.Systems.Tests.Fuzzing;

/// <summary>Something that reads bytes of a stranger.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Samples">Bytes that it accepts, to be altered.</param>
/// <param name="Read">
/// Reads. What is accepted and has one encoding only is returned as it is written again; everything else gives null. It must not throw.
/// </param>
/// <param name="Accepts">Whether it accepts some bytes, so that a sample can be told from nonsense.</param>
internal sealed record Decoder(string Name, byte[][] Samples, Func<byte[], byte[]?> Read, Func<byte[], bool> Accepts);
