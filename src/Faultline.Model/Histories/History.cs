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
}
