using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Bitcoin;

/// <summary>
/// What all nodes of one run share: the rules, the first block, and what follows from bytes alone and so needs finding once only.
/// </summary>
/// <remarks>Sharing changes memory and time, never what a node does.</remarks>
internal sealed class BitcoinNetwork
{
    /// <summary>How many coins each node owns at the start, so that its users can pay before anyone has mined.</summary>
    public const int CoinsOfNode = 8;

    /// <summary>What each of them is worth.</summary>
    public const long AmountOfCoin = Money.Bitcoin;

    /// <summary>2020-01-01, when the clocks of simulated worlds begin.</summary>
    public const uint Start = 1_577_836_800;

    /// <summary>The same as a moment.</summary>
    public static readonly DateTimeOffset Begin = DateTimeOffset.FromUnixTimeSeconds(Start);

    /// <summary>
    /// The first target asks for 2^40 hashes: as far from the easiest as from the hardest, so that the difficulty can follow any hash rate.
    /// </summary>
    private const uint FirstBits = 0x1c00ffff;

    private static readonly ConditionalWeakTable<Cluster, BitcoinNetwork> Networks = [];

    private readonly Dictionary<NodeId, BlockTree> _trees = [];

    private BitcoinNetwork(Cluster cluster)
    {
        Settings = new BitcoinSettings(cluster);
        Rules = new CoinRules
        {
            Signatures = Settings.Signatures,
            MostBlockBytes = Settings.BlockSize,
            Maturity = Settings.Maturity,
            HalvingInterval = Settings.Halving,
            FirstSubsidy = Settings.Mistake == Mistake.UncheckedSubsidy ? 51 * Money.Bitcoin : 50 * Money.Bitcoin,
        };
        var outputs = cluster.Nodes.SelectMany(node => Enumerable.Repeat(TransactionOutput.To(AmountOfCoin, KeyHashOf(node)), CoinsOfNode));
        (Endowment, var coins) = CoinPool.Endow([.. outputs]);
        Parameters = NetworkParameters.Simulation(Settings.BlockInterval, Settings.RetargetInterval, FirstBits) with
        {
            Genesis = new BlockHeader(1, Hash256.Zero, Endowment.Id, Start, FirstBits, 0),
            IsAwarded = header => Lottery.IsAwarded(header),
            TimewarpGraceSeconds = Settings.TimewarpGraceSeconds,
        };
        if (Settings.Easiest > 0)
        {
            var easiest = CompactBits.Decode(FirstBits, out _, out _).MultiplyDivide((uint)Settings.Easiest, 1);
            Parameters = Parameters with { EasiestTarget = easiest };
        }

        Headers = new HeaderPool(Parameters);
        Coins = new CoinPool(Rules, coins);
    }

    public BitcoinSettings Settings { get; }

    /// <summary>A tree for a node that starts. What it held before a crash, which told nobody, is given back.</summary>
    public BlockTree NewTree(NodeId self)
    {
        if (_trees.TryGetValue(self, out var before)) before.GiveBack();
        return _trees[self] = new BlockTree(Headers);
    }

    public CoinRules Rules { get; }

    public NetworkParameters Parameters { get; }

    public HeaderPool Headers { get; }

    public CoinPool Coins { get; }

    /// <summary>What gives every node its first coins.</summary>
    public Transaction Endowment { get; }

    /// <summary>Who gives tickets for blocks.</summary>
    public Lottery Lottery { get; } = new(0x6c6f_7474_6572_79);

    /// <summary>The hash rate of all miners together, at which the first blocks take their interval on average.</summary>
    public double HashesPerSecond => Target.Work(FirstBits).ToDouble() / Settings.BlockInterval.TotalSeconds;

    /// <summary>The network of a run.</summary>
    public static BitcoinNetwork Of(Cluster cluster) => Networks.GetValue(cluster, static cluster => new BitcoinNetwork(cluster));

    /// <summary>A node's key.</summary>
    public KeyPair KeyOf(NodeId node)
    {
        Span<byte> seed = stackalloc byte[32];
        "faultline/bitcoin/node key/1"u8.CopyTo(seed);
        BinaryPrimitives.WriteInt32LittleEndian(seed[28..], node.Number);
        return Rules.Signatures.KeyFrom(seed);
    }

    private Hash256 KeyHashOf(NodeId node) => KeyHash.Of(KeyOf(node).PublicKey);
}
