using System.Globalization;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Disk;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.Bitcoin.Sync;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Journals;

namespace Faultline.Systems.Bitcoin;

/// <summary>
/// Follows the best chain: takes blocks in, moves the chain, and tells pool, miner, users, disk and peers what follows from it.
/// </summary>
internal sealed class Follower(BitcoinNode.Parts parts, BitcoinSettings settings, Journal<StoredRecord> journal, MiningStrategy strategy)
{
    private readonly List<HeaderEntry> _withheld = [];
    private HeaderEntry _public = parts.Chain.Tip;
    private readonly HashSet<NodeId> _heardFrom = [];
    private (Hash256 Name, long At) _announced;
    private long _movedAt;
    private long _repeatedAt;

    /// <summary>The end of the best chain that others may know of: all but what the node's own miner withholds.</summary>
    public HeaderEntry PublicTip => _public;

    /// <summary>The blocks of the node's own miner that nobody else is to know yet, the lowest first.</summary>
    public IReadOnlyList<HeaderEntry> Withheld => _withheld;

    /// <summary>
    /// Whether the node has heard from enough others since it started, and has all that they have told of. Before that it neither mines nor
    /// takes
    /// anything for final: what its disk holds may be long out of date.
    /// </summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>The height of the block after whose coins, from the disk, the node went on; 0 where it connected all blocks.</summary>
    public int ResumedAt { get; private set; }

    private BlockTree Tree => parts.Chain.Tree;

    private MiningView View => new(parts.Chain.Tip, _public, _withheld);

    /// <summary>Takes in what the disk has kept. What it has lost, peers will send again.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="recovered">The blocks.</param>
    /// <param name="image">The coins that were written down last; null where there are none.</param>
    public void Recover(NodeContext context, Recovered<StoredRecord> recovered, CoinImage? image)
    {
        Restore(recovered.Records);
        if (image is not null && parts.Chain.TryResume(image))
        {
            parts.Coins.Begin(parts.Chain.Coins);
            _public = parts.Chain.Tip;
            ResumedAt = _public.Height;
        }

        if (recovered.Damage is { } damage)
        {
            context.Emit(new NodeEvent(NodeEventKind.Damaged, Tree.BestBlock.Height, Text: damage));
            journal.Rewrite(context, recovered.Records);
        }

        _movedAt = context.Clock.GetTimestamp();
        strategy.Begin(parts.Chain);
        Advance(context, null);
        if (recovered.Records.Count > 0) context.Emit(new NodeEvent(NodeEventKind.Recovered, parts.Chain.Tip.Height));
        NoteCaughtUp(context);
    }

    public void OnOpened(NodeContext context, Peer peer)
    {
        if (!peer.RelaysBlocks) return;
        if (settings.CompactBlocks) context.Send(peer.Id, new SendCompact(HighBandwidth: false));
        parts.Headers.OnOpened(context, peer);
        foreach (var transaction in parts.Users.Transactions)
            if (parts.Pool.Find(transaction.Id) is not null)
                parts.Relay.Announce(context, transaction);
    }

    /// <summary>A peer's message about headers or blocks.</summary>
    public void OnMessage(NodeContext context, Peer peer, BitcoinMessage message)
    {
        switch (message)
        {
            case GetHeaders getHeaders:
                parts.Headers.OnGetHeaders(context, peer, getHeaders);
                break;
            case Messages.Headers headers:
                OnHeaders(context, peer, headers);
                break;
            case BlockMessage { Block: var block }:
                OnBlock(context, peer, block, wasWhole: true);
                break;
            case SendCompact send:
                peer.Chain.WantsCompact = send.HighBandwidth;
                break;
            case CompactBlock compact:
                OnCompactBlock(context, peer, compact);
                break;
            case GetBlockTransactions get:
                if (Tree.Find(get.Block) is { } asked && !_withheld.Contains(asked))
                    parts.Compact.OnGetBlockTransactions(context, peer, get);
                break;
            case BlockTransactions transactions:
                Punish(context, peer, parts.Compact.OnBlockTransactions(context, peer, transactions, out var whole));
                if (whole is not null) OnBlock(context, peer, whole, wasWhole: false);
                break;
        }
    }

