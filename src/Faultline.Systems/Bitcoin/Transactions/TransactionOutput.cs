using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>What a transaction creates: a coin that a key can spend, or data that nobody can.</summary>
public sealed class TransactionOutput
{
    /// <summary>The most bytes of data that an output may carry.</summary>
    public const int MostData = 80;

    private TransactionOutput(long amount, Hash256 keyHash, ReadOnlyMemory<byte> data, bool isSpendable)
    {
        Amount = amount;
        Lock = keyHash;
        Data = data;
        IsSpendable = isSpendable;
    }

    /// <summary>How much, in satoshi. Where the output cannot be spent, that much is lost for good.</summary>
    public long Amount { get; }

    /// <summary>The hash of the public key that may spend it; zero where nobody may.</summary>
    public Hash256 Lock { get; }

    /// <summary>What it carries; empty for a coin.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Whether it is a coin.</summary>
    public bool IsSpendable { get; }

    /// <summary>A coin.</summary>
    /// <param name="amount">How much, in satoshi.</param>
    /// <param name="keyHash">The hash of the public key that may spend it.</param>
    /// <returns>The output.</returns>
    public static TransactionOutput To(long amount, Hash256 keyHash) => new(amount, keyHash, default, isSpendable: true);

    /// <summary>Data, as behind Bitcoin's OP_RETURN.</summary>
    /// <param name="data">At most <see cref="MostData"/> bytes, or the transaction is invalid.</param>
    /// <param name="burnt">How much is lost with it, in satoshi.</param>
    /// <returns>The output.</returns>
    public static TransactionOutput Carrying(ReadOnlyMemory<byte> data, long burnt = 0) => new(burnt, default, data, isSpendable: false);

    /// <inheritdoc />
    public override string ToString() => IsSpendable ? $"{Amount} to {Lock}" : $"{Data.Length} bytes of data";
}
