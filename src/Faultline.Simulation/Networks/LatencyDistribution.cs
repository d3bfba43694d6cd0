using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Model.Randomness;

namespace Faultline.Simulation.Networks;

/// <summary>How long messages take, and how likely each time is. A value, written as in <see cref="Form"/>.</summary>
/// <remarks>
/// What is drawn is the same to the tick on every machine. Nothing takes longer than <see cref="Longest"/>, whatever its tail says.
/// </remarks>
public abstract record LatencyDistribution
{
    /// <summary>How a distribution may be written, for error messages.</summary>
    public const string Form = "a latency such as 1ms, 0.3ms..1.5ms, exponential(5ms), log-normal(5ms, 0.5), pareto(1ms, 1.5) "
        + "or table(1ms 50%, 5ms 90%, 100ms 100%)";

    /// <summary>The longest that any message takes: one day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private protected LatencyDistribution()
    {
    }

    /// <summary>0.3 to 1.5 ms, as within a data centre.</summary>
    public static LatencyDistribution Default { get; } = LatencyRange.Default;

    /// <summary>As many messages take longer than this as take less; routes are the shortest by it.</summary>
    public abstract TimeSpan Median { get; }

    /// <summary>Always the same latency.</summary>
    /// <param name="latency">How long.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Constant(TimeSpan latency) => new UniformLatency(LatencyRange.Constant(latency));

    /// <summary>Every time of a range is equally likely.</summary>
    /// <param name="range">The range.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Uniform(LatencyRange range) => new UniformLatency(range);

    /// <summary>Many short times and few long ones: what is left to wait never depends on how long one has waited.</summary>
    /// <param name="mean">The mean.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Exponential(TimeSpan mean) => new ExponentialLatency(mean);

    /// <summary>As measured on busy networks: a hump, and a tail to the right.</summary>
    /// <param name="median">The median.</param>
    /// <param name="sigma">The standard deviation of the logarithm: 0.5 is usual, 1 is wild.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution LogNormal(TimeSpan median, decimal sigma) => new LogNormalLatency(median, sigma);

    /// <summary>A heavy tail: one in 2^<paramref name="shape"/> takes more than twice the shortest time.</summary>
    /// <param name="scale">The shortest time.</param>
    /// <param name="shape">How fast the tail thins out; at 1 or less the mean is infinite.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Pareto(TimeSpan scale, decimal shape) => new ParetoLatency(scale, shape);

    /// <summary>As measured: so many messages take at most so long, and between two entries all times are equally likely.</summary>
    /// <param name="entries">Rising times and shares, the last share 100%. What lies below the first share takes the first time.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Table(params IReadOnlyList<(TimeSpan Time, Chance Share)> entries) => new TableLatency(entries);

    /// <summary>Reads a distribution.</summary>
    /// <param name="text">As in <see cref="Form"/>.</param>
    /// <param name="distribution">The distribution, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LatencyDistribution? distribution)
    {
        distribution = null;
        if (text is null) return false;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            if (LatencyRange.TryParse(text, out var range)) distribution = Uniform(range);
        }
        else if (text.EndsWith(')'))
        {
            distribution = Parse(text[..open].TrimEnd(), text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries));
        }

        return distribution is { Median: var median } && median <= Longest;
    }

    /// <summary>A range is a distribution.</summary>
    /// <param name="range">The range.</param>
    public static implicit operator LatencyDistribution(LatencyRange range) => Uniform(range);

    /// <summary>How long one message takes, in ticks.</summary>
    internal abstract long Draw(Prng random);

    private protected static long Ticks(double ticks) => (long)(Math.Min(ticks, Longest.Ticks) + 0.5);

    private protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static LatencyDistribution? Parse(string name, string[] words)
    {
        if (name == "table") return TableLatency.Parse(words);
        if (!Duration.TryParse(words[0], out var time) || time <= TimeSpan.Zero || time > Longest) return null;
        return (name, words.Length) switch
        {
            ("exponential", 1) => Exponential(time),
            ("log-normal", 2) when Factor(words[1]) is { } sigma => LogNormal(time, sigma),
            ("pareto", 2) when Factor(words[1]) is { } shape => Pareto(time, shape),
            _ => null,
        };
    }

    /// <summary>A number from 0.01 to 100: what is beyond is no latency of any network.</summary>
    private static decimal? Factor(string word) =>
        decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
        && factor is >= 0.01m and <= 100
            ? factor
            : null;
}

