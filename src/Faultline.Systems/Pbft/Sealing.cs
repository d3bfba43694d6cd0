using Faultline.Model.Messages;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>How a liar signs what it has made of its own messages: with its own key, which is the only one that it has.</summary>
internal static class Sealing
{
    public static Message Seal(Membership members, NodeId self, Message altered)
    {
        // What a client has signed, a replica cannot sign.
        if (altered is Request or not PbftMessage) return altered;
        var signer = new Signer(members, self);
        var said = (PbftMessage)altered with { Author = self };
        if (!said.IsWellFormed(members)) return said;
        if (said is NewView newView) said = newView with { Proposals = [.. newView.Proposals.Select(Proposed)] };
        return signer.Sign(said);

        Proposal Proposed(Proposal proposal) => proposal with
        {
            Signature = signer.Sign(StatementKind.PrePrepare, ((NewView)altered).View, proposal.Sequence, proposal.Digest),
        };
    }
}