    /// <summary>A peer has a block, as it says.</summary>
    public void OnTipOf(NodeContext context, Peer peer, Hash256 tip)
    {
        if (!peer.RelaysBlocks) return;
        if (Tree.Find(tip) is { } entry)
        {
            peer.Chain.Has(entry);
            parts.Download.Fetch(context, peer);
        }
        else if (peer.Chain.AskedForHeadersAt == 0)
        {
            peer.Chain.Unknown = tip;
            parts.Headers.Ask(context, peer);
        }
    }

    /// <summary>A peer announces a block by its name.</summary>
    public void OnAnnounced(NodeContext context, Peer peer, Hash256 name)
    {
        // Where names are all that is announced, whoever was first is asked for the header, and then for the block; the others are known to
        // have it once the header is there.
        var now = context.Clock.GetTimestamp();
        var isAsked = _announced.Name == name && now - _announced.At < 2 * settings.BlockInterval.Ticks;
        if (settings.AnnouncesByName && isAsked && Tree.Find(name) is null)
        {
            peer.Chain.Unknown = name;
            return;
        }

        _announced = (name, now);
        OnTipOf(context, peer, name);
    }

    /// <summary>A peer asks for blocks.</summary>
    public void OnGetBlocks(NodeContext context, Peer peer, GetData message)
    {
        var missing = new List<Hash256>();
        foreach (var name in message.Blocks.Take(SyncSettings.MostInFlight))
        {
            if (Tree.Find(name) is not { } entry || parts.Chain.Find(entry) is not { } block || _withheld.Contains(entry))
            {
                missing.Add(name);
                continue;
            }

            var isNew = parts.Chain.Tip.Height - entry.Height <= CompactRelay.MostDepth;
            context.Send(peer.Id, message.Compact && isNew && settings.CompactBlocks
                ? parts.Compact.CompactOf(context, block)
                : new BlockMessage(block, settings.Filler));
            if (peer.Chain.Told is not { } told || told.ChainWork < entry.ChainWork) peer.Chain.Told = entry;
        }

        if (missing.Count > 0) context.Send(peer.Id, new NotFound([], [.. missing]));
    }

    /// <summary>The miner's draw is due.</summary>
    public void OnDrawDue(NodeContext context)
    {
        if (parts.Miner.Find(context, strategy.Body(View), strategy.TimeOf) is not { } block) return;
        var rejection = Tree.Add(block.Header, context.Clock.GetUtcNow().ToUnixTimeSeconds(), out var entry)
            ?? parts.Chain.Add(entry!, block);
        Model.Invariants.Invariant.Holds(rejection is null, $"the node's own block is refused: {rejection}");
        context.Emit(new NodeEvent(
            NodeEventKind.Mined, entry!.Height, (ulong)Target.Work(block.Header.Bits).ToDouble(),
            string.Create(CultureInfo.InvariantCulture,
                $"finds block {entry.Height}, {Name(entry)}, of {block.Transactions.Length} transactions")));
        journal.Append(context, new StoredBlock(block));
        _withheld.Add(entry);
        Advance(context, null);
        Publish(context, strategy.OnFound(View, block));
        parts.Miner.BuildOn(context, strategy.Parent(View));
    }

