namespace Faultline.Simulation.Networks;

/// <summary>What a network has carried so far.</summary>
public sealed class NetworkCounters
{
    /// <summary>Messages handed to the network.</summary>
    public long Sent { get; internal set; }

    /// <summary>Messages that arrived, copies included.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Messages that did not arrive: lost on the way, or the receiver was down or had no room for them.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Those of them that found a full inbox.</summary>
    public long Overflowed { get; internal set; }

    /// <summary>Extra copies made.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Bytes handed to the network.</summary>
    public long Bytes { get; internal set; }
}
