using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>How transactions spread: announced by name, asked for once, passed on when they are in the pool.</summary>
/// <remarks>Bounds: requests under way in all and to each peer, orphans, and what is remembered of refused ones.</remarks>
internal sealed class TransactionRelay(Connections connections, IPool pool)
{
    /// <summary>How many transactions are being asked for at once.</summary>
    public const int MostRequests = 5_000;

    /// <summary>How many names one message holds.</summary>
    public const int MostNames = 1_000;

    /// <summary>How many other peers are remembered that could be asked for a transaction.</summary>
    private const int MostSources = 4;

    /// <summary>How long the node waits before it announces what came in meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>After so long another peer is asked.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimerKind Trickle = new("announce transactions");

    private readonly OrphanTransactions _orphans = new();
    private readonly RecentHashes _refused = new(10_000);
    private readonly OrderedDictionary<Hash256, Request> _requests = [];
    private bool _isWaiting;

    /// <summary>What waits for its parents.</summary>
    public OrphanTransactions Orphans => _orphans;

    /// <summary>How many transactions are being asked for.</summary>
    public int Requests => _requests.Count;

    public static bool Owns(TimerKey timer) => timer.Kind == Trickle;

    /// <summary>A transaction is in the pool: peers are to hear of it.</summary>
    public void Announce(NodeContext context, Transaction transaction)
    {
        foreach (var peer in connections.Open)
            if (peer.RelaysTransactions && peer.Transactions.Waiting.Count < PeerTransactions.MostWaiting
                && !peer.Transactions.Known.Has(transaction.Id))
                peer.Transactions.Waiting.Add(transaction.Id);
        if (_isWaiting) return;
        _isWaiting = true;
        context.SetTimer(Trickle, context.Random.Between(TimeSpan.Zero, Pause));
    }

    /// <summary>Tells all peers of a transaction once more, whatever they were told.</summary>
    public void Repeat(NodeContext context, Transaction transaction)
    {
        var message = new Inventory([transaction.Id], []);
        foreach (var peer in connections.Open)
            if (peer.RelaysTransactions)
                context.Send(peer.Id, message);
    }

    /// <summary>Tells each peer what it does not know yet.</summary>
    public void OnTimer(NodeContext context)
    {
        _isWaiting = false;
        foreach (var peer in connections.Open)
        {
            if (peer.Transactions.Waiting.Count == 0) continue;
            Hash256[] names = [.. peer.Transactions.Waiting.Where(name => pool.Find(name) is not null && peer.Transactions.Known.Add(name))
                .Take(MostNames)];
            peer.Transactions.Waiting.Clear();
            if (names.Length > 0) context.Send(peer.Id, new Inventory(names, []));
        }
    }

    /// <summary>A peer has transactions.</summary>
    public void OnInventory(NodeContext context, Peer peer, Hash256[] names)
    {
        if (!peer.RelaysTransactions) return;
        var now = context.Clock.GetTimestamp();
        var wanted = new List<Hash256>();
        foreach (var name in names.Take(MostNames))
        {
            peer.Transactions.Known.Add(name);
            if (_refused.Has(name) || _orphans.Has(name) || pool.Find(name) is not null) continue;
            if (TryRequest(peer, name, now)) wanted.Add(name);
        }

        if (wanted.Count > 0) context.Send(peer.Id, new GetData([.. wanted], []));
    }

    /// <summary>A peer asks for transactions.</summary>
    public void OnGetData(NodeContext context, Peer peer, Hash256[] names)
    {
        var missing = new List<Hash256>();
        foreach (var name in names.Take(MostNames))
        {
            if (pool.Find(name) is { } transaction) context.Send(peer.Id, new TransactionMessage(transaction));
            else missing.Add(name);
        }

        if (missing.Count > 0) context.Send(peer.Id, new NotFound([.. missing], []));
    }

    /// <summary>A peer does not have what it was asked for.</summary>
    public void OnNotFound(NodeContext context, Peer peer, Hash256[] names)
    {
        foreach (var name in names.Take(MostNames))
            if (_requests.TryGetValue(name, out var request) && request.From == peer.Id)
                AskNext(context, name, request);
    }

    /// <summary>A transaction has come.</summary>
    /// <returns>Why it was refused, where that says something about who sent it; else null.</returns>
    public Rejection? OnTransaction(NodeContext context, Peer peer, Transaction transaction)
    {
        peer.Transactions.Known.Add(transaction.Id);
        if (_requests.Remove(transaction.Id, out var request) && connections.Find(request.From) is { } asked) asked.Transactions.Requests--;
        if (!peer.RelaysTransactions || _refused.Has(transaction.Id) || pool.Find(transaction.Id) is not null) return null;
        var refused = pool.TryAdd(context, transaction);
        if (refused is null)
        {
            peer.TransactionAt = context.Clock.GetTimestamp();
            Announce(context, transaction);
            AdoptChildrenOf(context, transaction);
            return null;
        }

        if (refused.Kind != RejectionKind.Missing)
        {
            _refused.Add(transaction.Id);
            return refused;
        }

        _orphans.Add(transaction, peer.Id, context.Random);
        AskForParents(context, peer, transaction);
        return null;
    }

