using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>What the nodes of one process have found on connecting blocks, so that each need not find it again.</summary>
/// <remarks>
/// Which coins there are after a block follows from its header alone: that names all blocks before it, and through their Merkle roots all
/// transactions. So a thousand nodes in one process hold one set between them, and nobody can tell that they do. Only the latest results
/// are
/// kept; what has gone is computed again, and the next block brings all nodes together again.
/// </remarks>
/// <param name="rules">The network's rules.</param>
/// <param name="genesis">The coins after the first block.</param>
/// <param name="most">How many results are kept.</param>
internal sealed class CoinPool(CoinRules rules, CoinSet genesis, int most = CoinPool.Most)
{
    /// <summary>How many results are kept where nothing else is said.</summary>
    public const int Most = 64;

    private readonly OrderedDictionary<HeaderEntry, Connection> _connections = [];
    private readonly OrderedDictionary<HeaderEntry, CoinSet> _rebuilt = [];
    private readonly OrderedDictionary<HeaderEntry, byte[]> _images = [];

    /// <summary>The network's rules.</summary>
    public CoinRules Rules => rules;

    /// <summary>The coins after the first block.</summary>
    public CoinSet Genesis => genesis;

    /// <summary>
    /// Coins that are there from the first block on and mature, so that users of a simulated network need not mine before they can pay.
    /// </summary>
    /// <param name="outputs">The coins.</param>
    /// <returns>A transaction that nobody can spend from but through these, and the set.</returns>
    public static (Transaction Transaction, CoinSet Coins) Endow(params TransactionOutput[] outputs)
    {
        var transaction = Coinbase.Create(0, outputs);
        var coins = CoinSet.Empty.Edit();
        for (var i = 0; i < outputs.Length; i++)
            if (outputs[i].IsSpendable)
                coins.TryAdd(new Coin(transaction.Coin(i), outputs[i], height: 0, medianTimePast: 0, isCoinbase: false));
        return (transaction, coins.ToSet());
    }

    /// <summary>Connects a block whose body is its header's.</summary>
    /// <param name="entry">The block's header.</param>
    /// <param name="block">The block.</param>
    /// <param name="before">The coins before it.</param>
    public Connection Connect(HeaderEntry entry, Block block, CoinSet before)
    {
        if (_connections.TryGetValue(entry, out var known)) return known;
        var place = new BlockPlace(entry.Height, entry.Parent!.MedianTimePast, rules);
        return Keep(_connections, entry, BlockConnector.Connect(block, before, place));
    }

    /// <summary>The coins after a block, where they are known.</summary>
    public CoinSet? Find(HeaderEntry entry) =>
        entry.Height == 0 ? genesis
        : _connections.TryGetValue(entry, out var known) && known.Rejection is null ? known.After
        : _rebuilt.GetValueOrDefault(entry);

    /// <summary>Keeps the coins after a block that somebody went back to.</summary>
    public void Keep(HeaderEntry entry, CoinSet coins) => Keep(_rebuilt, entry, coins);

    /// <summary>The coins after a block as bytes, which all nodes that write them down share.</summary>
    /// <param name="entry">The block's header.</param>
    /// <param name="coins">The coins after it.</param>
    /// <param name="write">Writes them.</param>
    public byte[] ImageOf(HeaderEntry entry, CoinSet coins, Func<CoinImage, byte[]> write) =>
        _images.TryGetValue(entry, out var known) ? known : Keep(_images, entry, write(new CoinImage(entry.Hash, coins)));

    private T Keep<T>(OrderedDictionary<HeaderEntry, T> table, HeaderEntry entry, T value)
    {
        table[entry] = value;
        if (table.Count > most) table.RemoveAt(0);
        return value;
    }
}
