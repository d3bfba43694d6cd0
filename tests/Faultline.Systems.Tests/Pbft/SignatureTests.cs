using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Pbft;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>A signature is for one kind of statement by one author in one cluster, over bytes that mean one thing.</summary>
public sealed class SignatureTests
{
    private static readonly Hash256 Digest = new(1, 2, 3, 4);

    private readonly Cast _cast = new();

    [Fact]
    public void A_statement_differs_by_its_kind_its_author_its_view_its_sequence_number_its_digest_and_its_cluster()
    {
        var cluster = _cast.Members.ClusterId;
        Hash256[] digests =
        [
            Statement.About(cluster, StatementKind.Prepare, N2, 1, 2, Digest),
            Statement.About(cluster, StatementKind.Commit, N2, 1, 2, Digest),
            Statement.About(cluster, StatementKind.Prepare, N3, 1, 2, Digest),
            Statement.About(cluster, StatementKind.Prepare, N2, 2, 2, Digest),
            Statement.About(cluster, StatementKind.Prepare, N2, 2, 1, Digest),
            Statement.About(cluster, StatementKind.Prepare, N2, 1, 2, default),
            Statement.About(new Cast(nodes: 7).Members.ClusterId, StatementKind.Prepare, N2, 1, 2, Digest),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    /// <summary>The canonical bytes are part of what a cluster agrees on: a new release must not change them unnoticed.</summary>
    [Fact]
    public void The_bytes_that_are_signed_stay_as_they_are()
    {
        Assert.Equal(
            Statement.About(default, StatementKind.Prepare, N2, 1, 2, Digest),
            Hash256.Sha256(
            [
                .. "faultline/pbft/1"u8, .. new byte[32], 4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2,
                1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
            ]));
    }

    [Fact]
    public void Requests_that_differ_in_anything_differ_in_what_is_signed()
    {
        KvOperation[] operations =
        [
            new KvPut("a", "bc"), new KvPut("ab", "c"), new KvGet("a"), new KvDelete("a"), new KvCas("a", null, "b"), new KvCas("a", "", "b"),
            new KvCas("a", "b", ""),
        ];

        var digests = operations.Select(operation => new Request(C1, 1, false, operation, []).SignedDigest(_cast.Members))
            .Append(new Request(C1, 2, false, operations[0], []).SignedDigest(_cast.Members))
            .Append(new Request(NodeId.Client(2), 1, false, operations[0], []).SignedDigest(_cast.Members))
            .Append(new Request(C1, 1, true, operations[2], []).SignedDigest(_cast.Members)).ToList();

        Assert.Equal(digests.Count, digests.Distinct().Count());
    }

    [Fact]
    public void A_copy_that_is_changed_is_verified_anew()
    {
        var prepare = _cast.Prepare(N2, 0, 1);
        Assert.True(prepare.IsAuthentic(_cast.Members));

        Assert.False((prepare with { Sequence = 2 }).IsAuthentic(_cast.Members));
        Assert.False((prepare with { Author = N3 }).IsAuthentic(_cast.Members));
        var prePrepare = _cast.PrePrepare(0, 1, _cast.Put(C1, 1));
        Assert.False((prePrepare with { Batch = [] }).IsAuthentic(_cast.Members));
        Assert.True((prePrepare with { }).IsAuthentic(_cast.Members));
    }

    [Fact]
    public void A_verdict_of_one_cluster_is_none_in_another()
    {
        var request = _cast.Put(C1, 1);
        Assert.True(request.IsAuthentic(_cast.Members));

        Assert.False(request.IsAuthentic(new Cast(nodes: 7).Members));
    }

    [Fact]
    public void A_certificate_counts_signers_and_not_signatures()
    {
        var honest = _cast.Prepared(0, 1);
        Assert.True(honest.IsWellFormed(_cast.Members) && honest.IsValid(_cast.Members));
        var twice = honest with { Prepares = [honest.Prepares[0], honest.Prepares[0]] };
        Assert.False(twice.IsWellFormed(_cast.Members));
        Assert.False((honest with { Prepares = honest.Prepares[..1] }).IsValid(_cast.Members));
        Assert.False((honest with { Sequence = 2 }).IsValid(_cast.Members));
        var stable = _cast.Stable(64, Digest);
        Assert.True(stable.IsValid(_cast.Members));
        Assert.False((stable with { Endorsements = stable.Endorsements[1..] }).IsValid(_cast.Members));
        Assert.False((stable with { Sequence = 128 }).IsValid(_cast.Members));
    }

    [Fact]
    public void The_primary_is_no_backup_in_its_own_certificate()
    {
        var digest = _cast.DigestOf();
        var signer = new Signer(_cast.Members, N1);
        var honest = _cast.Prepared(0, 1);
        var padded = honest with
        {
            Prepares = [new Endorsement(N1, signer.Sign(StatementKind.Prepare, 0, 1, digest)), honest.Prepares[0]],
        };

        Assert.True(padded.IsWellFormed(_cast.Members));
        Assert.False(padded.IsValid(_cast.Members));
    }

    [Fact]
    public void What_a_liar_changes_it_signs_in_its_own_name_and_nobody_elses()
    {
        var system = new KvPbft();
        var altered = _cast.PrePrepare(0, 1, _cast.Put(C1, 1)) with { Batch = [] };
        var forged = _cast.Put(C1, 1) with { Timestamp = 2 };

        var said = (PbftMessage)system.Seal(_cast.Cluster, N1, altered);
        Assert.True(said.IsAuthentic(_cast.Members));
        Assert.Equal(N3, ((PbftMessage)system.Seal(_cast.Cluster, N3, altered)).Author);
        Assert.False(((PbftMessage)system.Seal(_cast.Cluster, N1, forged)).IsAuthentic(_cast.Members));
    }
}