    /// <summary>A user asks for something.</summary>
    public void OnRequest(NodeContext context, in ClientRequest request)
    {
        var operation = (KvOperation)request.Operation;
        if (operation.IsRead)
        {
            if (IsCaughtUp) context.Complete(request.Id, parts.Final.Get(operation.Key));
            else context.Abandon(request.Id, OperationOutcome.Fail, "the node is catching up");
            return;
        }

        if (parts.Users.Pay(operation) is not { } transaction)
        {
            context.Abandon(request.Id, OperationOutcome.Fail, "the node has no coin to pay with");
            return;
        }

        if (parts.Pool.TryAdd(transaction, context.Clock.GetUtcNow().ToUnixTimeSeconds()) is { } refused)
        {
            context.Abandon(request.Id, OperationOutcome.Fail, $"the pool takes nothing: {refused}");
            return;
        }

        parts.Users.Add(context, request.Id, transaction);
        parts.Relay.Announce(context, transaction);
    }

    /// <summary>Looks whether the chain moves on, and whether users' transactions are still known.</summary>
    public void Maintain(NodeContext context)
    {
        parts.Users.GiveUp(context);
        Publish(context, strategy.OnTime(View));
        HandOut(context);
        parts.Connections.WantsOneMore = context.Clock.GetElapsedTime(_movedAt) >= settings.Sync.StaleAfter;
        var repeats = context.Clock.GetElapsedTime(_repeatedAt) >= settings.BlockInterval;
        if (repeats) _repeatedAt = context.Clock.GetTimestamp();
        foreach (var transaction in parts.Users.Transactions)
        {
            // It may have been lost on its way, or have come back from a block that nobody builds on.
            if (parts.Pool.Find(transaction.Id) is not null)
            {
                parts.Users.Found(transaction.Id);
                if (repeats) parts.Relay.Repeat(context, transaction);
            }
            else if (!IsInChain(transaction))
            {
                Restore(context, transaction);
            }
        }

        foreach (var peer in parts.Connections.Open.ToArray()) LeaveIfBehind(context, peer);
    }

    /// <summary>
    /// Takes a user's transaction into the pool again. What it spends may be gone for good: a payment from before a restart, which the node
    /// has forgotten and others have not, took the same coin. So it is paid with another, when no block of the usual depth brings the coin
    /// back.
    /// </summary>
    private void Restore(NodeContext context, Transactions.Transaction transaction)
    {
        var now = context.Clock.GetUtcNow().ToUnixTimeSeconds();
        if (parts.Pool.TryAdd(transaction, now) is not { } refused)
        {
            parts.Users.Found(transaction.Id);
            parts.Relay.Announce(context, transaction);
        }
        else if (refused.Kind == RejectionKind.Missing
            && parts.Users.MissesCoin(context, transaction.Id) >= settings.Confirmations * settings.BlockInterval
            && parts.Users.PayAgain(transaction) is { } paid && parts.Pool.TryAdd(paid, now) is null)
        {
            parts.Relay.Announce(context, paid);
        }
    }

    /// <summary>A peer has done something that says something about it.</summary>
    public void Punish(NodeContext context, Peer peer, Rejection? why)
    {
        if (why is null) return;
        peer.Misbehavior += why.Kind switch
        {
            RejectionKind.Invalid or RejectionKind.Mutated => Misbehavior.Impossible,
            RejectionKind.Malformed => Misbehavior.Careless,
            RejectionKind.Missing => Misbehavior.Odd,
            _ => 0,
        };
        if (peer.Misbehavior < Misbehavior.Limit) return;
        context.Emit(new NodeEvent(NodeEventKind.Note, peer.Id.Number, Text: $"bans {peer.Id}: {why.Reason}"));
        parts.Connections.Ban(context, peer);
    }

    private void OnHeaders(NodeContext context, Peer peer, Messages.Headers message)
    {
        if (HeaderBytes.Read(message.Bytes) is not { } headers) return;
        if (parts.Headers.OnHeaders(context, peer, headers) is { } rejection)
        {
            Punish(context, peer, rejection);
            return;
        }

        if (settings.AnnouncesByName && Tree.Find(_announced.Name) is { } announced)
        {
            foreach (var other in parts.Connections.Open)
            {
                if (other.Chain.Unknown != announced.Hash) continue;
                other.Chain.Unknown = Hash256.Zero;
                other.Chain.Has(announced);
            }
        }

        if (headers.Length < Locator.MostHeaders)
        {
            _heardFrom.Add(peer.Id);
            if (!parts.Headers.IsFarBehind(context)) parts.Headers.AskTheOthers(context, parts.Connections);
        }

        parts.Download.Fetch(context, peer);
        NoteCaughtUp(context);
    }