    /// <summary>The best chain has changed: what was refused may be good now.</summary>
    public void OnNewTip() => _refused.Clear();

    /// <summary>A block holds a transaction: nobody needs to ask for it, or wait for its parents.</summary>
    public void OnConfirmed(NodeContext context, Transaction transaction)
    {
        _orphans.Remove(transaction.Id);
        if (_requests.Remove(transaction.Id, out var request) && connections.Find(request.From) is { } peer) peer.Transactions.Requests--;
        if (_orphans.Count > 0) AdoptChildrenOf(context, transaction);
    }

    /// <summary>A connection has ended: others are asked for what was asked of it.</summary>
    public void OnClosed(NodeContext context, Peer peer)
    {
        _orphans.Forget(peer.Id);
        foreach (var (name, request) in _requests.ToArray())
            if (request.From == peer.Id)
                AskNext(context, name, request);
    }

    /// <summary>Asks others for what did not come in time.</summary>
    public void Maintain(NodeContext context)
    {
        var limit = context.Clock.GetTimestamp() - Patience.Ticks;
        if (_requests.Count == 0 || _requests.GetAt(0).Value.At > limit) return;
        foreach (var (name, request) in _requests.ToArray())
            if (request.At <= limit)
                AskNext(context, name, request);
    }

    private bool TryRequest(Peer peer, Hash256 name, long now)
    {
        if (_requests.TryGetValue(name, out var request))
        {
            if (request.From != peer.Id && request.Others.Count < MostSources) request.Others.Add(peer.Id);
            return false;
        }

        if (_requests.Count >= MostRequests || peer.Transactions.Requests >= PeerTransactions.MostRequests) return false;
        peer.Transactions.Requests++;
        _requests.Add(name, new Request(peer.Id, now, []));
        return true;
    }

    private void AskNext(NodeContext context, Hash256 name, Request request)
    {
        _requests.Remove(name);
        if (connections.Find(request.From) is { } before) before.Transactions.Requests--;
        while (request.Others.Count > 0)
        {
            var other = request.Others[0];
            request.Others.RemoveAt(0);
            if (connections.Find(other) is not { } peer || peer.Transactions.Requests >= PeerTransactions.MostRequests) continue;
            peer.Transactions.Requests++;
            _requests.Add(name, new Request(other, context.Clock.GetTimestamp(), request.Others));
            context.Send(other, new GetData([name], []));
            return;
        }
    }

    private void AskForParents(NodeContext context, Peer peer, Transaction transaction)
    {
        var wanted = new List<Hash256>();
        foreach (var input in transaction.Inputs)
        {
            var parent = input.Prevout.Transaction;
            if (pool.Find(parent) is null && !_orphans.Has(parent) && TryRequest(peer, parent, context.Clock.GetTimestamp()))
                wanted.Add(parent);
        }

        if (wanted.Count > 0) context.Send(peer.Id, new GetData([.. wanted.Take(MostNames)], []));
    }

    /// <summary>What has waited for a transaction is tried now, and what waited for that, one after the other.</summary>
    private void AdoptChildrenOf(NodeContext context, Transaction parent)
    {
        if (_orphans.Count == 0) return;
        var parents = new Queue<Transaction>([parent]);
        while (parents.TryDequeue(out var next))
        {
            foreach (var (child, from) in _orphans.TakeChildrenOf(next.Id))
            {
                var refused = pool.TryAdd(context, child);
                if (refused is null)
                {
                    Announce(context, child);
                    parents.Enqueue(child);
                }
                else if (refused.Kind == RejectionKind.Missing)
                {
                    _orphans.Add(child, from, context.Random);
                }
                else
                {
                    _refused.Add(child.Id);
                }
            }
        }
    }

    private sealed record Request(NodeId From, long At, List<NodeId> Others);
}

/// <summary>The node's pool of transactions, as its relay sees it.</summary>
internal interface IPool
{
    /// <summary>The transaction with a name, or null.</summary>
    Transaction? Find(Hash256 id);

    /// <summary>Takes a transaction in.</summary>
    /// <returns>Why not; null where it is in.</returns>
    Rejection? TryAdd(NodeContext context, Transaction transaction);
}
