using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Transactions;

public sealed class SignatureDigestTests
{
    private static readonly TransactionInput[] Inputs =
        [new(new OutPoint(new Hash256(1, 2, 3, 4), 0), new byte[3], new byte[4]), new(new OutPoint(new Hash256(1, 2, 3, 4), 1), default, default)];

    private static readonly TransactionOutput[] Spent = [TransactionOutput.To(5, new Hash256(5, 0, 0, 0)), TransactionOutput.To(6, new Hash256(6, 0, 0, 0))];

    private static readonly TransactionOutput[] Outputs = [TransactionOutput.To(4, new Hash256(7, 0, 0, 0)), TransactionOutput.Carrying(new byte[] { 1 })];

    private static readonly Hash256 Digest = SignatureDigest.Shared(2, Inputs, Spent, Outputs, 0);

    [Fact]
    public void It_covers_everything_but_keys_and_signatures()
    {
        Assert.NotEqual(Digest, SignatureDigest.Shared(1, Inputs, Spent, Outputs, 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, Inputs, Spent, Outputs, 1));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, [Inputs[0], Inputs[1] with { Sequence = 1 }], Spent, Outputs, 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, [Inputs[0], Inputs[1] with { Prevout = new OutPoint(new Hash256(1, 2, 3, 4), 2) }], Spent, Outputs, 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, [Inputs[1], Inputs[0]], Spent, Outputs, 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, Inputs, Spent, [Outputs[0], TransactionOutput.Carrying(new byte[] { 2 })], 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, Inputs, Spent, [Outputs[1], Outputs[0]], 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, Inputs, Spent, Outputs.AsSpan(0, 1), 0));

        Assert.Equal(Digest, SignatureDigest.Shared(2, [Inputs[0] with { Signature = default, PublicKey = default }, Inputs[1]], Spent, Outputs, 0));
    }

    [Fact]
    public void BIP143_It_covers_the_amounts_and_locks_of_the_coins_so_that_a_signer_knows_the_fee()
    {
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, Inputs, [Spent[0], TransactionOutput.To(7, new Hash256(6, 0, 0, 0))], Outputs, 0));
        Assert.NotEqual(Digest, SignatureDigest.Shared(2, Inputs, [Spent[0], TransactionOutput.To(6, new Hash256(9, 0, 0, 0))], Outputs, 0));
    }

    [Fact]
    public void The_signature_of_one_input_is_none_for_another()
    {
        var first = new byte[32];
        var second = new byte[32];
        SignatureDigest.Write(Digest, 0, first);
        SignatureDigest.Write(Digest, 1, second);

        Assert.NotEqual(first, second);
    }
}
