namespace Faultline.Workbench.Checks;

/// <summary>What a user wants checked.</summary>
/// <param name="File">The file.</param>
public sealed record CheckRequest(string File)
{
    /// <summary>The name of the format; null to find it out.</summary>
    public string? Format { get; init; }

    /// <summary>What it is a history of; null to find it out.</summary>
    public string? Model { get; init; }

    /// <summary>What it is held against; null for the default of the model.</summary>
    public string? Consistency { get; init; }

    /// <summary>How long reading and checking may take; null for as long as it takes.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How many threads may check; the answer does not depend on it.</summary>
    /// <value>1 by default.</value>
    public int Threads { get; init; } = 1;

    /// <summary>Told now and then how far the work is, in words.</summary>
    public Action<string>? Progress { get; init; }
}
