using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>What a coin is locked to.</summary>
internal static class KeyHash
{
    /// <summary>The lock that a key opens: the double SHA-256 of the public key.</summary>
    public static Hash256 Of(ReadOnlySpan<byte> publicKey) => Hash256.DoubleSha256(publicKey);
}
