using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Transactions;

/// <summary>Which levels of isolation the anomalies of a history leave.</summary>
internal sealed class LevelVerdicts(Findings findings, LevelCheck? cycles, SideOrder[] orders)
{
    /// <summary>Whether a history is allowed at a level, as far as is known.</summary>
    public bool Allows(LevelBase level, SideOrder order) =>
        orders.Contains(order)
        && !Forbids(level, order)
        && (order == SideOrder.None || Allows(level, order - 1) || (order == SideOrder.RealTime && !orders.Contains(SideOrder.Process)
            && Allows(level, SideOrder.None)))
        && Weaker(level).All(weaker => Allows(weaker, order));

    public IsolationResult ToResult(IsolationLevel asked, TransactionTable table, long dependencies, List<HistoryEntry> serialOrder)
    {
        List<IsolationLevel> allowed =
            [.. IsolationLevels.All.Where(level => Allows(IsolationLevels.BaseOf(level), IsolationLevels.OrderOf(level)))];
        List<IsolationLevel> undecided = [.. IsolationLevels.All.Where(level => !allowed.Contains(level) && IsUndecided(level))];
        var strongest = IsolationLevels.StrongestOf(allowed);
        var transactions = table.Committed.Count(static isCommitted => isCommitted);
        return new IsolationResult(Conclude(asked, allowed, undecided, strongest, transactions), strongest, [.. findings.All])
        {
            Allowed = allowed,
            Undecided = undecided,
            SerialOrder = serialOrder,
            Transactions = transactions,
            Dependencies = dependencies,
        };
    }

    /// <summary>Whether an anomaly alone rules out a level, whether the weaker levels do or not.</summary>
    public static bool IsForbidden(AnomalyKind kind, SideOrder by, LevelBase level, SideOrder order) =>
        by <= order && IsolationLevels.Implies(level, kind switch
        {
            AnomalyKind.GarbageRead or AnomalyKind.Duplicate or AnomalyKind.G0 => LevelBase.ReadUncommitted,
            AnomalyKind.G1a or AnomalyKind.G1b or AnomalyKind.G1c or AnomalyKind.FutureRead or AnomalyKind.DirtyUpdate
                or AnomalyKind.IncompatibleOrder => LevelBase.ReadCommitted,
            AnomalyKind.CyclicVersions => by == SideOrder.None ? LevelBase.ReadCommitted : LevelBase.ConsistentView,
            AnomalyKind.LostUpdate => LevelBase.CursorStability,
            AnomalyKind.ObservedTransactionVanishes => LevelBase.MonotonicAtomicView,
            AnomalyKind.FracturedRead or AnomalyKind.Internal => LevelBase.ReadAtomic,
            AnomalyKind.GSingle => LevelBase.ConsistentView,
            AnomalyKind.GNonadjacent => LevelBase.SnapshotIsolation,
            _ => LevelBase.RepeatableRead,
        });

    private bool Forbids(LevelBase level, SideOrder order)
    {
        if (cycles is not null && (cycles.Forbids(level, order)
                || (level == LevelBase.RepeatableRead && cycles.Forbids(LevelBase.Serializable, order))))
            return true;
        if (level == LevelBase.ConsistentView && cycles is not null && cycles.Undecided.Contains(order)) return true;
        return findings.Kinds.Any(found => IsForbidden(found.Kind, found.Order, level, order));
    }

    private bool IsUndecided(IsolationLevel level) =>
        cycles is not null
        && IsolationLevels.BaseOf(level) == LevelBase.ConsistentView
        && cycles.Undecided.Any(order => order <= IsolationLevels.OrderOf(level))
        && !findings.Kinds.Any(found =>
            IsForbidden(found.Kind, found.Order, LevelBase.ConsistentView, IsolationLevels.OrderOf(level)));

    private static IEnumerable<LevelBase> Weaker(LevelBase level)
    {
        for (var weaker = LevelBase.ReadUncommitted; weaker < level; weaker++)
            if (IsolationLevels.Implies(level, weaker))
                yield return weaker;
    }

    private CheckResult Conclude(
        IsolationLevel asked,
        List<IsolationLevel> allowed,
        List<IsolationLevel> undecided,
        IReadOnlyList<IsolationLevel> strongest,
        int transactions)
    {
        var name = IsolationLevels.NameOf(asked);
        var names = strongest.Count == 0
            ? "no level at all"
            : string.Join(" and ", strongest.Select(IsolationLevels.NameOf));
        if (allowed.Contains(asked))
        {
            var sentence = $"{Words.Count(transactions, "transaction")} are {name}";
            return new CheckResult(Verdict.Held, strongest.Contains(asked) ? sentence : $"{sentence}, and as strong as {names}");
        }

        var (level, order) = (IsolationLevels.BaseOf(asked), IsolationLevels.OrderOf(asked));
        var proof = findings.All
            .Where(anomaly => IsForbidden(anomaly.Kind, anomaly.Order, level, order))
            .OrderBy(static anomaly => anomaly.Order)
            .ThenBy(static anomaly => anomaly.Kind)
            .ThenBy(static anomaly => anomaly.Transactions.Count)
            .FirstOrDefault();
        if (proof is null)
        {
            return new CheckResult(Verdict.Undecided, undecided.Contains(asked)
                ? $"no cycle with exactly one anti-dependency was found in the steps allowed, and not all were tried; "
                + $"the history allows {names}: "
                    + "raise the limits, or check a shorter history"
                : $"it is not known whether the history is {name}");
        }

        var evidence = proof.Transactions.OrderBy(static entry => entry.Invoked).ToList();
        return new CheckResult(Verdict.Broken, $"not {name}: {proof}; the strongest that the history allows is {names}", evidence)
        {
            ShownAt = evidence.Where(static entry => entry.Outcome == Model.Operations.OperationOutcome.Ok)
                .Select(static entry => (TimeSpan?)entry.Completed.Time).Max(),
        };
    }
}
