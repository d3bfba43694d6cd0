using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.Bitcoin.Sync;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>Another node, as long as a connection to it stands or is being opened.</summary>
internal sealed class Peer(NodeId id, ConnectionKind kind, bool isInbound, long nonce, long now)
{
    public NodeId Id { get; } = id;

    /// <summary>What the connection is for, as the side said that opened it.</summary>
    public ConnectionKind Kind { get; } = kind;

    /// <summary>Whether the other side opened it.</summary>
    public bool IsInbound { get; } = isInbound;

    /// <summary>The number of the opening.</summary>
    public long Nonce { get; } = nonce;

    /// <summary>Whether both sides know that it stands.</summary>
    public bool IsOpen { get; set; }

    /// <summary>When the opening began, by the monotonic clock.</summary>
    public long Since { get; } = now;

    /// <summary>When anything last came from there.</summary>
    public long HeardAt { get; set; } = now;

    /// <summary>When a ping was sent that nobody has answered; zero for none.</summary>
    public long PingedAt { get; set; }

    /// <summary>How long the quickest answer to a ping took, in ticks; the longest time where none came yet.</summary>
    public long ShortestRoundTrip { get; set; } = long.MaxValue;

    /// <summary>When a block that was new came from there last; zero for never.</summary>
    public long BlockAt { get; set; }

    /// <summary>When a transaction that was new came from there last; zero for never.</summary>
    public long TransactionAt { get; set; }

    /// <summary>How badly it has behaved; at <see cref="Misbehavior.Limit"/> it is banned.</summary>
    public int Misbehavior { get; set; }

    /// <summary>Whether it is told, and tells, of transactions.</summary>
    public bool RelaysTransactions => Kind == ConnectionKind.Full;

    /// <summary>Whether it is told, and tells, of blocks.</summary>
    public bool RelaysBlocks => Kind is ConnectionKind.Full or ConnectionKind.BlocksOnly;

    /// <summary>What it knows of addresses.</summary>
    public AddressExchange Addresses { get; } = new(now);

    /// <summary>Where it stands with headers and blocks.</summary>
    public PeerChain Chain { get; } = new();

    /// <summary>What it knows of transactions.</summary>
    public PeerTransactions Transactions { get; } = new();

    /// <inheritdoc />
    public override string ToString() => $"{Id} ({(IsInbound ? "inbound" : "outbound")}, {Kind})";
}
