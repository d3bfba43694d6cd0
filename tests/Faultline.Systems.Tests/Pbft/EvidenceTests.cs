using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Pbft;
using Faultline.Systems.Signatures;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>Evidence of equivocation convicts a replica before anyone who has its public key, and nobody who is honest.</summary>
public sealed class EvidenceTests
{
    private readonly Cast _cast = new();

    public static TheoryData<string> Schemes => [.. SignatureSchemes.All.Select(static scheme => scheme.Name)];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_stranger_verifies_it_from_its_bytes_with_the_public_key_alone(string scheme)
    {
        var cast = new Cast(options: ("signatures", scheme));
        var bytes = Against(cast, N1).ToBytes();
        var publicKey = cast.Members.PublicKeyOf(N1);

        Assert.True(Evidence.TryRead(bytes, out var evidence));
        Assert.True(evidence.Verify(SignatureSchemes.Find(scheme)!, publicKey));
        Assert.False(evidence.Verify(SignatureSchemes.Find(scheme)!, cast.Members.PublicKeyOf(N2)));
    }

    [Fact]
    public void Nobody_can_make_it_out_of_what_an_honest_replica_has_signed()
    {
        var honest = _cast.Prepare(N2, 0, 1, _cast.Put(C1, 1));
        var next = _cast.Prepare(N2, 0, 2, _cast.Put(C1, 2));
        var commit = _cast.Commit(N2, 0, 1, _cast.Put(C1, 1));
        var other = _cast.Prepare(N3, 0, 1, _cast.Put(C1, 2));
        var cluster = _cast.Members.ClusterId;

        Assert.False(Convicts(new(cluster, StatementKind.Prepare, N2, 0, 1, honest.Digest, honest.Signature, honest.Digest, honest.Signature)));
        Assert.False(Convicts(new(cluster, StatementKind.Prepare, N2, 0, 1, honest.Digest, honest.Signature, next.Digest, next.Signature)));
        Assert.False(Convicts(new(cluster, StatementKind.Prepare, N2, 0, 1, honest.Digest, honest.Signature, next.Digest, commit.Signature)));
        Assert.False(Convicts(new(cluster, StatementKind.Prepare, N2, 0, 1, honest.Digest, honest.Signature, other.Digest, other.Signature)));
        Assert.False(Convicts(new(default, StatementKind.Prepare, N2, 0, 1, honest.Digest, honest.Signature, next.Digest, next.Signature)));
        Assert.False(Convicts(Against(_cast, N1) with { Author = N2 }));
        Assert.False(Convicts(Against(_cast, N2) with { FirstSignature = null! }));
    }

    [Fact]
    public void Statements_of_which_an_honest_replica_may_sign_two_are_none()
    {
        var evidence = Against(_cast, N2);
        foreach (var kind in Enum.GetValues<StatementKind>())
        {
            var signer = new Signer(_cast.Members, N2);
            var same = evidence with
            {
                Kind = kind,
                FirstSignature = signer.Sign(kind, evidence.View, evidence.Sequence, evidence.First),
                SecondSignature = signer.Sign(kind, evidence.View, evidence.Sequence, evidence.Second),
            };
            var isBinding = kind is StatementKind.PrePrepare or StatementKind.Prepare or StatementKind.Commit or StatementKind.Checkpoint;
            Assert.Equal(isBinding, Convicts(same));
        }
    }

    [Fact]
    public void Any_bytes_can_be_read_and_convict_nobody()
    {
        var random = new Prng(7);
        var honest = Against(_cast, N2).ToBytes();
        for (var i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. honest];
            for (var flips = random.Below(4) + 1; flips > 0; flips--) bytes[random.Below(bytes.Length)] ^= (byte)(1 << random.Below(8));
            if (bytes.AsSpan().SequenceEqual(honest)) continue;
            if (Evidence.TryRead(bytes.AsSpan(0, random.Below(bytes.Length + 1)), out var evidence)) Assert.False(Convicts(evidence));
        }
    }

    [Fact]
    public void A_replica_finds_two_prepares_two_commits_and_two_checkpoints_and_keeps_one_of_each_kind()
    {
        var replica = new Replica(_cast.Cluster, N2);
        var bench = Cast.Start(replica, N2);
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            bench.Hear(N3, _cast.Prepare(N3, 0, sequence, _cast.Put(C1, 1)), _cast.Prepare(N3, 0, sequence, _cast.Put(C1, 2)));
            bench.Hear(N3, _cast.Commit(N3, 0, sequence, _cast.Put(C1, 1)), _cast.Commit(N3, 0, sequence, _cast.Put(C1, 2)));
            bench.Hear(N3, _cast.Checkpoint(N3, 64 * sequence, default), _cast.Checkpoint(N3, 64 * sequence, new Hash256(1, 0, 0, 0)));
        }

        Assert.Equal([StatementKind.Prepare, StatementKind.Commit, StatementKind.Checkpoint], replica.Evidence.Select(static e => e.Kind));
        Assert.All(replica.Evidence, evidence => Assert.True(evidence.Verify(_cast.Members.Scheme, _cast.Members.PublicKeyOf(N3))));
        Assert.Equal(3, Cast.Notes(bench).Count(static note => note.StartsWith("evidence: n3", StringComparison.Ordinal)));
    }

    private bool Convicts(Evidence evidence) => evidence.Verify(_cast.Members.Scheme, _cast.Members.PublicKeyOf(N2));

    private static Evidence Against(Cast cast, NodeId liar)
    {
        var (first, second) = (new Hash256(1, 0, 0, 0), new Hash256(2, 0, 0, 0));
        var signer = new Signer(cast.Members, liar);
        return new Evidence(
            cast.Members.ClusterId, StatementKind.PrePrepare, liar, 3, 17,
            first, signer.Sign(StatementKind.PrePrepare, 3, 17, first), second, signer.Sign(StatementKind.PrePrepare, 3, 17, second));
    }
}
