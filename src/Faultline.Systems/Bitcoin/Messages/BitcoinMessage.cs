using Faultline.Model.Messages;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Messages;

/// <summary>What nodes of Bitcoin say to each other. The names are those of the protocol, in words.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(VersionMessage))]
[MemoryPackUnion(1, typeof(VersionAcknowledged))]
[MemoryPackUnion(2, typeof(Disconnect))]
[MemoryPackUnion(3, typeof(Ping))]
[MemoryPackUnion(4, typeof(Pong))]
[MemoryPackUnion(5, typeof(GetAddresses))]
[MemoryPackUnion(6, typeof(Addresses))]
[MemoryPackUnion(7, typeof(Inventory))]
[MemoryPackUnion(8, typeof(GetData))]
[MemoryPackUnion(9, typeof(NotFound))]
[MemoryPackUnion(10, typeof(GetHeaders))]
[MemoryPackUnion(11, typeof(Headers))]
[MemoryPackUnion(12, typeof(BlockMessage))]
[MemoryPackUnion(13, typeof(TransactionMessage))]
[MemoryPackUnion(14, typeof(SendCompact))]
[MemoryPackUnion(15, typeof(CompactBlock))]
[MemoryPackUnion(16, typeof(GetBlockTransactions))]
[MemoryPackUnion(17, typeof(BlockTransactions))]
public abstract partial record BitcoinMessage : Message;

/// <summary>What a connection is for.</summary>
public enum ConnectionKind : byte
{
    /// <summary>Blocks, transactions and addresses.</summary>
    Full,

    /// <summary>Blocks alone: who sees only transactions and addresses cannot tell that these two nodes are connected.</summary>
    BlocksOnly,

    /// <summary>To see whether somebody answers, and then to leave.</summary>
    Feeler,

    /// <summary>To ask for addresses, and then to leave.</summary>
    AddressFetch,
}

/// <summary>Opens a connection; the answer says the same of the other side (<c>version</c>).</summary>
/// <param name="Nonce">Tells a node that it has called itself, and which opening an answer is for.</param>
/// <param name="Height">The height of its best block.</param>
/// <param name="Kind">What the connection is for, as the side says that opens it.</param>
/// <param name="IsAnswer">Whether this answers another's.</param>
[MemoryPackable]
public sealed partial record VersionMessage(long Nonce, long Height, ConnectionKind Kind, bool IsAnswer) : BitcoinMessage;

/// <summary>The side that opened has the answer: the connection stands (<c>verack</c>).</summary>
/// <param name="Nonce">That of the opening.</param>
[MemoryPackable]
public sealed partial record VersionAcknowledged(long Nonce) : BitcoinMessage;

/// <summary>There is no connection, or no longer: what a closed or refused TCP connection is in the real network.</summary>
/// <param name="Reason">Why, for traces.</param>
[MemoryPackable]
public sealed partial record Disconnect(DisconnectReason Reason) : BitcoinMessage;

/// <summary>Why a connection ends.</summary>
public enum DisconnectReason : byte
{
    /// <summary>The node knows of no such connection: it may have been restarted.</summary>
    Unknown,

    /// <summary>It has as many as it takes.</summary>
    Full,

    /// <summary>The other side is banned.</summary>
    Banned,

    /// <summary>Another connection was worth more.</summary>
    Evicted,

    /// <summary>The connection has served its purpose.</summary>
    Done,

    /// <summary>The other side does not deliver what it has announced.</summary>
    Stalling,

    /// <summary>The other side's chain has too little work.</summary>
    LowWork,

    /// <summary>A node has called itself.</summary>
    Self,

    /// <summary>The node ends.</summary>
    Leaving,
}

/// <summary>Is anybody there?</summary>
/// <param name="Nonce">Comes back in the answer.</param>
/// <param name="Tip">The sender's best block: what a lost announcement would have told.</param>
[MemoryPackable]
public sealed partial record Ping(long Nonce, Hash256 Tip) : BitcoinMessage;

/// <summary>Yes.</summary>
/// <param name="Nonce">From the question.</param>
/// <param name="Tip">The sender's best block.</param>
[MemoryPackable]
public sealed partial record Pong(long Nonce, Hash256 Tip) : BitcoinMessage;

/// <summary>Asks for addresses (<c>getaddr</c>).</summary>
[MemoryPackable]
public sealed partial record GetAddresses : BitcoinMessage;

/// <summary>Addresses of nodes (<c>addr</c>).</summary>
/// <param name="Known">At most 1,000.</param>
[MemoryPackable]
public sealed partial record Addresses(SeenAddress[] Known) : BitcoinMessage;

