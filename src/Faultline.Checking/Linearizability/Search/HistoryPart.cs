using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>The operations of one part of a history that say anything, numbered from 0 in the order of their
/// invocations.</summary>
internal sealed class HistoryPart(string? name, IReadOnlyList<HistoryEntry> entries)
{
    /// <summary>What <see cref="SequentialModel{TState}.PartOf"/> gave.</summary>
    public string? Name { get; } = name;

    /// <summary>The operations.</summary>
    public IReadOnlyList<HistoryEntry> Entries { get; } = entries;

    /// <summary>How many of them have known outcomes.</summary>
    public int Known => Entries.Count(static entry => entry.Outcome == OperationOutcome.Ok);

    /// <summary>Splits a history into its parts, in the order of their first operations.</summary>
    public static List<HistoryPart> Split<TState>(History history, SequentialModel<TState> model)
    {
        var parts = new List<HistoryPart>();
        var whole = new List<HistoryEntry>();
        var byName = new Dictionary<string, List<HistoryEntry>>(StringComparer.Ordinal);
        foreach (var entry in history.Entries)
        {
            var name = model.PartOf(entry.Operation);
            if (entry.Outcome == OperationOutcome.Fail) continue;

            // A read that nobody saw the result of is legal everywhere and changes nothing.
            if (entry.Outcome == OperationOutcome.Info && model.IsReadOnly(entry.Operation, null)) continue;
            var entries = whole;
            if (name is not null && !byName.TryGetValue(name, out entries)) byName.Add(name, entries = []);
            if (entries.Count == 0) parts.Add(new HistoryPart(name, entries));
            entries.Add(entry);
        }

        return parts;
    }

    /// <summary>The times of the operations, for the search.</summary>
    public Timeline ToTimeline()
    {
        var calls = new long[Entries.Count];
        var returns = new long[Entries.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = Entries[i].Invoked.Index;
            returns[i] = Entries[i].Outcome == OperationOutcome.Ok ? Entries[i].Completed.Index : Timeline.Never;
        }

        return new Timeline(calls, returns);
    }
}

/// <summary>When each operation was invoked and completed, as places in the order of all that happened.</summary>
/// <param name="Calls">The invocations, ascending.</param>
/// <param name="Returns">The completions; <see cref="Never"/> for an unknown outcome.</param>
internal sealed record Timeline(long[] Calls, long[] Returns)
{
    /// <summary>The completion of an operation that may take effect at any later time, or never.</summary>
    public const long Never = long.MaxValue;

    /// <summary>How many operations there are.</summary>
    public int Count => Calls.Length;
}

internal static class HistoryEntryExtensions
{
    /// <summary>What the user got, where the outcome is known.</summary>
    public static OperationResult? Observed(this HistoryEntry entry) =>
        entry.Outcome == OperationOutcome.Ok ? entry.Result : null;
}
