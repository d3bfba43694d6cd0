using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Messages;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>How addresses spread: asked for when a connection is opened, and passed on to a few others while they are new.</summary>
internal sealed class AddressGossip(ConnectionSettings settings, AddressBook book, Connections connections)
{
    /// <summary>A message with more addresses than this answers a question, and is not passed on.</summary>
    public const int MostPassedOn = 10;

    /// <summary>To how many others an address is passed on.</summary>
    public const int Listeners = 2;

    /// <summary>Those who are told of an address by hearsay think it this much older, in seconds.</summary>
    private const long HearsayAge = 7_200;

    /// <summary>An address that was seen longer ago, in seconds, is not passed on.</summary>
    private const long FreshFor = 600;

    /// <summary>Whom the node tells of these addresses and no others, again and again; nobody by default.</summary>
    public (NodeId To, IReadOnlyList<NodeId> Addresses) Lure { get; set; }

    public static void OnOpened(NodeContext context, Peer peer)
    {
        if (peer.IsInbound || peer.Kind is ConnectionKind.BlocksOnly or ConnectionKind.Feeler) return;
        peer.Addresses.Expect();
        context.Send(peer.Id, new GetAddresses());
        if (peer.Kind == ConnectionKind.Full) context.Send(peer.Id, new Addresses([new SeenAddress(context.Self, Now(context))]));
    }

    public void OnGetAddresses(NodeContext context, Peer peer)
    {
        // Once each, and only of those who came: who asks those that a node has chosen could learn how the network hangs together.
        if (!peer.IsInbound || peer.Addresses.HasAsked) return;
        peer.Addresses.HasAsked = true;
        var known = peer.Id == Lure.To ? Lures(context) : book.Sample(context.Random, Now(context));
        foreach (var address in known) peer.Addresses.Knows(address.Node);
        context.Send(peer.Id, new Addresses(known));
    }

    public void OnAddresses(NodeContext context, Peer peer, SeenAddress[] known)
    {
        if (peer.Kind == ConnectionKind.BlocksOnly) return;
        var now = Now(context);
        foreach (var address in known)
        {
            if (settings.IsGuarded && !peer.Addresses.TryTake(context.Clock.GetTimestamp())) break;
            if (address.Node.Number < 1 || address.Node.Number > settings.Nodes || address.Node == context.Self) continue;
            peer.Addresses.Knows(address.Node);
            var seen = Math.Clamp(address.Seen, 0, now);
            var isNew = book.Add(address.Node, peer.Id, Math.Max(0, seen - HearsayAge));
            if (isNew && known.Length <= MostPassedOn && seen >= now - FreshFor) PassOn(context, peer, address with { Seen = seen });
        }

        if (peer.Kind == ConnectionKind.AddressFetch && !peer.IsInbound) connections.Close(context, peer, DisconnectReason.Done);
    }

    /// <summary>Tells what is to be told.</summary>
    public void Maintain(NodeContext context)
    {
        foreach (var peer in connections.Open)
        {
            if (!peer.RelaysTransactions) continue;
            if (peer.Id == Lure.To)
            {
                context.Send(peer.Id, new Addresses(Lures(context)));
                continue;
            }

            var told = peer.Addresses.TakeWaiting();
            if (told.Length > 0) context.Send(peer.Id, new Addresses(told));
        }
    }

    private SeenAddress[] Lures(NodeContext context) => [.. Lure.Addresses.Select(node => new SeenAddress(node, Now(context)))];

    private void PassOn(NodeContext context, Peer from, SeenAddress address)
    {
        Peer[] others = [.. connections.Open.Where(peer => peer.RelaysTransactions && peer != from && peer.Id != address.Node)];
        for (var i = 0; i < Listeners && others.Length > 0; i++) context.Random.Pick(others).Addresses.Tell(address);
    }

    private static long Now(NodeContext context) => context.Clock.GetUtcNow().ToUnixTimeSeconds();
}
