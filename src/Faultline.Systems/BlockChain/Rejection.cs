namespace Faultline.Systems.BlockChain;

/// <summary>Why something that a peer sent was refused. What is not refused has none: methods return null for it.</summary>
/// <remarks>
/// A rejection is a value and never an exception: that peers send nonsense, or lie, is the world's behaviour. Each is declared once, beside
/// the rule that it names, so that refusing costs no memory and reasons can be counted.
/// </remarks>
/// <param name="Reason">The rule that was broken, in the words of Bitcoin Core where it has the rule, such as <c>high-hash</c>.</param>
/// <param name="Kind">What follows from it.</param>
public sealed record Rejection(string Reason, RejectionKind Kind)
{
    /// <summary>Whether it is final: the same bytes will be refused for ever, so that their hash may be remembered as failed.</summary>
    public bool IsFinal => Kind is RejectionKind.Invalid;

    /// <inheritdoc />
    public override string ToString() => Reason;
}

/// <summary>What follows from a rejection.</summary>
public enum RejectionKind
{
    /// <summary>The bytes are no canonical encoding of anything. Whoever sent them is at fault.</summary>
    Malformed,

    /// <summary>A rule of consensus is broken, for ever and for everyone.</summary>
    Invalid,

    /// <summary>
    /// The body is not what the header's maker committed to. Another body of the same hash may be valid: never remember it by hash.
    /// </summary>
    Mutated,

    /// <summary>Too early by this node's clock: to be tried again later, and never remembered as failed.</summary>
    TooEarly,

    /// <summary>What it builds on is not known here; it may well be valid.</summary>
    Missing,

    /// <summary>This node does not want it, although it may be valid: too little work, too low a fee, a full pool.</summary>
    Unwanted,
}
