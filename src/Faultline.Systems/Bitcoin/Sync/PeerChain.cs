using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Sync;

/// <summary>Where one peer stands with headers and blocks, as far as the node knows.</summary>
internal sealed class PeerChain
{
    /// <summary>The block with the most work that it has; null where none is known.</summary>
    public HeaderEntry? Best { get; set; }

    /// <summary>A block that it has announced and whose header is not known yet; zero for none.</summary>
    public Hash256 Unknown { get; set; }

    /// <summary>The best header that it was told of; null for none.</summary>
    public HeaderEntry? Told { get; set; }

    /// <summary>The blocks that it was asked for, in the order of the asking.</summary>
    public List<HeaderEntry> InFlight { get; } = [];

    /// <summary>Since when it holds up the whole download; zero where it does not.</summary>
    public long StallingSince { get; set; }

    /// <summary>How often it has not delivered in time since it last did.</summary>
    public int Timeouts { get; set; }

    /// <summary>When it was asked for headers and has not answered; zero where it has.</summary>
    public long AskedForHeadersAt { get; set; }

    /// <summary>Whether it was asked for headers since the connection stands.</summary>
    public bool WasAsked { get; set; }

    /// <summary>How often it has sent headers that connect to nothing, since it last sent others.</summary>
    public int Unconnected { get; set; }

    /// <summary>Its low-work headers that are being looked at without being kept; null for none.</summary>
    public HeaderPresync? Presync { get; set; }

    /// <summary>Since when its best block has had less work than the node's own; zero where it has not.</summary>
    public long BehindSince { get; set; }

    /// <summary>Whether it was asked for its headers again because it is behind.</summary>
    public bool IsReminded { get; set; }

    /// <summary>Whether it wants new blocks as compact blocks, at once and unasked.</summary>
    public bool WantsCompact { get; set; }

    /// <summary>Whether it was asked to send new blocks that way.</summary>
    public bool SendsCompact { get; set; }

    /// <summary>A compact block of which it still has to send transactions; null for none.</summary>
    public PartialBlock? Partial { get; set; }

    /// <summary>Notes that it has a block.</summary>
    public void Has(HeaderEntry entry)
    {
        if (Best is null || entry.ChainWork > Best.ChainWork) Best = entry;
    }

    /// <summary>Whether it is known to have a block, because it has one that builds on it or was told of one.</summary>
    public bool IsKnownToHave(HeaderEntry entry) =>
        (Best is { } best && entry.IsAncestorOf(best)) || (Told is { } told && entry.IsAncestorOf(told));
}