    private void OnCompactBlock(NodeContext context, Peer peer, CompactBlock message)
    {
        var header = BlockHeader.From(message.Header);
        var rejection = parts.Headers.Take(context, peer, header, out var entry);
        if (rejection is not null)
        {
            if (rejection == HeaderRules.UnknownParent) parts.Headers.Ask(context, peer);
            else Punish(context, peer, rejection);
            return;
        }

        Punish(context, peer, parts.Compact.OnCompactBlock(context, peer, message, entry!, out var block));
        if (block is not null) OnBlock(context, peer, block, wasWhole: false);
        else parts.Download.Fetch(context, peer);
    }

    private void OnBlock(NodeContext context, Peer peer, Block block, bool wasWhole)
    {
        // Blocks that nobody asked for are taken only where they could be better than what there is.
        var rejection = parts.Headers.Take(context, peer, block.Header, out var entry);
        if (rejection is not null)
        {
            if (rejection == HeaderRules.UnknownParent) parts.Headers.Ask(context, peer);
            else Punish(context, peer, rejection);
            return;
        }

        var wasAsked = parts.Download.IsInFlight(entry!);
        if (wasAsked) parts.Download.OnDelivered(peer, entry!);
        if (Tree.Is(entry!, BlockStatus.HasData)) return;
        if (!wasAsked && wasWhole && entry!.ChainWork <= _public.ChainWork) return;
        if (!wasAsked && entry!.Height > parts.Chain.Tip.Height + SyncSettings.Window) return;
        if (parts.Chain.Add(entry!, block) is { } broken)
        {
            if (broken.IsFinal)
                context.Emit(new NodeEvent(
                    NodeEventKind.Note, entry!.Height, Text: $"refuses block {entry.Height}, {Name(entry)}: {broken}"));
            Punish(context, peer, broken);
            parts.Download.Fetch(context);
            return;
        }

        peer.BlockAt = context.Clock.GetTimestamp();
        journal.Append(context, new StoredBlock(block));
        var before = parts.Chain.Tip;
        Advance(context, peer, entry);
        if (parts.Chain.Tip != before && settings.CompactBlocks && !parts.Headers.IsFarBehind(context) && parts.Chain.Tip == entry)
            parts.Compact.Prefer(context, peer, parts.Connections);
        parts.Download.Fetch(context);
    }

    /// <summary>Moves the chain to the best block, and tells everyone what follows.</summary>
    private void Advance(NodeContext context, Peer? from, HeaderEntry? received = null)
    {
        if (settings.Mistake == Mistake.NoReorganization && !parts.Chain.Tip.IsAncestorOf(Tree.BestBlock)) return;
        var before = _public;
        var update = parts.Chain.Activate();
        foreach (var (failed, why) in update.Failed)
        {
            context.Emit(new NodeEvent(NodeEventKind.Note, failed.Height, Text: $"refuses block {failed.Height}, {Name(failed)}: {why}"));
            if (from is not null) Punish(context, from, why);
        }

        if (update.HasMoved) OnMoved(context, update);

        // While the node's own secret branch is ahead, its chain does not show how far the others are.
        var isBetter = _withheld.Count > 0 && received is not null && received.ChainWork > _public.ChainWork;
        if (isBetter && Tree.Is(received!, BlockStatus.IsComplete)) _public = received!;
        if (_public == before) return;
        if (_withheld.Count == 0) Announce(context);
        else Publish(context, strategy.OnOthers(View));
        parts.Miner.BuildOn(context, strategy.Parent(View));
    }

