using System.Diagnostics;

namespace Faultline.Benchmarks.Measuring;

/// <summary>Wall times of the same work, one a round.</summary>
/// <remarks>
/// What is compared is measured in turns within one process, so that a neighbour on the machine slows down both. The
/// median of the rounds counts, and the ratio of two samples is the median of the ratios of their rounds.
/// </remarks>
internal sealed class Sample
{
    private readonly List<double> _seconds = [];

    public double MedianSeconds => Medians.Of(_seconds);

    public void Measure(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        _seconds.Add(watch.Elapsed.TotalSeconds);
    }

    /// <summary>How many times as long as the other this took, by the median round.</summary>
    public double Over(Sample other) => Medians.Of(_seconds.Zip(other._seconds, static (mine, others) => mine / others));
}
