using Faultline.Model.Messages;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>A message that remembers what was found out about it; a copy, which may be changed, remembers nothing.</summary>
public abstract record VerifiedMessage : Message
{
    private protected Findings Known;

    /// <summary>A message about which nothing is known.</summary>
    protected VerifiedMessage()
    {
    }

    /// <summary>A copy.</summary>
    /// <param name="original">The original.</param>
    protected VerifiedMessage(VerifiedMessage original) : base(original)
    {
    }

    /// <summary>What was found out, and for which cluster.</summary>
    private protected struct Findings
    {
        public object? DigestFor;
        public object? VerifiedFor;
        public object? BatchDigestFor;
        public Hash256 Digest;
        public Hash256 BatchDigest;
    }
}
