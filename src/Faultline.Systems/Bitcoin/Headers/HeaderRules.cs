using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>What makes a header valid, in the order in which it is checked; the reasons are in Bitcoin Core's words.</summary>
/// <remarks>There are no checkpoints: a chain is judged by its work and its rules alone.</remarks>
public static class HeaderRules
{
    /// <summary>The hash is above the target that the header states, or the target is none.</summary>
    public static readonly Rejection HighHash = new("high-hash", RejectionKind.Invalid);

    /// <summary>The block before it is not known. It may be valid.</summary>
    public static readonly Rejection UnknownParent = new("prev-blk-not-found", RejectionKind.Missing);

    /// <summary>The block before it failed.</summary>
    public static readonly Rejection FailedParent = new("bad-prevblk", RejectionKind.Invalid);

    /// <summary>This very block failed before.</summary>
    public static readonly Rejection AlreadyFailed = new("duplicate-invalid", RejectionKind.Invalid);

    /// <summary>The stated target is not the one that follows from the blocks before.</summary>
    public static readonly Rejection BadBits = new("bad-diffbits", RejectionKind.Invalid);

    /// <summary>Its time is not after the median of the eleven blocks before it.</summary>
    public static readonly Rejection TimeTooOld = new("time-too-old", RejectionKind.Invalid);

    /// <summary>It begins a period too long before the end of the period before, where the network forbids that.</summary>
    public static readonly Rejection Timewarp = new("time-timewarp-attack", RejectionKind.Invalid);

    /// <summary>A version that is too low for its height.</summary>
    public static readonly Rejection BadVersion = new("bad-version", RejectionKind.Invalid);

    /// <summary>Its time is too far ahead of this node's clock. Later it may be valid, so it is not remembered as failed.</summary>
    public static readonly Rejection TimeTooNew = new("time-too-new", RejectionKind.TooEarly);

    /// <summary>The headers of one message are not each the next of the one before.</summary>
    public static readonly Rejection NotContinuous = new("non-continuous-headers", RejectionKind.Malformed);

    /// <summary>The chain has too little work to be kept.</summary>
    public static readonly Rejection TooLittleWork = new("too-little-chainwork", RejectionKind.Unwanted);

    /// <summary>Whether the hash is proof of the work that the header itself states. It costs an attacker that work to pass.</summary>
    /// <param name="header">The header.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="parameters">The network.</param>
    /// <returns>The rule that is broken, or null.</returns>
    public static Rejection? CheckWork(in BlockHeader header, Hash256 hash, NetworkParameters parameters) =>
        (parameters.IsAwarded is { } isAwarded
            ? isAwarded(header) && Target.TryOf(header.Bits, parameters.EasiestTarget, out _)
            : Target.IsMet(hash, header.Bits, parameters.EasiestTarget)) ? null : HighHash;

    /// <summary>Whether a header may follow a block, at any time.</summary>
    /// <param name="header">The header.</param>
    /// <param name="parent">The block before it.</param>
    /// <param name="parameters">The network.</param>
    /// <returns>The first rule that is broken, or null.</returns>
    public static Rejection? CheckInContext(in BlockHeader header, HeaderEntry parent, NetworkParameters parameters)
    {
        if (header.Bits != Retargeting.BitsAfter(parent, parameters)) return BadBits;
        if (header.Time <= parent.MedianTimePast) return TimeTooOld;
        if (parameters.TimewarpGraceSeconds is { } grace && Retargeting.StartsPeriod(parent.Height + 1, parameters)
            && header.Time < (long)parent.Header.Time - grace) return Timewarp;
        return header.Version < LeastVersion(parent.Height + 1, parameters) ? BadVersion : null;
    }

    /// <summary>The one rule with a clock.</summary>
    /// <param name="header">The header.</param>
    /// <param name="now">The node's time, in seconds since 1970.</param>
    /// <param name="parameters">The network.</param>
    /// <returns>Why it is too early for it, or null.</returns>
    public static Rejection? CheckTime(in BlockHeader header, long now, NetworkParameters parameters) =>
        header.Time > now + parameters.FutureLimitSeconds ? TimeTooNew : null;

    private static int LeastVersion(int height, NetworkParameters parameters)
    {
        // No rule on versions is not a rule of "at least zero": most networks allow any, negative ones too.
        var least = int.MinValue;
        foreach (var (from, version) in parameters.LeastVersions)
            if (height >= from)
                least = version;
        return least;
    }
}
