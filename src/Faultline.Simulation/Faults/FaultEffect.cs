using System.Globalization;

namespace Faultline.Simulation.Faults;

/// <summary>What a fault can do to a run, counted.</summary>
public enum EffectUnit
{
    /// <summary>Messages that did not arrive.</summary>
    MessagesDropped,

    /// <summary>Messages that arrived twice.</summary>
    MessagesDuplicated,

    /// <summary>Messages that took longer.</summary>
    MessagesDelayed,

    /// <summary>Messages some of whose bits were flipped.</summary>
    MessagesCorrupted,

    /// <summary>Hops of messages that went the wrong way.</summary>
    MessagesMisrouted,

    /// <summary>Bytes of un-synced writes that a power loss or a failing disk took.</summary>
    BytesLost,

    /// <summary>Restarts of nodes.</summary>
    Restarts,

    /// <summary>First starts of nodes that were not there from the beginning.</summary>
    Joins,

    /// <summary>Ends of nodes in order.</summary>
    Leaves,

    /// <summary>Steps of nodes that had to wait.</summary>
    StepsDelayed,

    /// <summary>Requests sent by a flood.</summary>
    FloodRequests,

    /// <summary>Ticks of 100 ns by which steps of nodes took longer.</summary>
    TicksSlowed,

    /// <summary>Steps of nodes whose clock was wrong.</summary>
    StepsWithWrongClock,

    /// <summary>Messages that a liar did not send.</summary>
    MessagesWithheld,

    /// <summary>Messages that a liar sent with another content.</summary>
    MessagesAltered,

    /// <summary>Old messages that a liar sent once more.</summary>
    MessagesReplayed,

    /// <summary>Messages that arrived under a name that is not their sender's.</summary>
    MessagesForged,

    /// <summary>Messages under a name that is not their sender's, which receivers rejected.</summary>
    MessagesRejected,

    /// <summary>Results that a liar falsified.</summary>
    WrongResults,

    /// <summary>Writes and replacements for which a disk had no room.</summary>
    WritesRefused,

    /// <summary>Reads, syncs and replacements that a disk failed to do.</summary>
    RequestsFailed,

    /// <summary>Reads, syncs and replacements that took a disk longer.</summary>
    RequestsSlowed,

    /// <summary>Sectors that hold something else than what was written.</summary>
    SectorsDamaged,

    /// <summary>Disks that are gone with all that they held.</summary>
    DisksLost,

    /// <summary>Processes that were ended because they held more memory than they might.</summary>
    Kills,

    /// <summary>Steps of nodes that had used up more than half of the memory that was free.</summary>
    StepsShortOfMemory,

    /// <summary>Ticks of 100 ns during which hosts could not reach each other.</summary>
    TicksCutOff,

    /// <summary>Ticks of 100 ns during which hosts were down, summed over the hosts.</summary>
    TicksDown,
}

/// <summary>What a fault really did, as counts.</summary>
public sealed class FaultEffect
{
    private static readonly (EffectUnit Unit, string Words)[] Counted =
    [
        (EffectUnit.MessagesDropped, "messages dropped"),
        (EffectUnit.MessagesDuplicated, "messages duplicated"),
        (EffectUnit.MessagesDelayed, "messages delayed"),
        (EffectUnit.MessagesCorrupted, "messages corrupted"),
        (EffectUnit.MessagesMisrouted, "hops the wrong way"),
        (EffectUnit.BytesLost, "bytes of un-synced writes lost"),
        (EffectUnit.Restarts, "restarts"),
        (EffectUnit.Joins, "joined"),
        (EffectUnit.Leaves, "left"),
        (EffectUnit.StepsDelayed, "steps delayed"),
        (EffectUnit.FloodRequests, "flood requests sent"),
        (EffectUnit.StepsWithWrongClock, "steps taken with a wrong clock"),
        (EffectUnit.MessagesWithheld, "messages withheld"),
        (EffectUnit.MessagesAltered, "messages altered"),
        (EffectUnit.MessagesReplayed, "messages replayed"),
        (EffectUnit.MessagesForged, "messages forged"),
        (EffectUnit.MessagesRejected, "forged messages rejected"),
        (EffectUnit.WrongResults, "wrong results"),
        (EffectUnit.WritesRefused, "writes refused"),
        (EffectUnit.RequestsFailed, "disk requests failed"),
        (EffectUnit.RequestsSlowed, "disk requests slowed"),
        (EffectUnit.SectorsDamaged, "sectors damaged"),
        (EffectUnit.DisksLost, "disks lost"),
        (EffectUnit.Kills, "kills for want of memory"),
        (EffectUnit.StepsShortOfMemory, "steps taken short of memory"),
    ];

    private readonly long[] _amounts = new long[Enum.GetValues<EffectUnit>().Length];

    /// <summary>How much of one unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The amount.</returns>
    public long this[EffectUnit unit] => _amounts[(int)unit];

    /// <summary>How many messages, steps, bytes, requests and so on were touched; zero where the fault was inert.</summary>
    public long Count
    {
        get
        {
            var sum = 0L;
            foreach (var (unit, _) in Counted) sum += this[unit];
            return sum;
        }
    }

    /// <summary>Adds what another fault did.</summary>
    /// <param name="other">The other's effect.</param>
    public void Add(FaultEffect other)
    {
        for (var i = 0; i < _amounts.Length; i++) _amounts[i] += other._amounts[i];
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var parts = new List<string>();
        foreach (var (unit, words) in Counted)
            if (this[unit] > 0)
                parts.Add(this[unit].ToString("N0", CultureInfo.InvariantCulture) + " " + words);
        if (this[EffectUnit.TicksCutOff] > 0) parts.Add(Seconds(this[EffectUnit.TicksCutOff]) + " cut off");
        if (this[EffectUnit.TicksDown] > 0) parts.Add(Seconds(this[EffectUnit.TicksDown]) + " down");
        if (this[EffectUnit.TicksSlowed] > 0) parts.Add(Seconds(this[EffectUnit.TicksSlowed]) + " of extra work");
        return parts.Count == 0 ? "no effect" : string.Join(", ", parts);
    }

    /// <summary>Adds to one unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="amount">How much.</param>
    public void Add(EffectUnit unit, long amount) => _amounts[(int)unit] += amount;

    private static string Seconds(long ticks) =>
        (ticks / (decimal)TimeSpan.TicksPerSecond).ToString("N1", CultureInfo.InvariantCulture) + " s";
}
