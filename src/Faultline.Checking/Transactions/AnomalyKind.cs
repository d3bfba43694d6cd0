namespace Faultline.Checking.Transactions;

/// <summary>What is wrong with some transactions, the worst first.</summary>
/// <remarks>
/// Names are Adya's and Elle's (Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", 2020). In a
/// cycle, each transaction goes before the next by one of these: a write dependency (ww: the next overwrote what it wrote), a read
/// dependency (wr: the next read what it wrote), an anti-dependency (rw: the next overwrote what it read).
/// </remarks>
public enum AnomalyKind
{
    /// <summary>A read found a value that nobody wrote. No level allows it.</summary>
    GarbageRead,

    /// <summary>A read found an element of a list twice. No level allows it.</summary>
    Duplicate,

    /// <summary>A cycle of write dependencies: the writes of transactions are interleaved. No level allows it.</summary>
    G0,

    /// <summary>G1a, aborted read: a read found what a transaction wrote that failed.</summary>
    G1a,

    /// <summary>G1b, intermediate read: a read found what a transaction wrote before it wrote the same key again.</summary>
    G1b,

    /// <summary>G1c, circular information flow: a cycle of write and read dependencies.</summary>
    G1c,

    /// <summary>A transaction read what it wrote only later.</summary>
    FutureRead,

    /// <summary>A transaction that committed wrote on top of what a transaction wrote that failed.</summary>
    DirtyUpdate,

    /// <summary>Two reads of a list, neither of which is the beginning of the other.</summary>
    IncompatibleOrder,

    /// <summary>
    /// The values of a register would have to follow each other in a circle. With an order of processes or of real time, no level
    /// from consistent view on that respects that order allows it; without one, none from read committed on.
    /// </summary>
    CyclicVersions,

    /// <summary>
    /// A transaction contradicts its own writes, or its own earlier reads. Forbidden from read atomic on; Adya's histories leave no room
    /// for the first at all.
    /// </summary>
    Internal,

    /// <summary>A transaction read a key and wrote it, and another wrote it in between. Forbidden from cursor stability on.</summary>
    LostUpdate,

    /// <summary>
    /// A transaction read one write of another, and then another key without the other's write to it. Forbidden from monotonic atomic
    /// view on, where it is called observed transaction vanishes.
    /// </summary>
    ObservedTransactionVanishes,

    /// <summary>A transaction read one write of another but not another one. Forbidden from read atomic on.</summary>
    FracturedRead,

    /// <summary>G-single, read skew: a cycle with exactly one anti-dependency. Forbidden from consistent view on.</summary>
    GSingle,

    /// <summary>
    /// G-nonadjacent: a cycle with several anti-dependencies of which no two are next to each other. Forbidden from snapshot isolation on.
    /// </summary>
    GNonadjacent,

    /// <summary>
    /// G2-item, of which write skew is one: a cycle in which two anti-dependencies are next to each other. Forbidden from
    /// repeatable read on.
    /// </summary>
    G2Item,
}

/// <summary>An order of transactions that is not about their data.</summary>
public enum SideOrder : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The order in which each process had its transactions.</summary>
    Process,

    /// <summary>The order in real time: one ended before the other began. It includes that of each process.</summary>
    RealTime,
}