/// <summary>Transactions that the sender has (<c>inv</c>).</summary>
/// <param name="Transactions">Their names.</param>
/// <param name="Blocks">Names of blocks, for one who does not take headers.</param>
[MemoryPackable]
public sealed partial record Inventory(Hash256[] Transactions, Hash256[] Blocks) : BitcoinMessage;

/// <summary>Asks for what was announced (<c>getdata</c>).</summary>
/// <param name="Transactions">Names of transactions.</param>
/// <param name="Blocks">Names of blocks.</param>
/// <param name="Compact">Whether the blocks are wanted in compact form.</param>
[MemoryPackable]
public sealed partial record GetData(Hash256[] Transactions, Hash256[] Blocks, bool Compact = false) : BitcoinMessage;

/// <summary>The sender does not have what it was asked for (<c>notfound</c>).</summary>
/// <param name="Transactions">Names of transactions.</param>
/// <param name="Blocks">Names of blocks.</param>
[MemoryPackable]
public sealed partial record NotFound(Hash256[] Transactions, Hash256[] Blocks) : BitcoinMessage;

/// <summary>Asks for the headers behind the last block that both have (<c>getheaders</c>).</summary>
/// <param name="Locator">Blocks of the sender's chain: the last ones one by one, then at doubling distances, and the first.</param>
/// <param name="Stop">The last header that is wanted; zero for as many as fit.</param>
[MemoryPackable]
public sealed partial record GetHeaders(Hash256[] Locator, Hash256 Stop) : BitcoinMessage;

/// <summary>Headers, each the next one's predecessor (<c>headers</c>): an answer, or the announcement of new blocks.</summary>
/// <param name="Bytes">80 bytes each, at most 2,000 of them.</param>
[MemoryPackable]
public sealed partial record Headers(byte[] Bytes) : BitcoinMessage;

/// <summary>A block (<c>block</c>).</summary>
/// <param name="Block">The block.</param>
/// <param name="Filler">How many bytes it stands for beside those that it has.</param>
[MemoryPackable]
public sealed partial record BlockMessage(Block Block, int Filler = 0) : BitcoinMessage
{
    /// <inheritdoc />
    public override int BytesBesides() => Math.Max(0, Filler);
}

/// <summary>A transaction (<c>tx</c>).</summary>
/// <param name="Transaction">The transaction.</param>
[MemoryPackable]
public sealed partial record TransactionMessage(Transaction Transaction) : BitcoinMessage;

/// <summary>How the sender wants to hear of new blocks (<c>sendcmpct</c>, BIP 152).</summary>
/// <param name="HighBandwidth">Whether as compact blocks, at once and unasked; else by their headers.</param>
[MemoryPackable]
public sealed partial record SendCompact(bool HighBandwidth) : BitcoinMessage;

/// <summary>
/// A block whose transactions are named by six bytes each, but for some that stand there whole (<c>cmpctblock</c>, BIP 152).
/// </summary>
/// <param name="Header">The header's 80 bytes.</param>
/// <param name="Nonce">Makes the short names different from those of other senders.</param>
/// <param name="ShortIds">Six bytes for each transaction that is not there, in their order.</param>
/// <param name="Prefilled">Transactions that the receiver will lack: the coinbase.</param>
/// <param name="Places">The places of those in the block, rising.</param>
/// <param name="Filler">How many bytes the rest of the block stands for.</param>
[MemoryPackable]
public sealed partial record CompactBlock(
    byte[] Header, ulong Nonce, byte[] ShortIds, Transaction[] Prefilled, int[] Places, int Filler = 0) : BitcoinMessage
{
    /// <summary>A transaction of a usual size is named by so many of its bytes.</summary>
    private const int BytesOfTransaction = 400;

    /// <inheritdoc />
    public override int BytesBesides() => Math.Max(0, Filler) / BytesOfTransaction * Relay.ShortId.Size;
}

/// <summary>Asks for those transactions of a compact block that are not in the sender's pool (<c>getblocktxn</c>).</summary>
/// <param name="Block">The block.</param>
/// <param name="Places">Their places in the block, rising.</param>
[MemoryPackable]
public sealed partial record GetBlockTransactions(Hash256 Block, int[] Places) : BitcoinMessage;

/// <summary>The transactions that were asked for (<c>blocktxn</c>).</summary>
/// <param name="Block">The block.</param>
/// <param name="Transactions">The transactions, in the order of the places.</param>
[MemoryPackable]
public sealed partial record BlockTransactions(Hash256 Block, Transaction[] Transactions) : BitcoinMessage;