internal sealed record UniformLatency(LatencyRange Range) : LatencyDistribution
{
    private readonly long _least = Range.Least.Ticks;
    private readonly long _choices = Range.Most.Ticks - Range.Least.Ticks + 1;

    public override TimeSpan Median => (Range.Least + Range.Most) / 2;

    internal override long Draw(Prng random) => _choices == 1 ? _least : _least + random.Below(_choices);

    public override string ToString() => Range.ToString();
}

internal sealed record ExponentialLatency(TimeSpan Mean) : LatencyDistribution
{
    public override TimeSpan Median => new(Ticks(Mean.Ticks * PortableMath.Ln(2)));

    internal override long Draw(Prng random) => Ticks(-PortableMath.Ln(PortableMath.Share(random)) * Mean.Ticks);

    public override string ToString() => $"exponential({Duration.Format(Mean)})";
}

internal sealed record LogNormalLatency(TimeSpan Middle, decimal Sigma) : LatencyDistribution
{
    private readonly double _sigma = (double)Sigma;

    public override TimeSpan Median => Middle;

    internal override long Draw(Prng random) => Ticks(PortableMath.Exp(_sigma * Normal(random)) * Middle.Ticks);

    public override string ToString() => Text($"log-normal({Duration.Format(Middle)}, {Sigma})");

    /// <summary>A normal number by Marsaglia's polar method, which needs no sine; IEEE 754 fixes square roots as well.</summary>
    private static double Normal(Prng random)
    {
        while (true)
        {
            var x = (2 * PortableMath.Share(random)) - 1;
            var y = (2 * PortableMath.Share(random)) - 1;
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1) return x * Math.Sqrt(-2 * PortableMath.Ln(square) / square);
        }
    }
}

internal sealed record ParetoLatency(TimeSpan Scale, decimal Shape) : LatencyDistribution
{
    private readonly double _shape = (double)Shape;

    public override TimeSpan Median => new(At(0.5));

    internal override long Draw(Prng random) => At(PortableMath.Share(random));

    public override string ToString() => Text($"pareto({Duration.Format(Scale)}, {Shape})");

    /// <summary>The time that so many messages exceed.</summary>
    private long At(double share) => Ticks(PortableMath.Exp(-PortableMath.Ln(share) / _shape) * Scale.Ticks);
}

internal sealed record TableLatency(IReadOnlyList<(TimeSpan Time, Chance Share)> Entries) : LatencyDistribution
{
    private const long Whole = 1_000_000;

    /// <summary>Draws are finer than the shares, so that times between two entries are.</summary>
    private const long Steps = 1 << 20;

    public override TimeSpan Median => new(At(Whole * Steps / 2));

    public static TableLatency? Parse(string[] words)
    {
        var entries = new List<(TimeSpan Time, Chance Share)>();
        foreach (var word in words)
        {
            var parts = word.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !Duration.TryParse(parts[0], out var time) || !Chance.TryParse(parts[1], out var share)) return null;
            if (time < (entries.Count == 0 ? TimeSpan.Zero : entries[^1].Time) || time > Longest) return null;
            if (entries.Count > 0 && share.PerMillion <= entries[^1].Share.PerMillion) return null;
            entries.Add((time, share));
        }

        return entries[^1].Share == Chance.Always ? new TableLatency(entries) : null;
    }

    internal override long Draw(Prng random) => At(random.Below(Whole * Steps));

    public override string ToString() =>
        $"table({string.Join(", ", Entries.Select(static entry => $"{Duration.Format(entry.Time)} {entry.Share}"))})";

    private long At(long place)
    {
        var (below, from) = (Entries[0].Time.Ticks, 0L);
        foreach (var (time, share) in Entries)
        {
            var upTo = share.PerMillion * Steps;
            if (place < upTo) return below + (long)((Int128)(time.Ticks - below) * (place - from) / (upTo - from));
            (below, from) = (time.Ticks, upTo);
        }

        return below;
    }
}
