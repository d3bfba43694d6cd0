using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Faultline.Checking.Transactions;

/// <summary>The levels of isolation, their names and which implies which.</summary>
public static class IsolationLevels
{
    private static readonly (IsolationLevel Level, string Name, LevelBase Base, SideOrder Order)[] Table =
    [
        (IsolationLevel.ReadUncommitted, "read-uncommitted", LevelBase.ReadUncommitted, SideOrder.None),
        (IsolationLevel.ReadCommitted, "read-committed", LevelBase.ReadCommitted, SideOrder.None),
        (IsolationLevel.CursorStability, "cursor-stability", LevelBase.CursorStability, SideOrder.None),
        (IsolationLevel.MonotonicAtomicView, "monotonic-atomic-view", LevelBase.MonotonicAtomicView, SideOrder.None),
        (IsolationLevel.ReadAtomic, "read-atomic", LevelBase.ReadAtomic, SideOrder.None),
        (IsolationLevel.ConsistentView, "consistent-view", LevelBase.ConsistentView, SideOrder.None),
        (IsolationLevel.SnapshotIsolation, "snapshot-isolation", LevelBase.SnapshotIsolation, SideOrder.None),
        (IsolationLevel.RepeatableRead, "repeatable-read", LevelBase.RepeatableRead, SideOrder.None),
        (IsolationLevel.Serializable, "serializable", LevelBase.Serializable, SideOrder.None),
        (IsolationLevel.StrongSessionReadUncommitted, "strong-session-read-uncommitted", LevelBase.ReadUncommitted, SideOrder.Process),
        (IsolationLevel.StrongSessionReadCommitted, "strong-session-read-committed", LevelBase.ReadCommitted, SideOrder.Process),
        (IsolationLevel.StrongSessionConsistentView, "strong-session-consistent-view", LevelBase.ConsistentView, SideOrder.Process),
        (IsolationLevel.StrongSessionSnapshotIsolation, "strong-session-snapshot-isolation", LevelBase.SnapshotIsolation,
            SideOrder.Process),
        (IsolationLevel.StrongSessionSerializable, "strong-session-serializable", LevelBase.Serializable, SideOrder.Process),
        (IsolationLevel.StrongReadUncommitted, "strong-read-uncommitted", LevelBase.ReadUncommitted, SideOrder.RealTime),
        (IsolationLevel.StrongReadCommitted, "strong-read-committed", LevelBase.ReadCommitted, SideOrder.RealTime),
        (IsolationLevel.StrongConsistentView, "strong-consistent-view", LevelBase.ConsistentView, SideOrder.RealTime),
        (IsolationLevel.StrongSnapshotIsolation, "strong-snapshot-isolation", LevelBase.SnapshotIsolation, SideOrder.RealTime),
        (IsolationLevel.StrictSerializable, "strict-serializable", LevelBase.Serializable, SideOrder.RealTime),
    ];

    private static readonly FrozenDictionary<string, IsolationLevel> ByName = Table.ToFrozenDictionary(
        static row => row.Name, static row => row.Level);

    /// <summary>All of them, in the order of <see cref="IsolationLevel"/>.</summary>
    public static IReadOnlyList<IsolationLevel> All { get; } = [.. Table.Select(static row => row.Level)];

    /// <summary>The name in the field, such as <c>snapshot-isolation</c>.</summary>
    /// <param name="level">The level.</param>
    /// <returns>The name.</returns>
    public static string NameOf(IsolationLevel level) => Table[(int)level].Name;

    /// <summary>The level of a name.</summary>
    /// <param name="name">The name in the field, such as <c>snapshot-isolation</c>.</param>
    /// <param name="level">The level.</param>
    /// <returns>Whether there is one of that name.</returns>
    public static bool TryParse(string name, out IsolationLevel level) => ByName.TryGetValue(name, out level);

    /// <summary>Whether every history that a level allows is allowed by another.</summary>
    /// <param name="level">The one.</param>
    /// <param name="other">The other; each implies itself.</param>
    /// <returns>Whether it does.</returns>
    public static bool Implies(IsolationLevel level, IsolationLevel other) =>
        OrderOf(level) >= OrderOf(other) && Implies(BaseOf(level), BaseOf(other));

    internal static LevelBase BaseOf(IsolationLevel level) => Table[(int)level].Base;

    internal static SideOrder OrderOf(IsolationLevel level) => Table[(int)level].Order;

    /// <summary>Those of some levels that no other of them implies.</summary>
    internal static IReadOnlyList<IsolationLevel> StrongestOf(IReadOnlyList<IsolationLevel> levels) =>
    [
        .. levels.Where(level => !levels.Any(other => other != level && Implies(other, level)
            && !(Implies(level, other) && other < level))),
    ];

    /// <summary>
    /// Each implies those before it, but that neither of cursor stability and the two after it implies the other.
    /// </summary>
    internal static bool Implies(LevelBase one, LevelBase other) => other switch
    {
        LevelBase.CursorStability => one is LevelBase.CursorStability or >= LevelBase.ConsistentView,
        LevelBase.RepeatableRead or LevelBase.Serializable => one >= LevelBase.RepeatableRead,
        _ => one >= other,
    };
}

/// <summary>A level but for the order that it respects besides.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names of the field.")]
internal enum LevelBase : byte
{
    ReadUncommitted,
    ReadCommitted,
    CursorStability,
    MonotonicAtomicView,
    ReadAtomic,
    ConsistentView,
    SnapshotIsolation,
    RepeatableRead,
    Serializable,
}
