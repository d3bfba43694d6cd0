using CsCheck;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Tests.Bitcoin.Transactions;

public sealed class TransactionTests
{
    private static readonly CoinBench Bench = new();

    private static readonly Gen<Transaction> AnyTransaction =
        from version in Gen.Int
        from inputs in (
            from word in Gen.ULong
            from index in Gen.UInt
            from key in Gen.Byte.Array[0, 40]
            from signature in Gen.Byte.Array[0, 300]
            from sequence in Gen.UInt
            select new TransactionInput(new OutPoint(new Hash256(word, 1, 2, 3), index), key, signature, sequence)).Array[0, 4]
        from outputs in (
            from amount in Gen.Long
            from data in Gen.Byte.Array[0, 100]
            from isData in Gen.Bool
            select isData ? TransactionOutput.Carrying(data, amount) : TransactionOutput.To(amount, Hash256.DoubleSha256(data))).Array[0, 4]
        from lockTime in Gen.UInt
        select new Transaction(version, inputs, outputs, lockTime);

    [Fact]
    public void Every_transaction_is_read_back_as_it_was_written() => AnyTransaction.Sample(
        static transaction =>
        {
            var read = Transaction.TryRead(transaction.Bytes, out var rejection);

            Assert.Null(rejection);
            Assert.Equal(transaction.Id, read!.Id);
            Assert.Equal(transaction.Inputs.Length, read.Inputs.Length);
            Assert.Equal(transaction.Outputs.Length, read.Outputs.Length);
            Assert.Equal((transaction.Version, transaction.LockTime), (read.Version, read.LockTime));
            for (var i = 0; i < read.Inputs.Length; i++)
            {
                Assert.Equal(transaction.Inputs[i].Prevout, read.Inputs[i].Prevout);
                Assert.True(transaction.Inputs[i].Signature.Span.SequenceEqual(read.Inputs[i].Signature.Span));
                Assert.True(transaction.Inputs[i].PublicKey.Span.SequenceEqual(read.Inputs[i].PublicKey.Span));
                Assert.Equal(transaction.Inputs[i].Sequence, read.Inputs[i].Sequence);
            }

            for (var i = 0; i < read.Outputs.Length; i++)
            {
                Assert.Equal(transaction.Outputs[i].Amount, read.Outputs[i].Amount);
                Assert.Equal(transaction.Outputs[i].Lock, read.Outputs[i].Lock);
                Assert.Equal(transaction.Outputs[i].IsSpendable, read.Outputs[i].IsSpendable);
                Assert.True(transaction.Outputs[i].Data.Span.SequenceEqual(read.Outputs[i].Data.Span));
            }
        },
        seed: "0000KaDgLqT8",
        iter: 1_000);

    [Fact]
    public void Altered_bytes_give_another_transaction_that_is_written_alike_or_none() =>
        Gen.Select(AnyTransaction, Gen.Int[0, int.MaxValue], Gen.Byte).Sample(
            static (transaction, place, value) =>
            {
                var bytes = transaction.Bytes.ToArray();
                bytes[place % bytes.Length] = value;
                if (Transaction.TryRead(bytes, out var rejection) is not { } read)
                {
                    Assert.NotNull(rejection);
                    return;
                }

                Assert.Equal(bytes, new Transaction(read.Version, read.Inputs.ToArray(), read.Outputs.ToArray(), read.LockTime).Bytes.ToArray());
            },
            seed: "0000KaDgLqT8",
            iter: 10_000);

    [Fact]
    public void Random_bytes_are_no_transaction_and_no_exception() => Gen.Byte.Array[0, 400].Sample(
        static bytes =>
        {
            Transaction.TryRead(bytes, out _);
            Block.TryRead(bytes, out _);
        },
        seed: "0000KaDgLqT8",
        iter: 10_000);

    [Fact]
    public void Messages_carry_transactions_and_blocks_in_their_one_encoding()
    {
        var transaction = Bench.Pay(0);
        var block = Bench.Mine(Bench.Chain.Tip, [transaction]);

        var transactionBack = MemoryPackSerializer.Deserialize<Transaction>(MemoryPackSerializer.Serialize(transaction))!;
        var blockBack = MemoryPackSerializer.Deserialize<Block>(MemoryPackSerializer.Serialize(block))!;

        Assert.Equal(transaction.Id, transactionBack.Id);
        Assert.Equal(block.Hash, blockBack.Hash);
        Assert.Equal(block.Size, block.Bytes.Length);
        Assert.Equal(block.Size, blockBack.Size);
        Assert.Equal(transaction.Id, blockBack.Transactions[1].Id);
    }

    [Fact]
    public void A_message_that_is_cut_short_says_so_instead_of_failing_elsewhere()
    {
        var bytes = MemoryPackSerializer.Serialize(Bench.Pay(0).Bytes.ToArray()[..^1]);
        byte[] message = [1, .. bytes];

        Assert.Throws<MemoryPackSerializationException>(() => MemoryPackSerializer.Deserialize<Transaction>(message));
    }

    [Fact]
    public void A_transaction_of_a_block_is_the_one_that_it_was_made_of()
    {
        var block = Bench.Mine(Bench.Chain.Tip, [Bench.Pay(0), Bench.Pay(1)]);

        var read = Block.TryRead(block.Bytes, out var rejection)!;

        Assert.Null(rejection);
        Assert.Equal(block.Transactions.Length, read.Transactions.Length);
        for (var i = 0; i < read.Transactions.Length; i++) Assert.Equal(block.Transactions[i].Id, read.Transactions[i].Id);
    }

    [Fact]
    public void Bytes_behind_a_transaction_are_one_too_many()
    {
        Assert.Null(Transaction.TryRead(new byte[] { 0 }.Concat(Bench.Pay(0).Bytes.ToArray()).ToArray(), out _));
        Assert.Null(Transaction.TryRead(Bench.Pay(0).Bytes.ToArray().Append((byte)0).ToArray(), out var rejection));
        Assert.Equal(WireReader.TrailingBytes, rejection);
    }
}
