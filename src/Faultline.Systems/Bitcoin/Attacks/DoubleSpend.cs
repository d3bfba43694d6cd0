using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>
/// Pays, waits for the goods, and then takes the payment back with a secret branch in which the same coin goes elsewhere.
/// </summary>
/// <remarks>
/// <para>
/// Rosenfeld, "Analysis of Hashrate-Based Double Spending" (2014): the attacker first mines one block in secret and pays then; while the
/// payee waits
/// for confirmations the secret branch grows, and it is published as soon as the payee is content and it has more work than the public one.
/// With no confirmations to wait for this is the attack that Finney described in 2011.
/// </para>
/// <para>
/// Other than in the paper the attacker gives up when it is far behind, and the payment counts from the block that really holds it.
/// </para>
/// </remarks>
/// <param name="payment">What the payee gets to see.</param>
/// <param name="conflict">What spends the same coin.</param>
/// <param name="confirmations">How many blocks the payee waits for; with 0 it is content to have heard of the payment.</param>
/// <param name="giveUp">By how many blocks the secret branch may be behind.</param>
internal sealed class DoubleSpend(Transaction payment, Transaction conflict, int confirmations, int giveUp = DoubleSpend.FarBehind)
    : MiningStrategy
{
    /// <summary>So far behind even 40% of the hash rate catch up in one case of 3,000.</summary>
    public const int FarBehind = 20;

    private ChainState? _chain;
    private HeaderEntry? _fork;
    private HeaderEntry? _secret;
    private bool _hasBeenSeen;

    /// <summary>How it stands.</summary>
    public AttackStage Stage { get; private set; }

    /// <inheritdoc />
    public override IReadOnlyList<Handout> Handouts => Stage == AttackStage.Waiting ? [new Handout(payment)] : [];

    /// <inheritdoc />
    public override void Begin(ChainState chain) => _chain = chain;

    /// <summary>Whether the coin is still there in the chain that the node follows.</summary>
    private bool HasCoin => _chain is null || _chain.Coins.Find(conflict.Inputs[0].Prevout) is not null;

    /// <inheritdoc />
    public override HeaderEntry Parent(MiningView view) => Stage switch
    {
        AttackStage.Waiting => _secret!,
        _ => view.Own,
    };

    /// <inheritdoc />
    public override IReadOnlyList<Transaction>? Body(MiningView view) => Stage switch
    {
        AttackStage.Preparing when HasCoin => [conflict],
        AttackStage.Waiting => [],
        _ => null,
    };

    /// <inheritdoc />
    public override bool Keeps(HeaderEntry withheld) => Stage == AttackStage.Waiting;

    /// <inheritdoc />
    public override bool Wants(Transaction transaction) =>
        Stage is AttackStage.Succeeded or AttackStage.GivenUp || transaction.Id != payment.Id;

    /// <inheritdoc />
    public override int OnFound(MiningView view, Block found)
    {
        var isBeginning = Stage == AttackStage.Preparing && Holds(found, conflict);
        if (Stage != AttackStage.Waiting && !isBeginning) return view.Withheld.Count;
        _secret = view.Withheld[^1];
        if (!isBeginning) return Decide(view);
        _fork = _secret.Parent;
        Stage = AttackStage.Waiting;
        return 0;
    }

    /// <inheritdoc />
    public override int OnOthers(MiningView view) => Stage == AttackStage.Waiting ? Decide(view) : 0;

    /// <inheritdoc />
    public override int OnTime(MiningView view)
    {
        if (Stage != AttackStage.Waiting) return 0;

        // The payee is given the time in between to hear of the payment.
        if (_hasBeenSeen) return Decide(view);
        _hasBeenSeen = true;
        return 0;
    }

    private int Decide(MiningView view)
    {
        if (_secret!.ChainWork > view.Public.ChainWork && IsPayeeContent(view.Public))
        {
            Stage = AttackStage.Succeeded;
            return view.Withheld.Count;
        }

        if (view.Public.Height - _secret.Height > giveUp) Stage = AttackStage.GivenUp;
        return 0;
    }

    private bool IsPayeeContent(HeaderEntry tip)
    {
        if (confirmations == 0) return _hasBeenSeen;
        for (var at = tip; at.Height > _fork!.Height; at = at.Parent!)
            if (HoldsPayment(at))
                return tip.Height - at.Height + 1 >= confirmations;
        return false;
    }

    /// <summary>Whether a block holds the payment; without a chain to look it up in, the first block after the payment does.</summary>
    private bool HoldsPayment(HeaderEntry entry) =>
        _chain is null ? entry.Height == _fork!.Height + 1 : _chain.Find(entry) is { } block && Holds(block, payment);

    private static bool Holds(Block block, Transaction transaction)
    {
        foreach (var other in block.Transactions)
            if (other.Id == transaction.Id)
                return true;
        return false;
    }
}

/// <summary>How an attack stands.</summary>
internal enum AttackStage
{
    /// <summary>It mines the first secret block, and nobody has been paid.</summary>
    Preparing,

    /// <summary>The payee has been paid and waits; the secret branch grows.</summary>
    Waiting,

    /// <summary>The secret branch was published when it was better.</summary>
    Succeeded,

    /// <summary>The secret branch is too far behind.</summary>
    GivenUp,
}
