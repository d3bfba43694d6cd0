using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Properties;

/// <summary>Convergence: after the last write and a time of rest, everyone reads the same.</summary>
/// <remarks>
/// Looked at are the reads of each key that were invoked at least that time after the last change of the key had ended. A change
/// with an unknown outcome may take effect at any later time: where that could explain the difference the answer is undecided. A
/// necessary condition only: whether what everyone reads is the right value, or whether replicas that nobody read agree, it cannot
/// see.
/// </remarks>
public static class ConvergenceChecker
{
    /// <summary>Decides it.</summary>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">Says which values operations read and write (<see cref="SequentialModel{TState}.AccessOf"/>).</param>
    /// <param name="rest">How long after the last change all replicas have to be the same.</param>
    /// <returns>The finding; undecided where no key was read twice after its rest.</returns>
    public static CheckResult Check<TState>(History history, SequentialModel<TState> model, TimeSpan rest)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(model);
        var keys = new OrderedDictionary<string, List<(HistoryEntry Entry, ValueAccess Access)>>(StringComparer.Ordinal);
        foreach (var entry in history.Entries)
        {
            if (entry.Outcome == OperationOutcome.Fail || model.AccessOf(entry.Operation, entry.Observed()) is not { } access) continue;
            var name = model.NameOfPart(model.PartOf(entry.Operation));
            if (!keys.TryGetValue(name, out var operations)) keys.Add(name, operations = []);
            operations.Add((entry, access));
        }

        var (reads, undecided) = (0L, (string?)null);
        foreach (var (name, operations) in keys)
        {
            var changes = operations.Where(static pair => pair.Access.Writes).ToList();
            var quiet = changes.Select(static pair => pair.Entry.HasEnded ? pair.Entry.Completed.Time : pair.Entry.Invoked.Time)
                .Append(TimeSpan.Zero).Max() + (changes.Count == 0 ? TimeSpan.Zero : rest);
            var final = operations.Where(pair => pair.Access is { Rule: ReadRule.Equal, Writes: false }
                && pair.Entry.Outcome == OperationOutcome.Ok && pair.Entry.Invoked.Time >= quiet).ToList();
            if (final.Count < 2) continue;
            reads += final.Count;
            var other = final.Find(pair => pair.Access.Read != final[0].Access.Read);
            if (other.Entry is null) continue;
            var words = $"{Words.Seconds(rest)} after the last change of {name}, {Saw(final[0])}, but {Saw(other)}";
            if (changes.All(static pair => pair.Entry.Outcome == OperationOutcome.Ok))
                return new CheckResult(Verdict.Broken, words, final[0].Entry, other.Entry);
            undecided ??= words + "; a change with an unknown outcome may have come between them";
        }

        if (undecided is not null) return new CheckResult(Verdict.Undecided, undecided);
        return reads == 0
            ? new CheckResult(Verdict.Undecided, $"no key was read twice, {Words.Seconds(rest)} or more after its last change; "
                + "read each key at each replica at the end")
            : new CheckResult(Verdict.Held, $"{Words.Count(reads, "final read")} agree");
    }

    private static string Saw((HistoryEntry Entry, ValueAccess Access) read) =>
        $"process {read.Entry.Process} read {read.Access.Read ?? "nothing"} at {Words.Seconds(read.Entry.Completed.Time)}";
}
