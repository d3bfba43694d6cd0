namespace Faultline.Simulation.Networks;

/// <summary>Why a message did not arrive.</summary>
public enum LossReason : byte
{
    /// <summary>A link lost it by chance.</summary>
    Chance,

    /// <summary>Its sender and receiver, or two neighbours on its way, are cut off from each other.</summary>
    Cut,

    /// <summary>No process was up where it arrived.</summary>
    ReceiverDown,

    /// <summary>The receiver was busy and its inbox full.</summary>
    InboxFull,

    /// <summary>The queue of a link was full.</summary>
    Congested,

    /// <summary>Its bits were flipped on the way, and the checksum told so.</summary>
    Corrupted,

    /// <summary>Its bits were flipped on the way, there was no checksum, and what arrived was no message.</summary>
    Undecodable,

    /// <summary>It was signed by another than the one in whose name it came.</summary>
    Forged,

    /// <summary>A router or node that should have passed it on was down.</summary>
    TransitDown,

    /// <summary>A router or node that should have passed it on swallowed it.</summary>
    BlackHole,

    /// <summary>It had made too many hops, as in a loop.</summary>
    Expired,

    /// <summary>No way to the receiver was known.</summary>
    NoRoute,
}

/// <summary>Where and why a message was lost.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">Where it was last: the end of the link that it did not pass, or where it arrived in vain.</param>
public sealed record Loss(LossReason Reason, Vertex At)
{
    /// <summary>A reason in a few words, such as <c>queue full</c>.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The words.</returns>
    public static string Words(LossReason reason) => reason switch
    {
        LossReason.Chance => "lost on a link",
        LossReason.Cut => "cut off",
        LossReason.ReceiverDown => "receiver down",
        LossReason.InboxFull => "inbox full",
        LossReason.Congested => "queue full",
        LossReason.Corrupted => "checksum wrong",
        LossReason.Undecodable => "damaged beyond reading",
        LossReason.Forged => "signature wrong",
        LossReason.TransitDown => "router or node on the way down",
        LossReason.BlackHole => "swallowed on the way",
        LossReason.Expired => "too many hops",
        _ => "no route",
    };

    /// <inheritdoc />
    public override string ToString() => $"{Words(Reason)}, at {At}";
}

/// <summary>One step of a message on its way through a network that is no mesh.</summary>
/// <param name="From">Who passes it on.</param>
/// <param name="To">To whom.</param>
public sealed record Hop(Vertex From, Vertex To);
