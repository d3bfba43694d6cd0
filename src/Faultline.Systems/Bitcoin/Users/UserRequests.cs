using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Transaction = Faultline.Systems.Bitcoin.Transactions.Transaction;

namespace Faultline.Systems.Bitcoin.Users;

/// <summary>What the users of one node have asked for and wait for.</summary>
/// <param name="coins">What the node pays with.</param>
/// <param name="patience">After so long a write is given up: it may still take effect.</param>
internal sealed class UserRequests(OwnCoins coins, TimeSpan patience)
{
    /// <summary>How many writes wait at most; a further one is refused.</summary>
    public const int Most = 1_000;

    /// <summary>What a payment leaves to the miner, in satoshi.</summary>
    public const long Fee = 5_000;

    /// <summary>The least change that a payment may leave, so that it can be spent again.</summary>
    private const long LeastChange = 10_000;

    private readonly OrderedDictionary<Hash256, Waiting> _waiting = [];

    /// <summary>How many writes wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>The transactions of the writes that wait, the oldest first.</summary>
    public IReadOnlyList<Transaction> Transactions => [.. _waiting.Values.Select(static waiting => waiting.Transaction)];

    /// <summary>A transaction that carries a write; null where the node has no coin for it or too much waits already.</summary>
    public Transaction? Pay(KvOperation operation)
    {
        if (_waiting.Count >= Most || coins.Choose(Fee + LeastChange) is not { } coin) return null;
        var outputs = KvCarrier.Outputs(operation);
        outputs.Add(TransactionOutput.To(coin.Output.Amount - Fee, coins.Lock));
        return TransactionSigner.Sign([coin], outputs);
    }

    /// <summary>A write waits for its transaction to be deep enough.</summary>
    public void Add(NodeContext context, long request, Transaction transaction) =>
        _waiting.Add(transaction.Id, new Waiting(request, transaction, context.Clock.GetTimestamp()));

    /// <summary>The pool has a write's transaction, or takes it.</summary>
    public void Found(Hash256 transaction) => _waiting[transaction].MissesCoinSince = null;

    /// <summary>A write's transaction spends a coin that is not there.</summary>
    /// <returns>For how long.</returns>
    public TimeSpan MissesCoin(NodeContext context, Hash256 transaction) =>
        context.Clock.GetElapsedTime(_waiting[transaction].MissesCoinSince ??= context.Clock.GetTimestamp());

    /// <summary>Pays for a write with another coin; the place in the queue, and the patience left, stay.</summary>
    /// <returns>The new transaction; null where there is no coin.</returns>
    public Transaction? PayAgain(Transaction transaction)
    {
        if (Pay(KvCarrier.Read(transaction)!) is not { } paid) return null;
        var place = _waiting.IndexOf(transaction.Id);
        var waiting = _waiting.GetAt(place).Value;
        _waiting.RemoveAt(place);
        _waiting.Insert(place, paid.Id, new Waiting(waiting.Request, paid, waiting.Since));
        return paid;
    }

    /// <summary>A write has taken effect.</summary>
    public void Complete(NodeContext context, Hash256 transaction, KvResult result)
    {
        if (_waiting.Remove(transaction, out var waiting)) context.Complete(waiting.Request, result);
    }

    /// <summary>Gives up what has waited too long.</summary>
    public void GiveUp(NodeContext context)
    {
        var limit = context.Clock.GetTimestamp() - patience.Ticks;
        while (_waiting.Count > 0 && _waiting.GetAt(0).Value.Since <= limit)
        {
            context.Abandon(_waiting.GetAt(0).Value.Request, OperationOutcome.Info, "not deep enough in the chain in time");
            _waiting.RemoveAt(0);
        }
    }

    private sealed class Waiting(long request, Transaction transaction, long since)
    {
        public long Request { get; } = request;

        public Transaction Transaction { get; } = transaction;

        public long Since { get; } = since;

        public long? MissesCoinSince { get; set; }
    }
}
