using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>Names a coin: which output of which transaction. An input spends the coin that it names.</summary>
/// <remarks>Not for a message on its own: it has padding. Messages carry transactions, which write it in 36 bytes.</remarks>
/// <param name="Transaction">The transaction's id.</param>
/// <param name="Index">The output's place, from 0.</param>
public readonly record struct OutPoint(Hash256 Transaction, uint Index)
{
    /// <summary>How many bytes it has on the wire.</summary>
    public const int Size = Hash256.Size + sizeof(uint);

    /// <summary>Names no coin: what the only input of a coinbase has.</summary>
    public static OutPoint None => new(Hash256.Zero, uint.MaxValue);

    /// <summary>Whether this names no coin.</summary>
    public bool IsNone => Index == uint.MaxValue && Transaction == Hash256.Zero;

    /// <inheritdoc />
    public bool Equals(OutPoint other) => Index == other.Index && Transaction.Equals(other.Transaction);

    /// <summary>For hash tables: ids are hashes already, so a word of one spreads well. It is the same in every process.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => unchecked((int)((uint)Transaction.Word0 + (Index * 0x9E3779B1)));

    /// <summary>An order that is the same everywhere, and means nothing.</summary>
    /// <param name="other">The other name.</param>
    /// <returns>Negative where this one is first, positive where it is last, else zero.</returns>
    public int CompareTo(OutPoint other)
    {
        var order = Transaction.CompareTo(other.Transaction);
        return order == 0 ? Index.CompareTo(other.Index) : order;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Transaction}:{Index}";
}
