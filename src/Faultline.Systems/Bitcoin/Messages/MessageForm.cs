using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Messages;

/// <summary>Which messages are none although they could be decoded: parts are missing, or there are too many.</summary>
internal static class MessageForm
{
    /// <summary>How many names a message holds at most (Bitcoin Core, MAX_INV_SZ).</summary>
    public const int MostNames = 50_000;

    /// <summary>How many bytes a block may say that it stands for.</summary>
    public const int MostFiller = 100_000_000;

    /// <summary>Whether every part is there and none is too long.</summary>
    public static bool IsGood(BitcoinMessage message) => message switch
    {
        Addresses { Known: { } known } => known.Length <= AddressBook.MostTold,
        Addresses => false,
        Inventory { Transactions: { } transactions, Blocks: { } blocks } => AreFew(transactions, blocks),
        Inventory => false,
        GetData { Transactions: { } transactions, Blocks: { } blocks } => AreFew(transactions, blocks),
        GetData => false,
        NotFound { Transactions: { } transactions, Blocks: { } blocks } => AreFew(transactions, blocks),
        NotFound => false,
        GetHeaders { Locator: { } locator } => locator.Length <= Locator.MostHashes,
        GetHeaders => false,
        Headers { Bytes: { } bytes } => bytes.Length % BlockHeader.Size == 0 && bytes.Length <= BlockHeader.Size * Locator.MostHeaders,
        Headers => false,
        BlockMessage { Block: not null, Filler: >= 0 and <= MostFiller } => true,
        BlockMessage => false,
        TransactionMessage { Transaction: null } => false,
        CompactBlock { Header.Length: BlockHeader.Size, ShortIds: not null, Prefilled: { } prefilled, Places: not null } compact =>
            compact.Filler is >= 0 and <= MostFiller && !prefilled.Contains(null),
        CompactBlock => false,
        GetBlockTransactions { Places: { } places } => places.Length <= MostNames,
        GetBlockTransactions => false,
        BlockTransactions { Transactions: { } transactions } => !transactions.Contains(null),
        BlockTransactions => false,
        _ => true,
    };

    private static bool AreFew(Hash256[] transactions, Hash256[] blocks) => (long)transactions.Length + blocks.Length <= MostNames;
}
