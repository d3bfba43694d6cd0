namespace Faultline.Checking.Transactions;

/// <summary>What a store of transactions promises about how they may interfere with each other.</summary>
/// <remarks>
/// <para>
/// Which anomalies a level forbids follows Adya, "Weak Consistency: A Generalized Theory and Optimistic Implementations for
/// Distributed Transactions" (1999), unless another source is named. Each level forbids what the levels that it implies forbid.
/// </para>
/// <para>
/// The <c>StrongSession</c> levels also respect the order of each process, and the <c>Strong</c> ones and strict serializability the
/// order in real time: a transaction that ended before another began goes before it (Daudjee and Salem, "Lazy Database Replication
/// with Snapshot Isolation", 2006). In their cycles, such an order may stand wherever a write dependency may.
/// </para>
/// </remarks>
public enum IsolationLevel
{
    /// <summary>PL-1: no G0, that is, writes of transactions are not interleaved. Reads may find anything that was written.</summary>
    ReadUncommitted,

    /// <summary>PL-2: no G1, that is, no aborted, intermediate or circular reads.</summary>
    ReadCommitted,

    /// <summary>PL-CS, for reads of single keys: no lost update, which is Adya's G-cursor.</summary>
    CursorStability,

    /// <summary>
    /// Who has read one write of a transaction finds all of it from then on. Bailis et al., "Highly Available Transactions" (2014).
    /// </summary>
    MonotonicAtomicView,

    /// <summary>
    /// Transactions are seen whole or not at all (no fractured reads: Bailis et al., "Scalable Atomic Visibility with RAMP
    /// Transactions", 2014), and agree with themselves (INT: Cerone, Bernardi and Gotsman, "A Framework for Transactional
    /// Consistency Models with Atomic Visibility", 2015).
    /// </summary>
    ReadAtomic,

    /// <summary>PL-2+: no G-single, that is, no cycle with exactly one anti-dependency: reads show a consistent state.</summary>
    ConsistentView,

    /// <summary>
    /// No cycle in which no two anti-dependencies are next to each other: Cerone and Gotsman, "Analysing Snapshot Isolation" (2016);
    /// Elle calls it G-nonadjacent. A snapshot may be old, as in generalised snapshot isolation.
    /// </summary>
    SnapshotIsolation,

    /// <summary>
    /// PL-2.99: no G2-item, a cycle with anti-dependencies on keys. Transactions here read keys and no predicates, so that it allows the
    /// same histories as serializability.
    /// </summary>
    RepeatableRead,

    /// <summary>PL-3: no G2, that is, no cycle at all: some order of the transactions, one at a time, explains what was seen.</summary>
    Serializable,

    /// <summary>Read uncommitted that respects the order of each process.</summary>
    StrongSessionReadUncommitted,

    /// <summary>Read committed that respects the order of each process.</summary>
    StrongSessionReadCommitted,

    /// <summary>Consistent view that respects the order of each process.</summary>
    StrongSessionConsistentView,

    /// <summary>Snapshot isolation that respects the order of each process.</summary>
    StrongSessionSnapshotIsolation,

    /// <summary>Serializability that respects the order of each process.</summary>
    StrongSessionSerializable,

    /// <summary>Read uncommitted that respects the order in real time.</summary>
    StrongReadUncommitted,

    /// <summary>Read committed that respects the order in real time.</summary>
    StrongReadCommitted,

    /// <summary>Consistent view that respects the order in real time.</summary>
    StrongConsistentView,

    /// <summary>Snapshot isolation in which a snapshot has all that was committed before the transaction began.</summary>
    StrongSnapshotIsolation,

    /// <summary>Serializability that respects the order in real time; Adya's PL-SS.</summary>
    StrictSerializable,
}
