using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>What tells one Bitcoin network from another: its first block and the numbers in its rules.</summary>
/// <remarks>Immutable; one object may serve all nodes of a network.</remarks>
public sealed record NetworkParameters
{
    private static readonly BlockHeader MainnetGenesis = new(
        1, Hash256.Zero, Hash256.Parse("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"),
        1231006505, 0x1d00ffff, 2083236893);

    /// <summary>Two hours: see <see cref="FutureLimitSeconds"/>.</summary>
    public const int DefaultFutureLimitSeconds = 7200;

    /// <summary>The network's name.</summary>
    public required string Name { get; init; }

    /// <summary>The first block, which every node knows and none validates.</summary>
    public required BlockHeader Genesis { get; init; }

    /// <summary>The easiest target. It bounds what a retarget gives.</summary>
    public required UInt256 EasiestTarget { get; init; }

    /// <summary>How long a block should take on average. Default: 10 min.</summary>
    public TimeSpan BlockInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how many blocks the target is set anew; zero for never. Default: 2016.</summary>
    public int RetargetInterval { get; init; } = 2016;

    /// <summary>How far ahead of a node's clock a block's time may be, in seconds. Default: 7200.</summary>
    public int FutureLimitSeconds { get; init; } = DefaultFutureLimitSeconds;

    /// <summary>
    /// How far the first block of a period may lie before the last of the period before, in seconds; null for no such rule, as on
    /// mainnet, where the timewarp attack is possible for that (BIP 94 has 600 on test networks, BIP 54 proposes 7200). Default: null.
    /// </summary>
    public int? TimewarpGraceSeconds { get; init; }

    /// <summary>From which heights on which versions are the least. Default: none.</summary>
    public IReadOnlyList<(int Height, int Version)> LeastVersions { get; init; } = [];

    /// <summary>Less work in all than this is no chain to follow, whoever offers it. Default: zero.</summary>
    public UInt256 LeastChainWork { get; init; }

    /// <summary>
    /// How many headers beside the best chain, without their blocks, a node keeps; with more it forgets those of the branches with the
    /// least work. Default: 20,000.
    /// </summary>
    public int MostSideHeaders { get; init; } = 20_000;

    /// <summary>
    /// What proves a header's work, where no hashes are spent: the work that its bits state counts as done when this says so. Default:
    /// null,
    /// where the hash must not exceed the target.
    /// </summary>
    public Func<BlockHeader, bool>? IsAwarded { get; init; }

    /// <summary>How long a retarget period should take, in seconds.</summary>
    public long RetargetSeconds => BlockInterval.Ticks * RetargetInterval / TimeSpan.TicksPerSecond;

    /// <summary>Bitcoin itself.</summary>
    public static NetworkParameters Mainnet { get; } = new()
    {
        Name = "mainnet",
        Genesis = MainnetGenesis,
        EasiestTarget = UInt256.MaxValue >> 32,
        LeastVersions = [(227_931, 2), (363_725, 3), (388_381, 4)],
    };

    /// <summary>A network to test on: two hashes make a block, and the target never changes.</summary>
    public static NetworkParameters Regtest { get; } = new()
    {
        Name = "regtest",
        Genesis = MainnetGenesis with { Time = 1296688602, Bits = 0x207fffff, Nonce = 2 },
        EasiestTarget = UInt256.MaxValue >> 1,
        RetargetInterval = 0,
    };

    /// <summary>A network to simulate: mainnet's rules, with real proof of work at targets that cost a few hashes.</summary>
    /// <remarks>
    /// Where the hash rate may fall, begin with harder bits than the easiest: a retarget cannot go below those. The work that a retarget
    /// can ask for is bounded by nothing but the hash rate that the miners claim.
    /// </remarks>
    /// <param name="blockInterval">How long a block should take on average.</param>
    /// <param name="retargetInterval">After how many blocks the target is set anew; zero for never.</param>
    /// <param name="firstBits">The first target; the default asks for 2 hashes.</param>
    /// <returns>The parameters.</returns>
    public static NetworkParameters Simulation(TimeSpan blockInterval, int retargetInterval = 2016, uint firstBits = 0x207fffff) => new()
    {
        Name = "simulation",
        Genesis = MainnetGenesis with { Bits = firstBits },
        EasiestTarget = UInt256.MaxValue >> 1,
        BlockInterval = blockInterval,
        RetargetInterval = retargetInterval,
    };
}
