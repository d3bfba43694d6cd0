using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.Bitcoin.Sync;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using HeadersMessage = Faultline.Systems.Bitcoin.Messages.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>Peers that lie, flood or do not deliver: they are found out, and cost a bounded amount of memory.</summary>
public sealed class LiarTests
{
    private static readonly NodeId Liar = NodeId.Node(5);

    [Fact]
    public void Who_makes_up_a_block_is_banned()
    {
        var town = TownWith(out var liar, (network, context, from) =>
        {
            var entry = Build(network, network.Headers.Genesis, 1, ticket: true, out var block, subsidy: 51);
            context.Send(from, new HeadersMessage(HeaderBytes.Write([entry[0]])));
            context.Send(from, new BlockMessage(block!));
        });
        town.Until(1);

        Assert.Contains(DisconnectReason.Banned, liar().Disconnected);
        Assert.Contains(town.Said, static said => said.Event.Text == "bans n5: bad-cb-amount");
        Assert.True(town.ChainOf(1).Tip.Height > 1);
    }

    [Fact]
    public void Who_claims_work_without_a_ticket_is_banned()
    {
        var town = TownWith(out var liar, (network, context, from) =>
        {
            var entry = Build(network, network.Headers.Genesis, 1, ticket: false, out _);
            context.Send(from, new HeadersMessage(HeaderBytes.Write(entry)));
        });
        town.Until(1);

        Assert.Contains(DisconnectReason.Banned, liar().Disconnected);
        Assert.Contains(town.Said, static said => said.Event.Text == "bans n5: high-hash");
    }

    [Fact]
    public void A_flood_of_orphans_is_bounded()
    {
        var count = 0;
        var town = TownWith(out _, static (_, _, _) => { }, (network, context) =>
        {
            // Each spends a coin of a transaction that nobody has ever seen.
            var key = network.Rules.Signatures.KeyFrom(new byte[32]);
            for (var i = 0; i < 500; i++)
            {
                var coin = new Spending(new OutPoint(new Hash256((ulong)++count, 1, 2, 3), 0), TransactionOutput.To(50_000, default), key);
                context.Send(NodeId.Node(1), new TransactionMessage(TransactionSigner.Sign([coin], [TransactionOutput.To(40_000, default)])));
            }
        });
        town.Until(0.5);

        Assert.True(count >= 10_000);
        Assert.Equal(OrphanTransactions.Most, town.Node(1).Inside!.Relay.Orphans.Count);
        Assert.True(town.Node(1).Inside!.Relay.Requests <= PeerTransactions.MostRequests);
    }

    [Fact]
    public void A_flood_of_headers_with_little_work_is_not_kept()
    {
        // The liar branches off at the first block, where the difficulty is as low as everywhere: 2,000 headers, again and again.
        var sent = 0;
        HeaderEntry? tip = null;
        HeaderPool? own = null;
        var town = TownWith(
            out _,
            static (_, _, _) => { },
            (network, context) =>
            {
                if (context.Clock.GetTimestamp() < TimeSpan.FromHours(40).Ticks) return;
                own ??= new HeaderPool(network.Parameters);
                var headers = Build(network, tip ?? own.Genesis, 100, ticket: true, out _, seconds: 1);
                tip = headers[^1];
                context.Send(NodeId.Node(1), new HeadersMessage(HeaderBytes.Write(headers)));
                sent += headers.Count;
            },
            "block-interval=100");
        town.Until(40.05);
        Assert.True(town.ChainOf(1).Tip.Height > 1_000);
        var before = town.ChainOf(1).Tree.Blocks.Count;
        town.Until(40.2);

        Assert.True(sent >= 500);
        Assert.True(town.Node(1).Inside!.Headers.LowWorkHeaders > 0);
        Assert.True(town.ChainOf(1).Tree.Blocks.Count - before < 100, $"{town.ChainOf(1).Tree.Blocks.Count - before} headers were kept");
    }

    [Fact]
    public void Who_holds_up_the_download_is_left_and_others_are_asked()
    {
        // The liar serves headers like anyone, and no block. It is the newcomer's peer because it calls it again and again.
        BlockTree? tree = null;
        Town? town = null;
        var newcomer = NodeId.Node(4);
        Simulation.Faults.CrashFault late = new() { Start = TimeSpan.Zero, End = Town.Hours(30), Nodes = [newcomer] };
        Impostor? liar = null;
        town = new Town(5, "block-interval=60", [late], latency: TimeSpan.FromSeconds(0.5), instead: (cluster, id) => id != Liar ? null : liar = new Impostor(
            cluster, [newcomer], (context, from, message) =>
            {
                tree = town!.ChainOf(1).Tree;
                if (message is GetHeaders ask)
                {
                    var fork = Locator.FindFork(tree, town.ChainOf(1).Tip, ask.Locator);
                    context.Send(from, new HeadersMessage(HeaderBytes.Write(Locator.Following(town.ChainOf(1).Tip, fork, Hash256.Zero))));
                }
                else if (message is null)
                {
                    context.Send(from, new HeadersMessage(HeaderBytes.Write(Locator.Following(town.ChainOf(1).Tip, tree.Genesis, Hash256.Zero))));
                }
            },
            static _ => { }, tick: 1));
        town.Until(30.5);

        Assert.True(town.ChainOf(1).Tip.Height > SyncSettings.Window);
        Assert.True(town.ChainOf(1).Tip.Height - town.ChainOf(4).Tip.Height <= 1, $"{town.ChainOf(4).Tip.Height} of {town.ChainOf(1).Tip.Height}");
        Assert.Contains(DisconnectReason.Stalling, liar!.Disconnected);
    }

    /// <summary>Four nodes, and a liar that is connected to the first.</summary>
    private static Town TownWith(
        out Func<Impostor> liar, Action<BitcoinNetwork, NodeContext, NodeId> opened, Action<BitcoinNetwork, NodeContext>? every = null,
        string options = "")
    {
        Impostor? created = null;
        liar = () => created!;
        return new Town(5, options, instead: (cluster, id) => id != Liar ? null : created = new Impostor(
            cluster, [NodeId.Node(1)], (context, from, message) =>
            {
                if (message is null) opened(created!.Network, context, from);
            },
            every is null ? null : context => every(created!.Network, context)));
    }

    /// <summary>Blocks on another, each with a coinbase alone.</summary>
    private static List<HeaderEntry> Build(
        BitcoinNetwork network, HeaderEntry parent, int count, bool ticket, out Block? last, long subsidy = 50, uint seconds = 100)
    {
        var entries = new List<HeaderEntry>();
        last = null;
        for (var i = 0; i < count; i++)
        {
            var coinbase = Coinbase.Create(parent.Height + 1, subsidy * Money.Bitcoin, new Hash256(7, 7, 7, (ulong)i));
            var header = new BlockHeader(
                2, parent.Hash, MerkleTree.Root([coinbase.Id]), parent.Header.Time + seconds, Retargeting.BitsAfter(parent, network.Parameters), 1);
            if (ticket) header = network.Lottery.Award(header);
            last = new Block(header, [coinbase]);
            parent = new HeaderEntry(header, header.Hash(), parent);
            entries.Add(parent);
        }

        return entries;
    }
}
