namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>
/// What one node takes into its pool. Nodes need not agree: it is no part of consensus. The defaults are Bitcoin Core's, but for sizes.
/// </summary>
internal sealed record MempoolPolicy
{
    /// <summary>The least fee for 1,000 bytes, in satoshi. Default: 1,000.</summary>
    public long LeastRate { get; init; } = 1_000;

    /// <summary>What a replacement must pay on top for each 1,000 bytes of its own, in satoshi. Default: 1,000.</summary>
    public long IncrementalRate { get; init; } = 1_000;

    /// <summary>The least amount of an output, in satoshi: less costs more to spend than it is worth. Default: 546.</summary>
    public long LeastOutput { get; init; } = 546;

    /// <summary>The most bytes of transactions. Default: 5,000,000, for simulated nodes; Bitcoin Core has 300 MB of memory.</summary>
    public long MostBytes { get; init; } = 5_000_000;

    /// <summary>The largest transaction, in bytes. Default: 100,000.</summary>
    public int MostTransactionBytes { get; init; } = 100_000;

    /// <summary>How long a transaction may wait, in seconds. Default: 336 hours.</summary>
    public long ExpirySeconds { get; init; } = 336 * 3_600;

    /// <summary>How many unconfirmed transactions one may depend on, with itself. Default: 25.</summary>
    public int MostAncestors { get; init; } = 25;

    /// <summary>How many unconfirmed transactions may depend on one, with itself. Default: 25.</summary>
    public int MostDescendants { get; init; } = 25;

    /// <summary>How many bytes either of these may have. Default: 101,000.</summary>
    public long MostChainBytes { get; init; } = 101_000;

    /// <summary>How many transactions one may replace, with those that depend on them. Default: 100.</summary>
    public int MostReplaced { get; init; } = 100;

    /// <summary>Whether what does not say that it may be replaced can be. Default: no, as BIP125 has it.</summary>
    public bool ReplacesAll { get; init; }

    /// <summary>After how long the floor that a full pool has raised is half as high, in seconds. Default: 12 hours.</summary>
    public long FloorHalfLifeSeconds { get; init; } = 12 * 3_600;
}
