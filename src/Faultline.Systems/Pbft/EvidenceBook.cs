using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>The evidence of equivocation that a replica has come across: the first of each kind against each replica.</summary>
internal sealed class EvidenceBook(ReplicaState state)
{
    private readonly List<Evidence> _found = [];

    /// <summary>In the order in which it was found.</summary>
    public IReadOnlyList<Evidence> Found => _found;

    /// <summary>A replica has signed two things of which a correct one signs one. Both signatures were found right.</summary>
    public void Add(
        NodeContext context, StatementKind kind, NodeId author, long view, long sequence,
        (Hash256 Digest, byte[] Signature) first, (Hash256 Digest, byte[] Signature) second)
    {
        // One is enough to convict, so the book has at most four entries against each replica.
        if (_found.Exists(known => known.Kind == kind && known.Author == author)) return;
        var evidence = new Evidence(
            state.Members.ClusterId, kind, author, view, sequence, first.Digest, first.Signature, second.Digest, second.Signature);
        _found.Add(evidence);
        context.Emit(new NodeEvent(NodeEventKind.Note, sequence, Text: evidence.ToString()));
    }
}
