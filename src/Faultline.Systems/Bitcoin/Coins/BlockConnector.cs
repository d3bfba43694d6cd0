using System.Runtime.InteropServices;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>Moves a set of coins forth and back over a block (Bitcoin Core, ConnectBlock and DisconnectBlock).</summary>
internal static class BlockConnector
{
    /// <summary>BIP30: a transaction must not have the id of another that has coins left, or these would be overwritten.</summary>
    public static readonly Rejection Overwrites = Invalid("bad-txns-BIP30");

    public static readonly Rejection FeesOutOfRange = Invalid("bad-txns-accumulated-fee-outofrange");
    public static readonly Rejection CoinbaseTooLarge = Invalid("bad-cb-amount");

    /// <summary>Connects a block.</summary>
    /// <param name="block">Any block.</param>
    /// <param name="before">The coins before it.</param>
    /// <param name="place">Where it stands.</param>
    public static Connection Connect(Block block, CoinSet before, in BlockPlace place) => new Connecting(block, before, place).Run();

    /// <summary>Takes a block back.</summary>
    /// <param name="block">The block that was connected last.</param>
    /// <param name="after">The coins after it.</param>
    /// <param name="undo">What it spent.</param>
    /// <returns>The coins before it; null where undo data and block do not belong to these coins.</returns>
    public static CoinSet? Disconnect(Block block, CoinSet after, BlockUndo undo)
    {
        var coins = after.Edit();
        var spent = undo.Spent;

        // Backwards in everything: a coin that the block both created and spent must come back before it goes.
        for (var i = block.Transactions.Length - 1; i >= 0; i--)
        {
            var transaction = block.Transactions[i];
            for (var output = 0; output < transaction.Outputs.Length; output++)
                if (transaction.Outputs[output].IsSpendable && coins.Remove(transaction.Coin(output)) is null)
                    return null;

            if (i == 0) break;
            for (var input = transaction.Inputs.Length - 1; input >= 0; input--)
            {
                if (spent.IsEmpty || spent[^1].At != transaction.Inputs[input].Prevout || !coins.TryAdd(spent[^1])) return null;
                spent = spent[..^1];
            }
        }

        return spent.IsEmpty ? coins.ToSet() : null;
    }

    private static Rejection Invalid(string reason) => new(reason, RejectionKind.Invalid);

    /// <summary>One block on its way into a set of coins.</summary>
    private sealed class Connecting(Block block, CoinSet before, BlockPlace place)
    {
        private readonly CoinSet.Editor _coins = before.Edit();
        private readonly List<Coin> _spent = [];
        private long _fees;
        private long _burnt;

        public Connection Run()
        {
            var rejection = BlockRules.Check(block, place.Rules)
                ?? BlockRules.CheckPlace(block, place.Height, place.MedianTimePast)
                ?? ConnectTransactions()
                ?? CheckCoinbase();
            return rejection is null
                ? new Connection(null, _coins.ToSet(), new BlockUndo([.. _spent]), _fees, _burnt)
                : new Connection(rejection, before, new BlockUndo([]), 0, 0);
        }

        private Rejection? ConnectTransactions()
        {
            foreach (var transaction in block.Transactions)
            {
                if (!transaction.IsCoinbase && Spend(transaction) is { } rejection) return rejection;
                if (Create(transaction) is { } overwritten) return overwritten;
            }

            return null;
        }

        private Rejection? Spend(Transaction transaction)
        {
            var from = _spent.Count;
            foreach (var input in transaction.Inputs)
            {
                // Also finds a coin that a transaction before it in this block has spent.
                if (_coins.Remove(input.Prevout) is not { } coin) return CoinChecks.Missing;
                _spent.Add(coin);
            }

            var spent = CollectionsMarshal.AsSpan(_spent)[from..];
            if (CoinChecks.CheckAmounts(transaction, spent, place.Height, place.Rules.Maturity, out var fee) is { } rejection)
                return rejection;
            _fees += fee;
            if (!Money.IsInRange(_fees)) return FeesOutOfRange;
            if (!LockTimes.AreCoinsOldEnough(transaction, spent, place.Height, place.MedianTimePast)) return BlockRules.NotFinal;
            return CoinChecks.CheckSignatures(transaction, spent, place.Rules.Signatures);
        }

        private Rejection? Create(Transaction transaction)
        {
            for (var i = 0; i < transaction.Outputs.Length; i++)
            {
                var output = transaction.Outputs[i];
                if (!output.IsSpendable) _burnt += output.Amount;
                else if (!_coins.TryAdd(CoinOf(transaction, i))) return Overwrites;
            }

            return null;
        }

        private Coin CoinOf(Transaction transaction, int output) => new(
            transaction.Coin(output), transaction.Outputs[output], place.Height, place.MedianTimePast, transaction.IsCoinbase);

        private Rejection? CheckCoinbase()
        {
            var claimed = 0L;
            foreach (var output in block.Transactions[0].Outputs) claimed += output.Amount;
            var allowed = place.Rules.Subsidy(place.Height) + _fees;
            _burnt += allowed - claimed;
            return claimed > allowed ? CoinbaseTooLarge : null;
        }
    }
}
