namespace Faultline.Systems.Bitcoin.Sync;

/// <summary>How patient a node is with those it asks for headers and blocks.</summary>
internal sealed record SyncSettings
{
    /// <summary>How many blocks of one peer are under way at once (Bitcoin Core, MAX_BLOCKS_IN_TRANSIT_PER_PEER).</summary>
    public const int MostInFlight = 16;

    /// <summary>How far beyond the last connected block bodies are asked for (Bitcoin Core, BLOCK_DOWNLOAD_WINDOW).</summary>
    public const int Window = 1024;

    /// <summary>How many headers announce new blocks before a name does (Bitcoin Core, MAX_BLOCKS_TO_ANNOUNCE).</summary>
    public const int MostAnnounced = 8;

    /// <summary>After so many headers that connect to nothing a peer has misbehaved.</summary>
    public const int MostUnconnected = 10;

    /// <summary>After so many blocks in a row that did not come in time a peer is left.</summary>
    public const int MostTimeouts = 3;

    /// <summary>How long blocks should take on average.</summary>
    public required TimeSpan BlockInterval { get; init; }

    /// <summary>How long a block that was asked for may take.</summary>
    public required TimeSpan BlockTimeout { get; init; }

    /// <summary>How long the answer with headers may take.</summary>
    public required TimeSpan HeadersTimeout { get; init; }

    /// <summary>
    /// How long a peer may hold up the whole download; twice as long each time that somebody did, up to <see cref="LongestStall"/>.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest that it may.</summary>
    public TimeSpan LongestStall { get; init; } = TimeSpan.FromSeconds(64);

    /// <summary>How long a peer may have less work than the node itself before it is asked, and then left.</summary>
    public TimeSpan BehindTimeout => 2 * BlockInterval;

    /// <summary>After so long without a new block the node looks for one more peer (Bitcoin Core: three intervals).</summary>
    public TimeSpan StaleAfter => 3 * BlockInterval;

    /// <summary>A best block older than this shows that the node is still catching up (Bitcoin Core: 24 h).</summary>
    public TimeSpan CatchingUpAfter => 144 * BlockInterval;
}
