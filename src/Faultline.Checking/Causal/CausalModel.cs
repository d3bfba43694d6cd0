namespace Faultline.Checking.Causal;

/// <summary>The three meanings of causal consistency.</summary>
/// <remarks>
/// After Bouajjani, Enea, Guerraoui and Hamza, "On Verifying Causal Consistency" (POPL 2017). One operation is causally before
/// another where the same process did it earlier, where the other read what it wrote, or through such steps. The last two meanings
/// both include the first, and neither includes the other; sequential consistency includes all three.
/// </remarks>
public enum CausalModel : byte
{
    /// <summary>CC: each result is explained by some order of what is causally before it. Each result by itself: a process may
    /// change its mind about the order of writes of which none is before the other.</summary>
    CausalConsistency,

    /// <summary>CCv: there is one order of all writes, the same for everyone, by which each result is explained.</summary>
    CausalConvergence,

    /// <summary>CM: there is, for each process, one order of the writes by which all of its results are explained.</summary>
    CausalMemory,
}

/// <summary>The ways in which a history can fail to be causally consistent, as the paper names them.</summary>
public enum CausalPattern : byte
{
    /// <summary>A read found a value that nobody wrote.</summary>
    ThinAirRead,

    /// <summary>An operation is causally before itself.</summary>
    CyclicCO,

    /// <summary>A read found no value, although a write of the key is causally before it.</summary>
    WriteCOInitRead,

    /// <summary>A read found a value that was replaced by a write which is causally before the read.</summary>
    WriteCORead,

    /// <summary>The writes cannot be put into one order by which everyone's results are explained.</summary>
    CyclicCF,

    /// <summary>A read found no value, although in any order that explains what its process read before, a write of the key
    /// stands before it.</summary>
    WriteHBInitRead,

    /// <summary>The writes cannot be put into one order by which the results of one process are explained.</summary>
    CyclicHB,
}
