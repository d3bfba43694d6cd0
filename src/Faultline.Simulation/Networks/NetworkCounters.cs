namespace Faultline.Simulation.Networks;

/// <summary>What a network has carried so far.</summary>
public sealed class NetworkCounters
{
    private readonly long[] _lost = new long[Enum.GetValues<LossReason>().Length];

    /// <summary>Messages handed to the network.</summary>
    public long Sent { get; internal set; }

    /// <summary>Messages that arrived, copies included.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Messages that did not arrive, copies included: lost on the way, or the receiver was down or had no room for them.</summary>
    public long Dropped { get; private set; }

    /// <summary>Extra copies made.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Bytes handed to the network.</summary>
    public long Bytes { get; internal set; }

    /// <summary>How many of the <see cref="Dropped"/> were lost for one reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>How many.</returns>
    public long this[LossReason reason] => _lost[(int)reason];

    internal void Lose(LossReason reason)
    {
        Dropped++;
        _lost[(int)reason]++;
    }
}