    private void OnMoved(NodeContext context, ChainUpdate update)
    {
        _movedAt = context.Clock.GetTimestamp();
        if (update.Disconnected.Count > 0)
        {
            var (old, tip) = (update.Disconnected[0].Entry, parts.Chain.Tip);
            context.Emit(new NodeEvent(
                NodeEventKind.Reorganized, update.Disconnected.Count, tip.Hash.Word0, string.Create(CultureInfo.InvariantCulture,
                    $"leaves {update.Disconnected.Count} blocks up to {old.Height}, {Name(old)}, "
                    + $"for {update.Connected.Count} up to {tip.Height}, {Name(tip)}")));
        }

        parts.Pool.Update(update, context.Clock.GetUtcNow().ToUnixTimeSeconds());
        parts.Coins.Update(update);
        parts.Relay.OnNewTip();
        foreach (var taken in update.Connected)
            foreach (var transaction in taken.Block.Transactions)
                parts.Relay.OnConfirmed(context, transaction);
        if (IsCaughtUp) Decide(context);
        var blocks = Math.Min(parts.Chain.Tip.Height, settings.MostBlocks(context.Clock.GetUtcNow() - BitcoinNetwork.Begin));
        context.Emit(new NodeEvent(NodeEventKind.Supply, settings.MostCoins(blocks), (ulong)parts.Chain.Coins.Total));
        var end = parts.Chain.Tip;
        _withheld.RemoveAll(entry => !entry.IsAncestorOf(end) && !strategy.Keeps(entry));
        var isSecret = _withheld.Count > 0 && _withheld[0].IsAncestorOf(end);
        var known = isSecret ? _withheld[0].Parent! : end;
        if (_withheld.Count == 0 || known.ChainWork > _public.ChainWork) _public = known;
        if (IsCaughtUp) parts.Miner.BuildOn(context, strategy.Parent(View));
        else NoteCaughtUp(context);
    }

    private void Decide(NodeContext context) => parts.Final.Advance(
        entry =>
        {
            if (strategy.MeansItsDecisions) context.Emit(new NodeEvent(NodeEventKind.Decided, entry.Height, entry.Hash.Word0));
        },
        (transaction, result) => parts.Users.Complete(context, transaction, result));

    private void Publish(NodeContext context, int count)
    {
        count = Math.Clamp(count, 0, _withheld.Count);
        if (count == 0) return;
        var last = _withheld[count - 1];
        if (count > 1)
            context.Emit(new NodeEvent(NodeEventKind.Note, last.Height, Text: string.Create(CultureInfo.InvariantCulture,
                $"publishes {count} withheld blocks")));
        _withheld.RemoveRange(0, count);
        if (last.ChainWork >= _public.ChainWork) _public = last;
        Announce(context);
    }

    /// <summary>Gives peers what the strategy wants them to have. Who has no connection yet gets it when there is one.</summary>
    private void HandOut(NodeContext context)
    {
        foreach (var handout in strategy.Handouts)
        {
            // Who is to be deceived must be there, or it hears from others before the node can tell it otherwise.
            if (!handout.Except.IsNone && parts.Connections.Find(handout.Except) is null) continue;
            foreach (var peer in parts.Connections.Open)
            {
                if (!peer.RelaysTransactions || peer.Id == handout.Except || (!handout.To.IsNone && peer.Id != handout.To)) continue;
                if (peer.Transactions.Known.Add(handout.Transaction.Id)) context.Send(peer.Id, new TransactionMessage(handout.Transaction));
            }
        }
    }

