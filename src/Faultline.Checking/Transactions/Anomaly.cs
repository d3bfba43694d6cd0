using Faultline.Model.Histories;

namespace Faultline.Checking.Transactions;

/// <summary>Something that levels of isolation forbid, found in a history.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Order">The order that it needs besides what the transactions read and wrote.</param>
/// <param name="Detail">It in words. Transactions are called T1, T2, and so on, in the order of <paramref name="Transactions"/>.</param>
/// <param name="Transactions">The transactions that prove it; of a cycle, in its order, from the first to begin.</param>
public sealed record Anomaly(AnomalyKind Kind, SideOrder Order, string Detail, IReadOnlyList<HistoryEntry> Transactions)
{
    /// <summary>For a cycle: why each transaction goes before the next, and the last before the first; else empty.</summary>
    public IReadOnlyList<CycleStep> Cycle { get; init; } = [];

    /// <summary>The key that it is about; null for a cycle, whose steps tell.</summary>
    public string? Key { get; init; }

    /// <summary>The name in the field, such as <c>G-single-realtime</c>.</summary>
    public string Name => NameOf(Kind) + Order switch
    {
        SideOrder.Process => "-process",
        SideOrder.RealTime => "-realtime",
        _ => "",
    };

    private static string NameOf(AnomalyKind kind) => kind switch
    {
        AnomalyKind.GarbageRead => "garbage-read",
        AnomalyKind.Duplicate => "duplicate-elements",
        AnomalyKind.FutureRead => "future-read",
        AnomalyKind.DirtyUpdate => "dirty-update",
        AnomalyKind.IncompatibleOrder => "incompatible-order",
        AnomalyKind.CyclicVersions => "cyclic-versions",
        AnomalyKind.Internal => "internal",
        AnomalyKind.LostUpdate => "lost-update",
        AnomalyKind.ObservedTransactionVanishes => "observed-transaction-vanishes",
        AnomalyKind.FracturedRead => "fractured-read",
        AnomalyKind.GSingle => "G-single",
        AnomalyKind.GNonadjacent => "G-nonadjacent",
        AnomalyKind.G2Item => "G2-item",
        _ => kind.ToString(),
    };

    /// <inheritdoc />
    public override string ToString() => $"{Name}: {Detail}";
}

/// <summary>Why a transaction of a cycle goes before the next.</summary>
/// <param name="From">The transaction.</param>
/// <param name="To">The next.</param>
/// <param name="Kind">By what.</param>
/// <param name="Key">The key; null where it is not about one.</param>
/// <param name="Reason">In words, such as <c>T1 read x = [1 2] without 3, which T2 appended</c>.</param>
public sealed record CycleStep(HistoryEntry From, HistoryEntry To, DependencyKind Kind, string? Key, string Reason);

/// <summary>By what one transaction goes before another.</summary>
public enum DependencyKind : byte
{
    /// <summary>ww: the other overwrote what the one wrote.</summary>
    Write,

    /// <summary>wr: the other read what the one wrote.</summary>
    Read,

    /// <summary>rw: the other overwrote what the one read.</summary>
    Anti,

    /// <summary>The process had the one before the other.</summary>
    Process,

    /// <summary>The one ended before the other began.</summary>
    RealTime,

    /// <summary>Both are on a key that is known to respect the order of processes or of real time, in which the one goes first.</summary>
    Key,
}
