using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Disk;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.Bitcoin.Sync;
using Faultline.Systems.Bitcoin.Users;
using Faultline.Systems.Journals;

namespace Faultline.Systems.Bitcoin;

/// <summary>A node of Bitcoin: peer, validator, miner, and wallet of its own users.</summary>
/// <remarks>
/// This class only decides who handles an event. Who is talked to is in <see cref="Connections"/>; headers and blocks are fetched by
/// <see cref="HeaderSync"/> and <see cref="BlockDownload"/>; <see cref="Follower"/> moves the chain and tells what follows from it.
/// </remarks>
internal sealed class BitcoinNode : Node
{
    private static readonly TimerKind MaintainTimer = new("maintain");

    private readonly BitcoinNetwork _network;
    private readonly BitcoinSettings _settings;
    private readonly NodeId _self;
    private readonly MiningStrategy _strategy;
    private readonly Journal<StoredRecord> _journal = new(ChainFile);
    private readonly BanList _bans;
    private AddressBook _book = null!;
    private ulong _bookKey;
    private Parts? _parts;
    private Recovered<StoredRecord>? _recovered;
    private bool _hasAddresses;
    private StoredAddresses? _stored;
    private bool _hasCoins;
    private CoinImage? _image;
    private int _imageAt;
    private long _savedAt;

    public BitcoinNode(Cluster cluster, NodeId self, MiningStrategy? strategy = null)
    {
        _network = BitcoinNetwork.Of(cluster);
        _settings = _network.Settings;
        _self = self;
        _strategy = strategy ?? AttackPlan.StrategyOf(_network, self);
        _bans = new BanList(_settings.ConnectionsOf(self).BanFor);
    }

    public static StorageFile ChainFile { get; } = new("chain");

    /// <summary>The node's chain; null before it has read its disk.</summary>
    public ChainState? Chain => _parts?.Chain;

    /// <summary>Its parts, for tests that look inside.</summary>
    internal Parts? Inside => _parts;

    /// <summary>What its miner does.</summary>
    internal MiningStrategy Strategy => _strategy;

    /// <inheritdoc />
    public override long MemoryInUse => _parts is null ? 0 : _parts.Pool.Bytes + _parts.Final.Bytes + _journal.BytesWaiting;

    public override void OnStart(NodeContext context)
    {
        _journal.Load(context);
        context.Read(AddressFile.File, token: 0);
        context.Read(CoinFile.File, token: 0);
    }

    /// <summary>Whoever leaves hangs up, so that others look for somebody else at once, and writes down whom it knows.</summary>
    public override void OnLeave(NodeContext context)
    {
        if (_parts is not { } parts) return;
        foreach (var peer in parts.Connections.Open) context.Send(peer.Id, new Disconnect(DisconnectReason.Leaving));
        Save(context, parts);
    }

    public override void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        if (completion.File == AddressFile.File)
        {
            if (completion.Request != StorageRequest.Read || _hasAddresses) return;
            _hasAddresses = true;
            _stored = AddressFile.Read(completion);
        }
        else if (completion.File == CoinFile.File)
        {
            if (completion.Request != StorageRequest.Read || _hasCoins) return;
            _hasCoins = true;
            _image = CoinFile.Read(completion);
        }
        else if (completion.Request == StorageRequest.Read)
        {
            _recovered = _journal.Recover(context, completion);
        }
        else
        {
            _journal.OnStorage(context, completion);
        }

