using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Properties;

/// <summary>Which reads of a set must find what was added before.</summary>
public enum SetReads : byte
{
    /// <summary>Every read that begins after the addition has completed.</summary>
    Every,

    /// <summary>The last ones only: an element may be missing for a while, but not for good.</summary>
    Last,
}

/// <summary>Bounds of a set: nothing that was acknowledged is lost, and nothing is there that nobody tried to add.</summary>
/// <remarks>
/// As Jepsen's set-full has it, an element whose addition was acknowledged is <em>lost</em> where the last read that began after that
/// does not find it, <em>stale</em> where an earlier such read does not, and <em>never read</em> where there is no such read, of
/// which nothing can be said. A read must not find an element before someone tried to add it. An element that someone tried to
/// remove may be missing from then on. A necessary condition only: reads that find elements in contradictory orders pass.
/// </remarks>
public static class SetChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="history">What the users asked and got: <see cref="SetAdd"/>, <see cref="SetRemove"/>, <see cref="SetRead"/>.</param>
    /// <param name="which">Which reads must find what was added before.</param>
    /// <returns>The finding; undecided where elements were added and no read began after any of them.</returns>
    public static CheckResult Check(History history, SetReads which = SetReads.Every)
    {
        ArgumentNullException.ThrowIfNull(history);
        var elements = new OrderedDictionary<string, Element>(StringComparer.Ordinal);
        var reads = new List<(HistoryEntry Entry, HashSet<string> Values)>();
        foreach (var entry in history.Entries)
        {
            if (entry is { Operation: SetRead, Outcome: OperationOutcome.Ok, Result: Elements found })
                reads.Add((entry, found.Values.ToHashSet(StringComparer.Ordinal)));
            if (entry.Outcome == OperationOutcome.Fail) continue;
            if (entry.Operation is SetAdd add) Of(add.Value).Add(entry);
            else if (entry.Operation is SetRemove remove) Of(remove.Value).Remove(entry);
        }

        foreach (var (read, values) in reads)
        {
            // In the order in which the read lists them, so that the words are always the same.
            foreach (var value in ((Elements)read.Result!).Values)
            {
                if (!elements.TryGetValue(value, out var element) || element.Tried is not { } tried)
                    return Broken($"{Named(read)} found {value}, which nobody tried to add", read);
                if (tried.Invoked > read.Completed)
                {
                    var since = Words.Seconds(tried.Invoked.Time);
                    return Broken($"{Named(read)} found {value}, which nobody tried to add before {since}", read, tried);
                }
            }
        }

        var (lost, stale, neverRead, added) = (new List<Missing>(), new List<Missing>(), 0L, 0L);
        foreach (var (value, element) in elements)
        {
            if (element.Added is not { } adding) continue;
            added++;
            var after = reads.Where(read => read.Entry.Invoked > adding.Completed
                && (element.Removing is null || read.Entry.Completed < element.Removing.Invoked)).ToList();
            if (after.Count == 0) neverRead++;
            else if (!after[^1].Values.Contains(value)) lost.Add(new Missing(value, adding, after[^1].Entry));
            else if (after.Find(read => !read.Values.Contains(value)).Entry is { } missing) stale.Add(new Missing(value, adding, missing));
        }

        List<Missing> bad = which == SetReads.Every ? [.. lost, .. stale] : lost;
        var counts = $"{Words.Count(added, "element")} acknowledged: {Words.Number(lost.Count)} lost, {Words.Number(stale.Count)} stale, "
            + $"{Words.Number(neverRead)} never read";
        if (bad.Count > 0)
        {
            var (value, adding, read) = bad[0];
            return Broken($"{Named(read)} did not find {value}, although {Named(adding)} had completed; {counts}", adding, read);
        }

        return added > 0 && neverRead == added
            ? new CheckResult(Verdict.Undecided, $"{counts}; read the set at the end")
            : new CheckResult(Verdict.Held, $"{counts}; {Words.Count(reads.Count, "read")}");

        Element Of(string value)
        {
            if (!elements.TryGetValue(value, out var element)) elements.Add(value, element = new Element());
            return element;
        }
    }

    private static CheckResult Broken(string words, params HistoryEntry[] evidence) =>
        new(Verdict.Broken, words, [.. evidence.OrderBy(static entry => entry.Invoked)])
        {
            ShownAt = evidence.Where(static entry => entry.HasEnded).Max(static entry => entry.Completed.Time),
        };

    private static string Named(HistoryEntry entry) =>
        $"`{entry.Operation}` by process {entry.Process} at {Words.Seconds(entry.Completed.Time)}";

    private readonly record struct Missing(string Value, HistoryEntry Adding, HistoryEntry Read);

    private sealed class Element
    {
        /// <summary>The first addition, whatever became of it.</summary>
        public HistoryEntry? Tried { get; private set; }

        /// <summary>The addition that completed first.</summary>
        public HistoryEntry? Added { get; private set; }

        /// <summary>The first removal, whatever became of it.</summary>
        public HistoryEntry? Removing { get; private set; }

        public void Add(HistoryEntry entry)
        {
            Tried ??= entry;
            if (entry.Outcome == OperationOutcome.Ok && (Added is null || entry.Completed < Added.Completed)) Added = entry;
        }

        public void Remove(HistoryEntry entry) => Removing ??= entry;
    }
}
