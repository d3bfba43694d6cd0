using System.Globalization;
using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>Which attack the first node makes, by a run's options.</summary>
internal static class AttackPlan
{
    /// <summary>The option's values.</summary>
    public const string None = "none", RaceName = "race", FinneyName = "finney", DoubleSpendName = "double-spend", SelfishName = "selfish",
        EclipseName = "eclipse", TimewarpName = "timewarp";

    /// <summary>Who attacks, and who is paid.</summary>
    public static readonly NodeId Attacker = NodeId.Node(1), Payee = NodeId.Node(2);

    /// <summary>
    /// Where the attacker keeps what it gets back: apart from what its users pay with, or they would pay with money that may never be.
    /// </summary>
    private static readonly NodeId Purse = NodeId.Node(int.MaxValue);

    /// <summary>Above these odds a payment is not safe; Nakamoto's own table (section 11) is for them.</summary>
    private const double MostRisk = 0.001;

    /// <summary>Why the attack is too strong for what the system promises, as a condition in words; null where it is not.</summary>
    public static string? WhyTooStrong(BitcoinSettings settings)
    {
        if (settings.Attack == EclipseName && !settings.IsGuarded)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{settings.Accomplices + 1} nodes of one owner surround {Payee}, and nodes do not defend themselves against that");
        }

        if (settings.Attack == TimewarpName && settings.ShareOf(Attacker) > 0.5)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Attacker} has {100 * settings.ShareOf(Attacker):0.#}% of the hash rate and builds on its own blocks alone");
        }

        if (settings.Attack is not (DoubleSpendName or SelfishName)) return null;
        var share = settings.ShareOf(Attacker);
        var odds = DoubleSpendOdds.Rosenfeld(share, settings.Confirmations);
        var what = settings.Attack == SelfishName ? "can take back" : "takes back";
        return odds < MostRisk ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{Attacker} has {100 * share:0.#}% of the hash rate, "
            + $"which {what} {100 * odds:0.##}% of payments with {settings.Confirmations} confirmations");
    }

    /// <summary>
    /// The largest share of the hash rate, in whole thousandths, against which a payment with so many confirmations is safe
    /// (Rosenfeld 2014).
    /// </summary>
    public static double SafeShare(int confirmations)
    {
        var perMille = 0;
        while (DoubleSpendOdds.Rosenfeld((perMille + 1) / 1_000.0, confirmations) < MostRisk) perMille++;
        return perMille / 1_000.0;
    }

    /// <summary>How a node mines.</summary>
    /// <param name="network">The network.</param>
    /// <param name="self">Which node.</param>
    public static MiningStrategy StrategyOf(BitcoinNetwork network, NodeId self)
    {
        if (network.Settings.Attack == EclipseName) return Owner(network.Settings) is var own && own.Contains(self)
            ? new Eclipse(Payee, own, network.Settings.AttackAt)
            : new HonestMining();
        if (self != Attacker || network.Settings.Attack == None) return new HonestMining();
        if (network.Settings.Attack == TimewarpName) return new Timewarp(network.Parameters);
        if (network.Settings.Attack == SelfishName) return new Selfish();
        var (payment, conflict) = Transactions(network);
        return network.Settings.Attack switch
        {
            RaceName => new Race(payment, conflict, Payee),
            FinneyName => new DoubleSpend(payment, conflict, confirmations: 0),
            _ => new DoubleSpend(payment, conflict, network.Settings.Confirmations),
        };
    }

    /// <summary>
    /// The two transactions of which one can be valid: what the payee is shown, and what the attacker wants to come true.
    /// </summary>
    public static (Transaction Payment, Transaction Conflict) Transactions(BitcoinNetwork network)
    {
        // The attacker's last coin of the endowment: its users' payments take others first, which are lower in the order of names.
        var key = network.KeyOf(Attacker);
        var coin = BitcoinNetwork.CoinsOfNode - 1;
        var spent = new Spending(network.Endowment.Coin(coin), network.Endowment.Outputs[coin], key);
        return (Pay(spent, KeyHash.Of(network.KeyOf(Payee).PublicKey)), Pay(spent, KeyHash.Of(network.KeyOf(Purse).PublicKey)));
    }

    /// <summary>The attacker and its accomplices: they are one owner's nodes.</summary>
    private static List<NodeId> Owner(BitcoinSettings settings) => [Attacker, .. settings.Cluster.Nodes.TakeLast(settings.Accomplices)];

    private static Transaction Pay(Spending spent, Hash256 keyHash)
    {
        const long Fee = 20_000;
        return TransactionSigner.Sign([spent], [TransactionOutput.To(spent.Output.Amount - Fee, keyHash)]);
    }
}
