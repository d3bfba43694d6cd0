namespace Faultline.Model.Histories;

/// <summary>What the users of a system asked and got: everything that a checker or a measurement may look at.</summary>
/// <remarks>Guarantees: entries stand in the order of their invocations; each index is used once; completion follows invocation.</remarks>
/// <param name="entries">The operations, in the order of their invocations.</param>
public sealed class History(IReadOnlyList<HistoryEntry> entries)
{
    /// <summary>A history without operations.</summary>
    public static History Empty { get; } = new([]);

    /// <summary>The operations, in the order of their invocations.</summary>
    public IReadOnlyList<HistoryEntry> Entries { get; } = entries;

    /// <summary>Whether the order of its moments is that of real time; false where nobody knows more than the order in each process,
    /// and the moments tell only that.</summary>
    public bool HasRealTime { get; init; } = true;
}
