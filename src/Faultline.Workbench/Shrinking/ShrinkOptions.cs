namespace Faultline.Workbench.Shrinking;

/// <summary>How a run is shrunk.</summary>
public sealed record ShrinkOptions
{
    /// <summary>The promise that every candidate must break, by name; null for the first that the run broke. Default: null.</summary>
    public string? Promise { get; init; }

    /// <summary>The most candidates that are tried. Default: 20,000.</summary>
    public int Tries { get; init; } = 20_000;

    /// <summary>The longest that it takes. Only where this ends it does the result depend on the machine. Default: 60 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many candidates run at once; the result does not depend on it. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Is told how far it is, once for each round of candidates; null for nobody.</summary>
    public Action<ShrinkProgress>? Progress { get; init; }

    /// <summary>Stops it; it then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How far shrinking is.</summary>
/// <param name="Pass">What is being tried, such as <c>fewer operations</c>.</param>
/// <param name="Tries">Candidates tried so far.</param>
/// <param name="Faults">Faults left.</param>
/// <param name="Operations">Operations left.</param>
/// <param name="Clients">Clients left.</param>
/// <param name="Nodes">Nodes left.</param>
/// <param name="Duration">Virtual time left.</param>
public readonly record struct ShrinkProgress(
    string Pass, int Tries, int Faults, int Operations, int Clients, int Nodes, TimeSpan Duration);

/// <summary>Why shrinking ended.</summary>
public enum ShrinkEnd
{
    /// <summary>Nothing more could be taken away.</summary>
    Minimal,

    /// <summary>As many candidates were tried as are allowed.</summary>
    OutOfTries,

    /// <summary>The time was over.</summary>
    OutOfTime,
}
