using Faultline.Model.Clocks;

namespace Faultline.Simulation.Faults;

/// <summary>What plans are drawn from: kinds of fault with their rates.</summary>
public sealed record FaultProfile
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    /// <summary>What it is like, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>How long a run is left alone before the first fault; absent for 2 s.</summary>
    public TimeSpan? Calm { get; init; }

    /// <summary>How long a run is left alone after the last fault; it is always long enough to see progress.</summary>
    public TimeSpan? Quiet { get; init; }

    /// <summary>The rates by kind; a kind without rates has its usual ones.</summary>
    public required IReadOnlyDictionary<string, FaultRate?> Kinds { get; init; }

    /// <summary>The kinds at these rates, in the order of <see cref="FaultKinds.All"/>.</summary>
    /// <returns>The kinds.</returns>
    public IReadOnlyList<FaultKind> Rated() =>
        [.. FaultKinds.All.Where(kind => Kinds.ContainsKey(kind.Name)).Select(kind => kind.At(Kinds[kind.Name] ?? new FaultRate()))];

    /// <summary>Why no plan can be drawn from it, or null where one can.</summary>
    /// <returns>One sentence that names the entry, or null.</returns>
    public string? Objection()
    {
        foreach (var name in Kinds.Keys)
            if (FaultKinds.All.All(kind => kind.Name != name))
                return FaultKinds.Unknown(name);
        if (Kinds.Count == 0) return "a profile needs at least one kind of fault";
        foreach (var (name, time) in new[] { ("calm", Calm), ("quiet", Quiet) })
            if (time < TimeSpan.Zero || time > Most)
                return $"{name} cannot be {Duration.Format(time!.Value)}: give 0s to 8784h";
        foreach (var kind in Rated())
        {
            foreach (var (name, time) in new[] { ("pause", kind.MeanPause), ("shortest", kind.Shortest), ("longest", kind.Longest) })
                if (time < Least || time > Most)
                    return $"{name} of {kind.Name} cannot be {Duration.Format(time)}: give 1ms to 8784h";
            if (kind.Longest < kind.Shortest)
            {
                return $"longest of {kind.Name} is {Duration.Format(kind.Longest)}, which is below shortest, "
                    + $"{Duration.Format(kind.Shortest)}";
            }
        }

        return null;
    }
}

/// <summary>How often faults of a kind come and how long they last; what is absent is as usual for the kind.</summary>
public sealed record FaultRate
{
    /// <summary>The mean pause between two of them.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>The shortest that one lasts.</summary>
    public TimeSpan? Shortest { get; init; }

    /// <summary>The longest that one lasts.</summary>
    public TimeSpan? Longest { get; init; }
}
