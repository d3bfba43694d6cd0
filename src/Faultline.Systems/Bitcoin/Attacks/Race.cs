using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>Gives the payee a payment and everybody else one that spends the same coin, at the same moment.</summary>
/// <remarks>
/// Karame, Androulaki and Capkun, "Double-Spending Fast Payments in Bitcoin" (2012). It needs no hash rate and no luck in mining: who
/// accepts a
/// payment before it is in a block sees one transaction, and miners see the other first.
/// </remarks>
/// <param name="payment">What the payee gets.</param>
/// <param name="conflict">What all others get.</param>
/// <param name="payee">Who is paid.</param>
internal sealed class Race(Transaction payment, Transaction conflict, NodeId payee) : MiningStrategy
{
    /// <inheritdoc />
    public override IReadOnlyList<Handout> Handouts { get; } = [new Handout(payment, To: payee), new Handout(conflict, Except: payee)];

    /// <inheritdoc />
    public override bool Wants(Transaction transaction) => transaction.Id != payment.Id;

    /// <inheritdoc />
    public override int OnFound(MiningView view, Block found) => view.Withheld.Count;

    /// <inheritdoc />
    public override int OnOthers(MiningView view) => view.Withheld.Count;
}
