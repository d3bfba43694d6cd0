using System.Globalization;
using Faultline.Model.Nodes;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

/// <summary>A simulated network in which the first node cheats the second; its nodes can be looked into.</summary>
internal sealed class AttackRun
{
    private readonly Dictionary<NodeId, BitcoinNode> _nodes = [];
    private TimeSpan _time;

    public AttackRun(string attack, ulong seed, int nodes, int share, int confirmations)
    {
        var settings = RunSetup.DefaultsOf("bitcoin") with
        {
            Seed = seed,
            Nodes = nodes,
            Options = new Dictionary<string, string>
            {
                ["attack"] = attack,
                ["first-share"] = share.ToString(CultureInfo.InvariantCulture),
                ["confirmations"] = confirmations.ToString(CultureInfo.InvariantCulture),
            },
        };
        var setup = RunSetup.Of(settings, new FaultPlan([]));
        World = new World(new WorldOptions
        {
            Seed = seed,
            Cluster = setup.Hosts,
            CreateNode = id => _nodes[id] = (BitcoinNode)setup.System.CreateNode(setup.Cluster, id),
            Format = id => setup.System.Format(setup.Cluster, id),
            Codec = setup.System.Codec,
            Plan = setup.Plan,
            Latency = settings.Latency,
            DiskLatency = new DiskLatency { Sync = settings.Disk },
        });
        (Payment, Conflict) = AttackPlan.Transactions(BitcoinNetwork.Of(setup.Cluster));
    }

    public World World { get; }

    public Transaction Payment { get; }

    public Transaction Conflict { get; }

    public BitcoinNode Attacker => _nodes[AttackPlan.Attacker];

    public BitcoinNode Payee => _nodes[AttackPlan.Payee];

    public IEnumerable<BitcoinNode> Nodes => _nodes.Values;

    /// <summary>Whether the payment was ever seen by the payee as one that waits for a block.</summary>
    public bool WasPaymentSeen { get; private set; }

    /// <summary>Whether the attacker's own node ever followed the public chain while the secret branch was still to win.</summary>
    public bool WasBehind { get; private set; }

    /// <summary>Whether the attacker's node ever knew of no secret block although the secret branch was still to win.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Whether the payment is in the chain of the payee.</summary>
    public bool IsPaid => Payee.Chain!.Coins.Find(Payment.Coin(0)) is not null;

    /// <summary>Whether in the chain of the payee the coin went elsewhere.</summary>
    public bool IsCheated => Payee.Chain!.Coins.Find(Conflict.Coin(0)) is not null;

    /// <summary>Lets time pass until something is so, or a limit is reached.</summary>
    public bool Until(Func<AttackRun, bool> condition, TimeSpan limit)
    {
        while (_time < limit)
        {
            World.RunUntil(_time += TimeSpan.FromSeconds(5));
            WasPaymentSeen |= Payee.Inside?.Pool.Find(Payment.Id) is not null;
            if (Attacker.Strategy is DoubleSpend { Stage: AttackStage.Waiting })
            {
                WasBehind |= Attacker.Chain!.Coins.Find(Conflict.Coin(0)) is null;
                HasForgotten |= Attacker.Inside!.Follower.Withheld.Count == 0;
            }

            if (Payee.Inside is not null && Attacker.Inside is not null && condition(this)) return true;
        }

        return false;
    }
}
