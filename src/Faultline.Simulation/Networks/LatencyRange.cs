using System.Diagnostics.CodeAnalysis;
using Faultline.Model.Clocks;

namespace Faultline.Simulation.Networks;

/// <summary>How long messages take: each time between the two is equally likely, in steps of 100 ns.</summary>
/// <param name="Least">The shortest; zero or more.</param>
/// <param name="Most">The longest; the same as <paramref name="Least"/> for a constant latency.</param>
public readonly record struct LatencyRange(TimeSpan Least, TimeSpan Most)
{
    /// <summary>0.3 to 1.5 ms, as within a data centre.</summary>
    public static LatencyRange Default { get; } = new(TimeSpan.FromMicroseconds(300), TimeSpan.FromMicroseconds(1_500));

    /// <summary>Always the same latency.</summary>
    /// <param name="latency">How long.</param>
    /// <returns>The range.</returns>
    public static LatencyRange Constant(TimeSpan latency) => new(latency, latency);

    /// <summary>Reads <c>0.3ms..1.5ms</c>, or <c>1ms</c> for a constant latency.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The range, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out LatencyRange range)
    {
        range = default;
        if (text is null) return false;
        var parts = text.Split("..");
        if (parts.Length > 2 || !Duration.TryParse(parts[0], out var least) || !Duration.TryParse(parts[^1], out var most)) return false;
        range = new LatencyRange(least, most);
        return least >= TimeSpan.Zero && most >= least;
    }

    /// <inheritdoc />
    public override string ToString() =>
        Least == Most ? Duration.Format(Least) : $"{Duration.Format(Least)}..{Duration.Format(Most)}";
}
