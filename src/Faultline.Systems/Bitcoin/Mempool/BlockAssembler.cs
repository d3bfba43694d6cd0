using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>What a miner works on: the body of the next block.</summary>
/// <param name="Height">The block's height.</param>
/// <param name="Transactions">The transactions in their order, the coinbase first.</param>
/// <param name="MerkleRoot">The root over them, for the header.</param>
/// <param name="Fees">What the transactions leave to the miner, in satoshi.</param>
internal sealed record BlockTemplate(int Height, Transaction[] Transactions, Hash256 MerkleRoot, long Fees);

/// <summary>Chooses what the next block holds.</summary>
/// <remarks>
/// By the fee rate of a transaction together with everything that it depends on and that is not chosen yet, so that a child can pay for its
/// parent (Bitcoin Core, addPackageTxs). Of equals the one that came first goes first.
/// </remarks>
internal sealed class BlockAssembler
{
    /// <summary>Room for the header and the number of transactions.</summary>
    private const int Overhead = BlockHeader.Size + 5;

    /// <summary>Room for a coinbase with one output.</summary>
    private const int CoinbaseBytes = 150;

    /// <summary>A block is as good as full when so many packages in a row do not fit into it.</summary>
    private const int MostMisfits = 1_000;

    private readonly MempoolGraph _graph;
    private readonly CoinRules _rules;
    private readonly PriorityQueue<MempoolEntry, Candidate> _queue = new();
    private readonly Dictionary<MempoolEntry, Totals> _left = [];
    private readonly HashSet<MempoolEntry> _isChosen = [];
    private readonly List<MempoolEntry> _chosen = [];
    private long _bytes = Overhead + CoinbaseBytes;
    private long _signatures;

    private BlockAssembler(MempoolGraph graph, CoinRules rules) => (_graph, _rules) = (graph, rules);

    /// <summary>Makes the body of the next block.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="pool">What waits.</param>
    /// <param name="keyHash">Who gets subsidy and fees.</param>
    /// <param name="extraNonce">Tells the coinbases of miners apart that pay to the same key.</param>
    public static BlockTemplate Assemble(ChainState chain, TransactionPool pool, Hash256 keyHash, ulong extraNonce = 0)
    {
        var assembler = new BlockAssembler(pool.Graph, chain.Rules);
        assembler.Choose();
        var fees = 0L;
        foreach (var entry in assembler._chosen) fees += entry.Fee;
        var height = chain.Next.Height;
        var coinbase = Coinbase.Create(height, chain.Rules.Subsidy(height) + fees, keyHash, extraNonce);
        return Of(height, [coinbase, .. assembler._chosen.Select(static entry => entry.Transaction)], fees);
    }

    /// <summary>A body of other transactions than this class would choose.</summary>
    /// <param name="height">The block's height.</param>
    /// <param name="transactions">The transactions in their order, the coinbase first.</param>
    /// <param name="fees">What they leave to the miner, in satoshi.</param>
    public static BlockTemplate Of(int height, Transaction[] transactions, long fees)
    {
        var ids = Array.ConvertAll(transactions, static transaction => transaction.Id);
        return new BlockTemplate(height, transactions, MerkleTree.Root(ids), fees);
    }

    private void Choose()
    {
        foreach (var entry in _graph.Entries) _queue.Enqueue(entry, new Candidate(entry.Ancestors, entry.Number));
        var misfits = 0;
        while (misfits < MostMisfits && _queue.TryDequeue(out var entry, out var candidate))
        {
            // What was queued before one of its ancestors was chosen is out of date, and queued again.
            if (_isChosen.Contains(entry) || candidate.Totals != LeftOf(entry)) continue;
            var package = _graph.WithAncestors([entry]).FindAll(member => !_isChosen.Contains(member));
            var signatures = package.Sum(static member => (long)member.Transaction.Inputs.Length);
            if (_bytes + candidate.Totals.Size > _rules.MostBlockBytes || _signatures + signatures > _rules.MostSignatures)
            {
                misfits++;
                continue;
            }

            misfits = 0;
            _bytes += candidate.Totals.Size;
            _signatures += signatures;
            package.Sort(static (one, other) => one.Number.CompareTo(other.Number));
            foreach (var member in package) Take(member);
        }
    }

    private Totals LeftOf(MempoolEntry entry) => _left.TryGetValue(entry, out var left) ? left : entry.Ancestors;

    private void Take(MempoolEntry entry)
    {
        _isChosen.Add(entry);
        _chosen.Add(entry);
        if (entry.Children.Count == 0) return;
        foreach (var descendant in _graph.WithDescendants([entry]))
        {
            if (_isChosen.Contains(descendant)) continue;
            var left = _left[descendant] = LeftOf(descendant).Without(entry);
            _queue.Enqueue(descendant, new Candidate(left, descendant.Number));
        }
    }

    /// <summary>What is still to be paid for with a transaction.</summary>
    /// <param name="Totals">It and what it depends on, without what is chosen.</param>
    /// <param name="Number">The transaction's number.</param>
    private readonly record struct Candidate(Totals Totals, long Number) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other)
        {
            var order = other.Totals.Rate.CompareTo(Totals.Rate);
            return order == 0 ? Number.CompareTo(other.Number) : order;
        }
    }
}
