namespace Faultline.Benchmarks.Checks;

/// <summary>A row of the table: some work, and what is required of it.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Porcupine">What Porcupine takes for it on this class of machine (Go 1.19, 2 cores).</param>
/// <param name="Seconds">The most seconds.</param>
/// <param name="Mebibytes">The most peak memory of the whole process; 0 for any.</param>
/// <param name="Measure">Does the work and says how many seconds it took, and what was found.</param>
internal sealed record CheckRow(
    string Name, string Porcupine, double Seconds, double Mebibytes, Func<(double Seconds, string Verdict)> Measure);
