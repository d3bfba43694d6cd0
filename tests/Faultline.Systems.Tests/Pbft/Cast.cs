using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>A cluster whose keys the test has all: it can say anything in anyone's name.</summary>
internal sealed class Cast
{
    private readonly Dictionary<NodeId, Signer> _signers = [];

    public Cast(int nodes = 4, int clients = 3, params (string Name, string Value)[] options)
    {
        var values = options.ToDictionary(static option => option.Name, static option => option.Value);
        Cluster = Cluster.Of(nodes, clients, new SystemOptions(PbftSettings.Options, values));
        Members = Membership.Of(Cluster);
        foreach (var id in Cluster.Nodes.Concat(Cluster.Clients)) _signers[id] = new Signer(Members, id);
    }

    public Cluster Cluster { get; }

    public Membership Members { get; }

    /// <summary>A replica on a bench, after its disk has been read.</summary>
    public NodeBench Start(NodeId self, byte[]? disk = null) => Start(new Replica(Cluster, self), self, disk);

    public static NodeBench Start(Node node, NodeId self, byte[]? disk = null)
    {
        var bench = new NodeBench(node, self, disk);
        bench.FinishDisk();
        bench.Sent.Clear();
        return bench;
    }

    public T Sign<T>(T message) where T : PbftMessage => _signers[message.Author].Sign(message);

    public Request Put(NodeId client, long timestamp, string key = "k", string value = "v") =>
        Sign(new Request(client, timestamp, false, new KvPut(key, value), []));

    public Request Get(NodeId client, long timestamp, bool isReadOnly, string key = "k") =>
        Sign(new Request(client, timestamp, isReadOnly, new KvGet(key), []));

    public PrePrepare PrePrepare(long view, long sequence, params Request[] batch) =>
        Sign(new PrePrepare(Members.Primary(view), view, sequence, batch, []));

    public Prepare Prepare(NodeId author, long view, long sequence, params Request[] batch) =>
        Sign(new Prepare(author, view, sequence, DigestOf(batch), []));

    public Commit Commit(NodeId author, long view, long sequence, params Request[] batch) =>
        Sign(new Commit(author, view, sequence, DigestOf(batch), []));

    public Checkpoint Checkpoint(NodeId author, long sequence, Hash256 state) => Sign(new Checkpoint(author, sequence, state, []));

    public Hash256 DigestOf(params Request[] batch) => Batches.DigestOf(Members, batch);

    /// <summary>A certificate by the primary of a view and the first backups.</summary>
    public PreparedCertificate Prepared(long view, long sequence, params Request[] batch) => Prepared(view, sequence, DigestOf(batch));

    public PreparedCertificate Prepared(long view, long sequence, Hash256 digest)
    {
        var primary = Members.Primary(view);
        return new PreparedCertificate(
            view, sequence, digest, _signers[primary].Sign(StatementKind.PrePrepare, view, sequence, digest),
            [.. Cluster.Nodes.Where(node => node != primary).Take(Members.Quorum - 1).Select(node =>
                new Endorsement(node, _signers[node].Sign(StatementKind.Prepare, view, sequence, digest)))]);
    }

    public CheckpointCertificate Stable(long sequence, Hash256 state) => new(sequence, state,
        [.. Cluster.Nodes.Take(Members.Quorum).Select(node =>
            new Endorsement(node, _signers[node].Sign(StatementKind.Checkpoint, 0, sequence, state)))]);

    public ViewChange ViewChange(NodeId author, long view, params PreparedCertificate[] prepared) =>
        Sign(new ViewChange(author, view, CheckpointCertificate.Beginning, prepared, []));

    /// <summary>The new view that follows from view changes.</summary>
    public NewView NewView(long view, params ViewChange[] changes) =>
        NewView(view, NewViewPlan.Of(Members, changes).Proposals, changes);

    /// <summary>A new view that proposes what the test wants.</summary>
    public NewView NewView(long view, IEnumerable<(long Sequence, Hash256 Digest)> proposals, params ViewChange[] changes)
    {
        var primary = Members.Primary(view);
        return Sign(new NewView(primary, view, changes,
            [.. proposals.Select(proposal => new Proposal(proposal.Sequence, proposal.Digest,
                _signers[primary].Sign(StatementKind.PrePrepare, view, proposal.Sequence, proposal.Digest)))], []));
    }

    /// <summary>Everything that a replica must hear from two others until a batch is executed.</summary>
    public void Order(NodeBench replica, long view, long sequence, IReadOnlyList<NodeId> others, params Request[] batch)
    {
        replica.Hear(Members.Primary(view), PrePrepare(view, sequence, batch));
        foreach (var other in others)
            if (other != Members.Primary(view))
                replica.Hear(other, Prepare(other, view, sequence, batch));
        replica.FinishDisk();
        foreach (var other in others) replica.Hear(other, Commit(other, view, sequence, batch));
    }

    public static List<(long Sequence, ulong Digest)> Decided(NodeBench replica) =>
        [.. replica.Said.Where(static said => said.Kind == NodeEventKind.Decided).Select(static said => (said.Index, said.Digest))];

    public static List<string> Notes(NodeBench replica) =>
        [.. replica.Said.Where(static said => said.Kind == NodeEventKind.Note).Select(static said => said.Text!)];

    public static List<NodeId> ReceiversOf<T>(NodeBench replica) where T : Message =>
        [.. replica.Sent.Where(static sent => sent.Message is T).Select(static sent => sent.To)];
}
