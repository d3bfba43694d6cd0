using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>What one peer knows of transactions, and what it is to be told.</summary>
internal sealed class PeerTransactions
{
    /// <summary>How many transactions that it knows are remembered.</summary>
    public const int MostKnown = 2_000;

    /// <summary>How many wait to be announced to it; further ones are not.</summary>
    public const int MostWaiting = 1_000;

    /// <summary>How many requests to it are under way; more of what it announces is not asked for.</summary>
    public const int MostRequests = 100;

    /// <summary>What it has announced, or was told.</summary>
    public RecentHashes Known { get; } = new(MostKnown);

    /// <summary>How many requests to it are under way.</summary>
    public int Requests { get; set; }

    /// <summary>What is to be announced to it.</summary>
    public List<Hash256> Waiting { get; } = [];
}
