using System.Buffers.Binary;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Tests.Bitcoin;

/// <summary>A network on the bench: keys, an endowment, and blocks that are mined at once.</summary>
internal sealed class CoinBench
{
    /// <summary>How many coins there are from the beginning, all of them Alice's.</summary>
    public const int EndowedCoins = 64;

    public const long EndowedAmount = 10 * Money.Bitcoin;

    private static readonly long Start = NetworkParameters.Regtest.Genesis.Time;

    private readonly HeaderPool _headers = new(NetworkParameters.Regtest);
    private ulong _nonce;

    public CoinBench(CoinRules? rules = null, int shared = CoinPool.Most)
    {
        Rules = rules ?? new CoinRules { Maturity = 5 };
        var (transaction, coins) = CoinPool.Endow([.. Enumerable.Repeat(TransactionOutput.To(EndowedAmount, LockOf(Alice)), EndowedCoins)]);
        Endowment = transaction;
        Pool = new CoinPool(Rules, coins, shared);
        Chain = NewChain(Pool);
    }

    public static KeyPair Alice { get; } = Key(1);

    public static KeyPair Bob { get; } = Key(2);

    public static KeyPair Miner { get; } = Key(3);

    public CoinRules Rules { get; }

    public Transaction Endowment { get; }

    public CoinPool Pool { get; }

    public ChainState Chain { get; }

    /// <summary>Later than any block here.</summary>
    public static long Now => Start + 10_000_000;

    public static KeyPair Key(int number)
    {
        var seed = new byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(seed, number);
        return new SimulatedSignatures().KeyFrom(seed);
    }

    public static Hash256 LockOf(KeyPair key) => KeyHash.Of(key.PublicKey);

    /// <summary>Another node's chain, which shares nothing unless it shares the pool.</summary>
    public ChainState NewChain(CoinPool? pool = null) => new(new BlockTree(_headers), pool ?? new CoinPool(Rules, Pool.Genesis));

    public Spending Coin(int endowed, uint sequence = TransactionInput.Final) => CoinOf(Endowment, endowed, Alice, sequence);

    public static Spending CoinOf(Transaction transaction, int output, KeyPair key, uint sequence = TransactionInput.Final) =>
        new(transaction.Coin(output), transaction.Outputs[output], key, sequence);

    /// <summary>Alice pays Bob with one of her first coins, and gives the rest but the fee to herself.</summary>
    public Transaction Pay(int endowed, long amount = Money.Bitcoin, long fee = 10_000, uint sequence = TransactionInput.Final) => Sign(
        [Coin(endowed, sequence)],
        TransactionOutput.To(amount, LockOf(Bob)),
        TransactionOutput.To(EndowedAmount - amount - fee, LockOf(Alice)));

    /// <summary>Spends the whole of one output of a transaction.</summary>
    public static Transaction PassOn(
        Transaction transaction, int output, KeyPair from, KeyPair to, long fee = 10_000, uint sequence = TransactionInput.Final) => Sign(
        [CoinOf(transaction, output, from, sequence)],
        TransactionOutput.To(transaction.Outputs[output].Amount - fee, LockOf(to)));

    public static Transaction Sign(Spending[] spent, params TransactionOutput[] outputs) => TransactionSigner.Sign(spent, outputs);

    /// <summary>A block on a parent with these transactions and a coinbase that takes all fees there could be, unless told otherwise.</summary>
    public Block Mine(HeaderEntry parent, Transaction[] transactions, long? claimed = null, KeyPair? miner = null)
    {
        var height = parent.Height + 1;
        var coinbase = Coinbase.Create(height, claimed ?? Rules.Subsidy(height), LockOf(miner ?? Miner), ++_nonce);
        return MineBody(parent, [coinbase, .. transactions]);
    }

    /// <summary>A block on a parent with exactly these transactions.</summary>
    public static Block MineBody(HeaderEntry parent, Transaction[] transactions, uint? time = null, Hash256? root = null)
    {
        root ??= MerkleTree.Root(Array.ConvertAll(transactions, static transaction => transaction.Id));
        var header = new BlockHeader(4, parent.Hash, root.Value, time ?? parent.MedianTimePast + 600, parent.Header.Bits, 0);
        while (HeaderRules.CheckWork(header, header.Hash(), NetworkParameters.Regtest) is not null) header = header with { Nonce = header.Nonce + 1 };
        return new Block(header, transactions);
    }

    /// <summary>Gives a block to a node, which takes it to its chain where it can.</summary>
    public static ChainUpdate Give(ChainState chain, Block block, out Rejection? rejection)
    {
        rejection = chain.Tree.Add(block.Header, Now, out var entry);
        if (rejection is not null) return new ChainUpdate([], [], []);
        rejection = chain.Add(entry!, block);
        return chain.Activate();
    }

    /// <summary>Mines a block on the chain's end and connects it.</summary>
    public Block Extend(params Transaction[] transactions)
    {
        var block = Mine(Chain.Tip, transactions);
        Give(Chain, block, out var rejection);
        Assert.Null(rejection);
        Assert.Equal(block.Hash, Chain.Tip.Hash);
        return block;
    }

    /// <summary>Why a block with these transactions on the chain's end is refused, at once or when it is connected.</summary>
    public string? Refusal(params Transaction[] transactions) => Refusal(Mine(Chain.Tip, transactions));

    /// <summary>Why a block is refused, at once or when it is connected.</summary>
    public string? Refusal(Block block)
    {
        var tip = Chain.Tip;
        var coins = Chain.Coins;
        var update = Give(Chain, block, out var rejection);
        if (rejection is null && update.Failed is [var failed, ..]) rejection = failed.Why;
        if (rejection is null) return null;
        Assert.Same(tip, Chain.Tip);
        Assert.Same(coins, Chain.Coins);
        return rejection.Reason;
    }

    public TransactionPool NewPool(MempoolPolicy? policy = null) => new(Chain, policy ?? new MempoolPolicy());
}