    /// <summary>Tells each peer of the end of the chain, as it likes to be told.</summary>
    private void Announce(NodeContext context)
    {
        var tip = _public;
        if (parts.Chain.Find(tip) is not { } block || parts.Headers.IsFarBehind(context)) return;
        foreach (var peer in parts.Connections.Open)
        {
            if (!peer.RelaysBlocks || peer.Chain.IsKnownToHave(tip)) continue;
            if (settings.CompactBlocks && peer.Chain.WantsCompact && peer.Chain.IsKnownToHave(tip.Parent!))
            {
                context.Send(peer.Id, parts.Compact.CompactOf(context, block));
            }
            else
            {
                var unknown = new List<HeaderEntry>();
                for (var at = tip; at.Parent is not null && !peer.Chain.IsKnownToHave(at)
                    && unknown.Count <= SyncSettings.MostAnnounced; at = at.Parent)
                    unknown.Add(at);
                unknown.Reverse();
                context.Send(peer.Id, settings.AnnouncesByName || unknown.Count > SyncSettings.MostAnnounced
                    ? new Inventory([], [tip.Hash])
                    : new Messages.Headers(HeaderBytes.Write(unknown)));
            }

            peer.Chain.Told = tip;
        }
    }

    /// <summary>A peer that the node has chosen and that knows only of less work shall catch up, or go: others may know of more.</summary>
    private void LeaveIfBehind(NodeContext context, Peer peer)
    {
        if (peer.IsInbound || !peer.RelaysBlocks) return;
        var (chain, now) = (peer.Chain, context.Clock.GetTimestamp());
        if (chain.Best is { } best && best.ChainWork >= _public.ChainWork)
        {
            (chain.BehindSince, chain.IsReminded) = (0, false);
        }
        else if (chain.BehindSince == 0)
        {
            chain.BehindSince = now;
        }
        else if (now - chain.BehindSince >= settings.Sync.BehindTimeout.Ticks)
        {
            if (chain.IsReminded)
            {
                parts.Connections.Close(context, peer, DisconnectReason.LowWork);
                return;
            }

            // A ping rather than a question for headers: whoever has the same chain has no headers to answer with.
            (chain.BehindSince, chain.IsReminded) = (now, true);
            parts.Connections.Ask(context, peer, now);
        }
    }

    private bool IsInChain(Transactions.Transaction transaction)
    {
        for (var (at, depth) = (parts.Chain.Tip, 0); depth < settings.Confirmations && at.Parent is not null; at = at.Parent, depth++)
            foreach (var other in parts.Chain.Find(at)!.Transactions)
                if (other.Id == transaction.Id)
                    return true;
        return false;
    }

    private void NoteCaughtUp(NodeContext context)
    {
        if (IsCaughtUp || _heardFrom.Count < settings.PeersToHear || parts.Chain.Tip.ChainWork < Tree.BestHeader.ChainWork) return;
        IsCaughtUp = true;
        Decide(context);
        parts.Miner.BuildOn(context, strategy.Parent(View));
    }

    /// <summary>Blocks were written down in the order in which they came, which need not be that of the chain.</summary>
    private void Restore(IReadOnlyList<StoredRecord> records)
    {
        var orphans = new Dictionary<Hash256, List<Block>>();
        foreach (var record in records)
        {
            var ready = new Queue<Block>([((StoredBlock)record).Block]);
            while (ready.TryDequeue(out var block))
            {
                // It was not too early when it was taken in.
                var rejection = Tree.Add(block.Header, long.MaxValue / 2, out var entry);
                if (rejection == HeaderRules.UnknownParent)
                {
                    if (!orphans.TryGetValue(block.Header.Previous, out var siblings)) orphans.Add(block.Header.Previous, siblings = []);
                    siblings.Add(block);
                }

                if (rejection is not null) continue;
                parts.Chain.Add(entry!, block);
                if (!orphans.Remove(block.Hash, out var children)) continue;
                foreach (var child in children) ready.Enqueue(child);
            }
        }
    }

    private static string Name(HeaderEntry entry) => entry.Hash.Word0.ToString("x16", CultureInfo.InvariantCulture);
}
