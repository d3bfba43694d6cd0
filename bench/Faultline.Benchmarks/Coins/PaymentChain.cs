using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Benchmarks.Coins;

/// <summary>Blocks in which each of many users pays once: one coin spent, one for the payee, one for the change.</summary>
internal sealed class PaymentChain
{
    private const long Fee = 1_000;
    private const long Payment = 1_000;

    private readonly KeyPair _key = new SimulatedSignatures().KeyFrom(new byte[32]);
    private readonly List<byte[]> _blocks = [];

    public PaymentChain(int blocks, int payments)
    {
        var keyHash = KeyHash.Of(_key.PublicKey);
        var (endowment, coins) = CoinPool.Endow([.. Enumerable.Repeat(TransactionOutput.To(Money.Bitcoin, keyHash), payments)]);
        Genesis = coins;
        Spending[] purses = [.. Enumerable.Range(0, payments).Select(i => new Spending(endowment.Coin(i), endowment.Outputs[i], _key))];
        var chain = NewChain(new CoinPool(Rules, Genesis));
        for (var height = 1; height <= blocks; height++)
        {
            var body = new Transaction[payments + 1];
            body[0] = Coinbase.Create(height, Rules.Subsidy(height), keyHash);
            for (var i = 0; i < payments; i++)
            {
                body[i + 1] = Pay(purses[i], keyHash);
                purses[i] = new Spending(body[i + 1].Coin(1), body[i + 1].Outputs[1], _key);
            }

            var block = Mine(chain.Tip, body);
            Give(chain, block);
            _blocks.Add(block.Bytes);
        }

        Purses = purses;
    }

    public CoinRules Rules { get; } = new();

    public CoinSet Genesis { get; }

    public HeaderPool Headers { get; } = new(NetworkParameters.Regtest);

    /// <summary>What each user has at the end.</summary>
    public IReadOnlyList<Spending> Purses { get; }

    /// <summary>The blocks as they come from the network: objects that nobody has checked yet.</summary>
    public Block[] Receive() => [.. _blocks.Select(static bytes => Block.TryRead(bytes, out _)!)];

    public ChainState NewChain(CoinPool pool) => new(new BlockTree(Headers), pool);

    public static void Give(ChainState chain, Block block)
    {
        chain.Tree.Add(block.Header, long.MaxValue / 2, out var entry);
        chain.Add(entry!, block);
        if (chain.Activate().Connected.Count != 1) throw new InvalidOperationException($"{block} does not connect");
    }

    public static Transaction Pay(Spending purse, Hash256 keyHash) => TransactionSigner.Sign(
        [purse], [TransactionOutput.To(Payment, keyHash), TransactionOutput.To(purse.Output.Amount - Payment - Fee, keyHash)]);

    private static Block Mine(HeaderEntry parent, Transaction[] body)
    {
        var root = MerkleTree.Root(Array.ConvertAll(body, static transaction => transaction.Id));
        var header = new BlockHeader(4, parent.Hash, root, parent.MedianTimePast + 600, parent.Header.Bits, 0);
        while (HeaderRules.CheckWork(header, header.Hash(), NetworkParameters.Regtest) is not null) header = header with { Nonce = header.Nonce + 1 };
        return new Block(header, body);
    }
}
