using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Properties;

/// <summary>Consensus as its users see it: agreement and validity of the values that they were told are chosen.</summary>
/// <remarks>What nodes decided without telling a user it cannot see; <see cref="Decisions.AgreementChecker"/> and
/// <see cref="Decisions.ValidityChecker"/> do.</remarks>
public static class ConsensusChecker
{
    /// <summary>Agreement: no two users are told different values of one instance.</summary>
    /// <param name="history">What the users asked and got: <see cref="Propose"/>.</param>
    /// <returns>The finding.</returns>
    public static CheckResult CheckAgreement(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var first = new Dictionary<long, HistoryEntry>();
        var count = 0L;
        foreach (var (entry, instance, value) in Answers(history))
        {
            count++;
            if (first.TryAdd(instance, entry) || ((Chosen)first[instance].Result!).Value == value) continue;
            var before = first[instance];
            return Broken(
                $"in instance {instance}, {Told(before)}, but {Told(entry)}",
                entry.Completed > before.Completed ? entry : before,
                before,
                entry);
        }

        return new CheckResult(Verdict.Held, $"{Words.Count(count, "answer")} of {Words.Count(first.Count, "instance")} agree");
    }

    /// <summary>Validity: the value that a user is told was proposed in the instance, and before he was told.</summary>
    /// <param name="history">What the users asked and got: <see cref="Propose"/>.</param>
    /// <returns>The finding. Proposals that failed count as proposed: they may have been chosen all the same.</returns>
    public static CheckResult CheckValidity(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var proposed = new Dictionary<(long Instance, string Value), HistoryEntry>();
        foreach (var entry in history.Entries)
        {
            if (entry.Operation is Propose propose) proposed.TryAdd((propose.Instance, propose.Value), entry);
        }

        var count = 0L;
        foreach (var (entry, instance, value) in Answers(history))
        {
            count++;
            if (!proposed.TryGetValue((instance, value), out var proposal))
                return Broken($"in instance {instance}, {Told(entry)}, which nobody proposed in it", entry, entry);
            if (proposal.Invoked < entry.Completed) continue;
            var proposedAt = Words.Seconds(proposal.Invoked.Time);
            return Broken($"in instance {instance}, {Told(entry)}, which was first proposed at {proposedAt}", entry, entry, proposal);
        }

        return new CheckResult(Verdict.Held, $"{Words.Count(count, "answer")}, all of proposed values");
    }

    private static IEnumerable<(HistoryEntry Entry, long Instance, string Value)> Answers(History history) =>
        from entry in history.Entries
        where entry is { Operation: Propose, Outcome: OperationOutcome.Ok, Result: Chosen }
        select (entry, ((Propose)entry.Operation).Instance, ((Chosen)entry.Result!).Value);

    private static CheckResult Broken(string words, HistoryEntry shown, params HistoryEntry[] evidence) =>
        new(Verdict.Broken, words, evidence) { ShownAt = shown.Completed.Time };

    private static string Told(HistoryEntry entry) =>
        $"process {entry.Process} was told {((Chosen)entry.Result!).Value} at {Words.Seconds(entry.Completed.Time)}";
}
