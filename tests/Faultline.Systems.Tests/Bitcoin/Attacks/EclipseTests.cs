using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Tests.Bitcoin.Scenarios;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

/// <summary>
/// Forty-one nodes of one owner around one of twenty others, which joins after an hour and is started again after three: the scenario bitcoin-eclipse.
/// </summary>
/// <remarks>
/// Whether it works is a matter of chance: which addresses meet in the victim's tables, and whom it calls first. In 40 seeds it worked in 35 without the
/// defences and in 1 with them; the limits are three standard errors from there.
/// </remarks>
public sealed class EclipseTests(ITestOutputHelper output)
{
    private const int Honest = 21;
    private const int Accomplices = 40;

    [Theory]
    [InlineData("off", 3, 4)]
    [InlineData("on", 0, 1)]
    public void A_restart_is_enough_where_nodes_do_not_defend_themselves(string defences, int least, int most) => Count(defences, 4, least, most);

    [Theory(Explicit = true)]
    [InlineData("off", 29, 40)]
    [InlineData("on", 0, 4)]
    public void So_it_is_in_forty_seeds(string defences, int least, int most) => Count(defences, 40, least, most);

    [Fact]
    public void What_the_victim_takes_for_final_is_in_nobody_elses_chain()
    {
        var town = Around(seed: 2, "off").Until(9);

        var own = town.Decided.Where(static decision => decision.Key.Node == AttackPlan.Payee).MaxBy(static decision => decision.Key.Height);
        var others = town.Decided.Where(decision => decision.Key.Height == own.Key.Height && decision.Key.Node != AttackPlan.Payee).ToArray();
        Assert.Equal(Honest - 2, others.Length);
        Assert.All(others, other => Assert.NotEqual(own.Value, other.Value));
    }

    private void Count(string defences, int runs, int least, int most)
    {
        var eclipsed = 0;
        for (var seed = 1; seed <= runs; seed++)
        {
            Peer[] peers = [.. Around((ulong)seed, defences).Until(3.5).Node(2).Inside!.Connections.Open.Where(static peer => peer.RelaysBlocks)];
            Assert.NotEmpty(peers);
            if (!peers.Any(static peer => IsHonest(peer.Id))) eclipsed++;
        }

        output.WriteLine($"{eclipsed} of {runs} seeds");
        Assert.InRange(eclipsed, least, most);
    }

    private static Town Around(ulong seed, string defences)
    {
        AbsentFault[] away =
        [
            new() { Start = TimeSpan.Zero, End = Town.Hours(1), Nodes = [AttackPlan.Payee] },
            new() { Start = Town.Hours(3), End = TimeSpan.FromMinutes(190), Nodes = [AttackPlan.Payee] },
        ];
        return new Town(
            Honest + Accomplices,
            $"attack=eclipse attack-at=11100 accomplices={Accomplices} first-share=300 miners={Honest} inbound=20 address-places=8 "
            + $"eclipse-defences={defences}",
            away, seed);
    }

    private static bool IsHonest(NodeId node) => node.Number is > 1 and <= Honest;
}
