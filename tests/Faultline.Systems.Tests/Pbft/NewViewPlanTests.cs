using Faultline.Systems.BlockChain;
using Faultline.Systems.Pbft;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>What a new view proposes follows from its view changes, and from nothing else (section 4.4).</summary>
public sealed class NewViewPlanTests
{
    private readonly Cast _cast = new();
    private readonly Request[] _a;
    private readonly Request[] _b;

    public NewViewPlanTests()
    {
        _a = [_cast.Put(C1, 1, value: "a")];
        _b = [_cast.Put(C1, 1, value: "b")];
    }

    private Hash256 Nothing => _cast.DigestOf();

    [Fact]
    public void Nothing_has_prepared_and_nothing_is_proposed() =>
        Assert.Empty(Plan(_cast.ViewChange(N2, 1), _cast.ViewChange(N3, 1), _cast.ViewChange(N4, 1)).Proposals);

    [Fact]
    public void What_has_prepared_anywhere_keeps_its_sequence_number_and_gaps_get_the_null_request()
    {
        var plan = Plan(_cast.ViewChange(N2, 1, _cast.Prepared(0, 2, _a)), _cast.ViewChange(N3, 1), _cast.ViewChange(N4, 1, _cast.Prepared(0, 4, _b)));

        Assert.Equal([(1, Nothing), (2, _cast.DigestOf(_a)), (3, Nothing), (4, _cast.DigestOf(_b))], plan.Proposals);
    }

    [Fact]
    public void Of_two_batches_that_prepared_in_different_views_the_later_one_is_proposed()
    {
        var (early, late) = (_cast.Prepared(0, 1, _a), _cast.Prepared(2, 1, _b));

        Assert.Equal(_cast.DigestOf(_b), Plan(_cast.ViewChange(N2, 3, early), _cast.ViewChange(N3, 3, late)).Proposals[0].Digest);
        Assert.Equal(_cast.DigestOf(_b), Plan(_cast.ViewChange(N2, 3, late), _cast.ViewChange(N3, 3, early)).Proposals[0].Digest);
    }

    [Fact]
    public void It_begins_behind_the_latest_stable_checkpoint()
    {
        var stable = _cast.Stable(64, new Hash256(9, 9, 9, 9));
        var change = _cast.Sign(_cast.ViewChange(N3, 1) with { Stable = stable, Prepared = [_cast.Prepared(0, 66, _a)] });

        var plan = Plan(_cast.ViewChange(N2, 1, _cast.Prepared(0, 63, _b)), change);

        Assert.Equal(64, plan.Stable.Sequence);
        Assert.Equal([(65, Nothing), (66, _cast.DigestOf(_a))], plan.Proposals);
    }

    [Fact]
    public void A_new_view_that_follows_is_accepted() => Assert.Null(Objection(_cast.NewView(1, Honest)));

    [Fact]
    public void A_new_view_that_leaves_out_adds_or_changes_a_proposal_is_refused()
    {
        const string refusal = "its proposals do not follow from its view changes";
        var honest = NewViewPlan.Of(_cast.Members, Honest).Proposals;

        Assert.Equal(refusal, Objection(_cast.NewView(1, honest.Take(1), Honest)));
        Assert.Equal(refusal, Objection(_cast.NewView(1, [.. honest, (3, Nothing)], Honest)));
        Assert.Equal(refusal, Objection(_cast.NewView(1, [(1, _cast.DigestOf(_b)), honest[1]], Honest)));
        Assert.Equal(refusal, Objection(_cast.NewView(1, [honest[1], honest[0]], Honest)));
        var unsigned = _cast.NewView(1, Honest);
        Assert.Equal(refusal, Objection(_cast.Sign(unsigned with { Proposals = [.. unsigned.Proposals.Select(static p => p with { Signature = [1] })] })));
    }

    [Fact]
    public void A_new_view_without_a_quorum_of_distinct_replicas_is_refused()
    {
        var two = Honest[..2];
        Assert.Equal("its view changes are by too few replicas", Objection(_cast.NewView(1, two)));
        Assert.Equal("its view changes are by too few replicas", Objection(_cast.NewView(1, [two[0], two[1], two[1]])));
    }

    [Fact]
    public void A_new_view_by_another_or_with_view_changes_for_another_view_or_without_proof_is_refused()
    {
        var honest = _cast.NewView(1, Honest);
        Assert.Equal("it is not by the view's primary", Objection(_cast.Sign(honest with { Author = N3 })));
        Assert.Equal("a view change in it is for another view", Objection(_cast.NewView(1, [Honest[0], Honest[1], _cast.ViewChange(N4, 2)])));
        var unproved = _cast.ViewChange(N4, 1, _cast.Prepared(0, 5, _a) with { Sequence = 6 });
        Assert.Equal("a view change in it is not proved", Objection(_cast.NewView(1, [Honest[0], Honest[1], unproved])));
        var forged = Honest[2] with { Signature = [1, 2, 3] };
        Assert.Equal("a view change in it is not proved", Objection(_cast.NewView(1, [Honest[0], Honest[1], forged])));
    }

    [Fact]
    public void A_view_change_with_a_certificate_of_its_own_view_or_out_of_order_is_malformed()
    {
        Assert.False(_cast.ViewChange(N2, 1, _cast.Prepared(1, 1, _a)).IsWellFormed(_cast.Members));
        Assert.False(_cast.ViewChange(N2, 2, _cast.Prepared(1, 2, _a), _cast.Prepared(1, 1, _a)).IsWellFormed(_cast.Members));
        Assert.False(_cast.ViewChange(N2, 2, _cast.Prepared(1, 1, _a), _cast.Prepared(0, 1, _b)).IsWellFormed(_cast.Members));
    }

    private ViewChange[] Honest =>
        [_cast.ViewChange(N2, 1, _cast.Prepared(0, 1, _a)), _cast.ViewChange(N3, 1, _cast.Prepared(0, 2, _b)), _cast.ViewChange(N4, 1)];

    private NewViewPlan Plan(params ViewChange[] changes) => NewViewPlan.Of(_cast.Members, changes);

    private string? Objection(NewView message) => NewViewPlan.Objection(_cast.Members, message, _cast.Members.Quorum, trustsProposals: false);
}
