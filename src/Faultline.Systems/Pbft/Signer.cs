using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Pbft;

/// <summary>One participant's private key.</summary>
/// <param name="members">Who takes part.</param>
/// <param name="self">Whose key.</param>
internal sealed class Signer(Membership members, NodeId self)
{
    private readonly KeyPair _pair = members.KeyOf(self);

    public NodeId Self { get; } = self;

    public byte[] Sign(in Hash256 digest)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        digest.Write(bytes);
        return _pair.Sign(bytes);
    }

    /// <summary>Signs a statement about a sequence number in a view.</summary>
    public byte[] Sign(StatementKind kind, long view, long sequence, in Hash256 digest) =>
        Sign(Statement.About(members.ClusterId, kind, Self, view, sequence, digest));

    /// <summary>The message with this signature.</summary>
    public T Sign<T>(T message) where T : PbftMessage => (T)message.Signed(members, this);
}