        if (_parts is null && _hasAddresses && _hasCoins && _recovered is { } recovered) Begin(context, recovered);
    }

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (FrameFile.Owns(timer)) _journal.OnTimer(context);
        else if (_parts is not { } parts) return;
        else if (timer.Kind == MaintainTimer) Maintain(context, parts);
        else if (Miner.Owns(timer)) parts.Follower.OnDrawDue(context);
        else if (TransactionRelay.Owns(timer)) parts.Relay.OnTimer(context);
    }

    public override void OnRequest(NodeContext context, in ClientRequest request)
    {
        if (_parts is { } parts) parts.Follower.OnRequest(context, request);
        else context.Abandon(request.Id, OperationOutcome.Fail, "the node reads its disk");
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (_parts is not { } parts || message is not BitcoinMessage said || from.IsClient) return;
        if (!MessageForm.IsGood(said))
        {
            if (parts.Connections.Find(from) is { } careless) parts.Follower.Punish(context, careless, PartialBlock.Malformed);
            return;
        }

        switch (said)
        {
            case VersionMessage version:
                parts.Connections.OnVersion(context, from, version);
                break;
            case VersionAcknowledged acknowledged:
                parts.Connections.OnAcknowledged(context, from, acknowledged);
                break;
            case Disconnect:
                parts.Connections.OnDisconnect(context, from);
                break;
            default:
                OnPeer(context, parts, from, said);
                break;
        }
    }

    private void OnPeer(NodeContext context, Parts parts, NodeId from, BitcoinMessage message)
    {
        if (parts.Connections.Find(from) is not { } peer)
        {
            // What comes on no connection is told so once, or two nodes that both know of none would never end.
            if (!_bans.Has(from, context.Clock.GetTimestamp())) context.Send(from, new Disconnect(DisconnectReason.Unknown));
            return;
        }

        peer.HeardAt = context.Clock.GetTimestamp();
        switch (message)
        {
            case Ping ping:
                context.Send(from, new Pong(ping.Nonce, parts.Follower.PublicTip.Hash));
                parts.Follower.OnTipOf(context, peer, ping.Tip);
                break;
            case Pong pong:
                OnPong(context, parts, peer, pong);
                break;
            case GetAddresses:
                parts.Gossip.OnGetAddresses(context, peer);
                break;
            case Addresses addresses:
                parts.Gossip.OnAddresses(context, peer, addresses.Known);
                break;
            case TransactionMessage transaction:
                if (parts.Relay.OnTransaction(context, peer, transaction.Transaction) is { } refused)
                    parts.Follower.Punish(context, peer, refused);
                break;
            case Inventory inventory:
                parts.Relay.OnInventory(context, peer, inventory.Transactions);
                if (inventory.Blocks.Length > 0) parts.Follower.OnAnnounced(context, peer, inventory.Blocks[^1]);
                break;
            case GetData data:
                parts.Relay.OnGetData(context, peer, data.Transactions);
                parts.Follower.OnGetBlocks(context, peer, data);
                break;
            case NotFound notFound:
                parts.Relay.OnNotFound(context, peer, notFound.Transactions);
                parts.Download.OnNotFound(peer, notFound.Blocks);
                break;
            default:
                parts.Follower.OnMessage(context, peer, message);
                break;
        }
    }

    private static void OnPong(NodeContext context, Parts parts, Peer peer, Pong pong)
    {
        if (peer.PingedAt > 0)
        {
            peer.ShortestRoundTrip = Math.Min(peer.ShortestRoundTrip, context.Clock.GetTimestamp() - peer.PingedAt);
            peer.PingedAt = 0;
        }

        parts.Follower.OnTipOf(context, peer, pong.Tip);
    }

    private void Begin(NodeContext context, Recovered<StoredRecord> recovered)
    {
        _bookKey = _stored?.Key ?? context.Random.NextUInt64();
        var connecting = _settings.ConnectionsOf(_self);
        _book = new AddressBook(_bookKey, connecting.GroupOf, connecting.AddressPlaces, connecting.IsGuarded);
        foreach (var known in _stored?.Known ?? [])
            if (known.Address.Number >= 1 && known.Address.Number <= connecting.Nodes && known.Address != _self)
                _book.Load(known);
        var parts = _parts = new Parts(_network, _self, connecting, _book, _bans, _journal, _strategy);
        parts.Connections.Remember(_stored?.Anchors ?? []);
        parts.Connections.Besieged = _strategy.Victim;
        parts.Connections.Shuns = _strategy.Shuns;
        parts.Gossip.Lure = (_strategy.Victim, _strategy.Lures);
        parts.Connections.Height = () => parts.Follower.PublicTip.Height;
        parts.Connections.Opened = (at, peer) => OnOpened(at, parts, peer);
        parts.Connections.Closed = (at, peer) => OnClosed(at, parts, peer);
        parts.Connections.Ask = (at, peer, now) =>
        {
            peer.PingedAt = now;
            at.Send(peer.Id, new Ping(now, parts.Follower.PublicTip.Hash));
        };
        parts.Follower.Recover(context, recovered, _image);
        _recovered = null;
        _stored = null;
        _image = null;
        _imageAt = parts.Follower.ResumedAt;
        _savedAt = context.Clock.GetTimestamp();
        Maintain(context, parts);
    }

    private static void OnOpened(NodeContext context, Parts parts, Peer peer)
    {
        AddressGossip.OnOpened(context, peer);
        parts.Follower.OnOpened(context, peer);
    }

    private static void OnClosed(NodeContext context, Parts parts, Peer peer)
    {
        parts.Headers.OnClosed(peer);
        parts.Download.OnClosed(context, peer);
        parts.Relay.OnClosed(context, peer);
    }

    private void Maintain(NodeContext context, Parts parts)
    {
        parts.Connections.Maintain(context);
        parts.Gossip.Maintain(context);
        parts.Headers.Maintain(context, parts.Connections);
        parts.Download.Maintain(context);
        parts.Relay.Maintain(context);
        parts.Follower.Maintain(context);
        if (context.Clock.GetElapsedTime(_savedAt) >= _settings.SaveEvery) Save(context, parts);
        var isBusy = parts.Connections.OutboundCount == 0 || parts.Download.InFlight > 0;
        context.SetTimer(MaintainTimer, isBusy ? TimeSpan.FromSeconds(1) : _settings.MaintainEvery);
    }

    private void Save(NodeContext context, Parts parts)
    {
        _savedAt = context.Clock.GetTimestamp();
        NodeId[] anchors =
            [.. parts.Connections.Open.Where(static peer => !peer.IsInbound && peer.Kind == ConnectionKind.BlocksOnly)
                .Select(static peer => peer.Id)];
        SaveCoins(context, parts.Chain);
        AddressFile.Save(context, new StoredAddresses(_bookKey, [.. _book.Save()], anchors));
    }

    /// <summary>Not of the last block but of one that is deep enough to stay: going back behind it takes connecting everything.</summary>
    private void SaveCoins(NodeContext context, ChainState chain)
    {
        var height = chain.Tip.Height - _settings.Confirmations;
        if (height <= _imageAt) return;
        _imageAt = height;
        CoinFile.Save(context, chain, chain.Tip.Ancestor(height));
    }

    /// <summary>What a node consists of once it has read its disk.</summary>
    internal sealed class Parts
    {
        public Parts(
            BitcoinNetwork network, NodeId self, ConnectionSettings connecting, AddressBook book, BanList bans,
            Journal<StoredRecord> journal, MiningStrategy strategy)
        {
            var settings = network.Settings;
            var tree = network.NewTree(self);
            Chain = new ChainState(tree, network.Coins);
            Pool = new TransactionPool(Chain, new MempoolPolicy());
            Connections = new Connections(connecting, book, bans);
            Gossip = new AddressGossip(connecting, book, Connections);
            Final = new FinalChain(Chain, settings.Mistake == Mistake.EarlyDecision ? 1 : settings.Confirmations);
            Coins = new OwnCoins(Chain, Pool, network.KeyOf(self), network.Endowment);
            Users = new UserRequests(Coins, settings.Patience);
            Miner = new Miner(Chain, Pool, network.Lottery, network.HashesPerSecond * settings.ShareOf(self), settings.Shock, Coins.Lock);
            Relay = new TransactionRelay(Connections, new PoolOfNode(Pool, strategy));
            Headers = new HeaderSync(tree, () => Follower!.PublicTip, settings.Sync);
            Download = new BlockDownload(tree, () => Follower!.PublicTip, Connections, settings.Sync);
            Compact = new CompactRelay(
                Chain, () => Follower!.PublicTip, Download, Pool.Entries.Select(static entry => entry.Transaction), settings.Filler);
            Follower = new Follower(this, settings, journal, strategy);
        }

        public ChainState Chain { get; }

        public TransactionPool Pool { get; }

        public Connections Connections { get; }

        public AddressGossip Gossip { get; }

        public FinalChain Final { get; }

        public OwnCoins Coins { get; }

        public UserRequests Users { get; }

        public Miner Miner { get; }

        public TransactionRelay Relay { get; }

        public HeaderSync Headers { get; }

        public BlockDownload Download { get; }

        public CompactRelay Compact { get; }

        public Follower Follower { get; }
    }

    private sealed class PoolOfNode(TransactionPool pool, MiningStrategy strategy) : IPool
    {
        private static readonly BlockChain.Rejection NotWanted = new("not-wanted", BlockChain.RejectionKind.Unwanted);

        public Transactions.Transaction? Find(BlockChain.Hash256 id) => pool.Find(id)?.Transaction;

        public BlockChain.Rejection? TryAdd(NodeContext context, Transactions.Transaction transaction) =>
            strategy.Wants(transaction) ? pool.TryAdd(transaction, context.Clock.GetUtcNow().ToUnixTimeSeconds()) : NotWanted;
    }
}
