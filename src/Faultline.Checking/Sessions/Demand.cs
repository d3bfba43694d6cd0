namespace Faultline.Checking.Sessions;

/// <summary>Why one version of a key must be older than another.</summary>
internal enum DemandKind : byte
{
    /// <summary>A process wrote the one and then the other.</summary>
    WroteBefore,

    /// <summary>A process wrote the one and then read the other.</summary>
    OwnWrite,

    /// <summary>A process read the one, in <see cref="Demand.Via"/>, and then the other.</summary>
    OwnRead,

    /// <summary>A process read, in <see cref="Demand.Via"/>, what another had written after the one, and then the other.</summary>
    WriterWrote,

    /// <summary>A process read, in <see cref="Demand.Via"/>, what another had written after it had read the one, and then the
    /// other.</summary>
    WriterRead,

    /// <summary>A process read the one and then wrote the other.</summary>
    WroteAfterRead,

    /// <summary>The one is among what a process has read of the key up to some read.</summary>
    Gathered,
}

/// <summary>One version of a key must be older than another, or be the same.</summary>
/// <param name="From">The older: a write, or all that was read of the key up to some read.</param>
/// <param name="To">The newer; <see cref="Absent"/> where a read found no version at all, which is a contradiction.</param>
/// <param name="Kind">Why.</param>
/// <param name="Read">The read that found the newer one; -1 where there is none.</param>
/// <param name="Via">For some kinds: the read from which it is known.</param>
internal readonly record struct Demand(int From, int To, DemandKind Kind, int Read = -1, int Via = -1)
{
    public const int Absent = -1;
}
