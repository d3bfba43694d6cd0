namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>What a transaction spends, and the proof that it may.</summary>
/// <remarks>
/// In place of a script there are two fields: a coin is locked to the hash of a public key, and spent by that key's signature.
/// </remarks>
/// <param name="Prevout">The coin.</param>
/// <param name="PublicKey">The key to whose hash the coin is locked.</param>
/// <param name="Signature">That key's signature of the transaction; in a coinbase the block's height and whatever the miner likes.</param>
/// <param name="Sequence">A lock relative to the coin's age (BIP68), and whether the transaction may be replaced (BIP125).</param>
public sealed record TransactionInput(
    OutPoint Prevout, ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte> Signature, uint Sequence = TransactionInput.Final)
{
    /// <summary>The sequence number without a lock, which also switches the transaction's lock time off.</summary>
    public const uint Final = uint.MaxValue;

    /// <summary>The highest sequence number with which the transaction says that it may be replaced (BIP125).</summary>
    public const uint Replaceable = uint.MaxValue - 2;
}
