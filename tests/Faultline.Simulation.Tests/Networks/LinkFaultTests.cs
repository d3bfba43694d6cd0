using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Networks;

public sealed class LinkFaultTests
{
    private const int Numbers = 1_000;

    private static readonly TimeSpan Always = TimeSpan.FromHours(1);

    [Fact]
    public void Without_faults_everything_arrives_once_and_in_its_time()
    {
        var chatter = new Chatter(2, Numbers);

        Assert.Equal(Enumerable.Range(0, Numbers).Select(static number => (long)number), chatter.HeardBy(N2, N1));
        Assert.Equal(Ms(2), chatter.Heard[0].Time);
        var counters = chatter.World.NetworkCounters;
        Assert.Equal((2L * Numbers, 2L * Numbers, 0L, 0L, 16L * Numbers),
            (counters.Sent, counters.Delivered, counters.Dropped, counters.Duplicated, counters.Bytes));
    }

    [Fact]
    public void Latency_is_drawn_from_its_whole_range_and_no_wider()
    {
        var range = new LatencyRange(Ms(1), Ms(1.9));
        var chatter = new Chatter(2, Numbers, range);

        var latencies = chatter.Heard.Select(static entry => entry.Time - Ms(entry.Number + 1)).ToList();

        Assert.InRange(latencies.Min(), Ms(1), Ms(1.01));
        Assert.InRange(latencies.Max(), Ms(1.89), Ms(1.9));
    }

    [Fact]
    public void Loss_drops_about_as_many_messages_as_it_says_and_counts_them()
    {
        var chatter = new Chatter(2, Numbers, faults: new LossFault { Start = Ms(0), End = Always, Chance = Chance.Percent(20) });

        var lost = (2 * Numbers) - chatter.Heard.Count;

        Assert.InRange(lost, 310, 490);
        Assert.Equal(lost, chatter.Effect[EffectUnit.MessagesDropped]);
        Assert.Equal(lost, chatter.World.NetworkCounters.Dropped);
        Assert.Equal(chatter.HeardBy(N2, N1).Distinct().Order(), chatter.HeardBy(N2, N1));
    }

    [Fact]
    public void Loss_of_one_nodes_links_leaves_the_others_alone()
    {
        var chatter = new Chatter(3, Numbers, faults: new LossFault
        {
            Start = Ms(0),
            End = Always,
            Node = N3,
            Chance = Chance.Always,
        });

        Assert.Equal(Numbers, chatter.HeardBy(N1, N2).Length);
        Assert.Equal(Numbers, chatter.HeardBy(N2, N1).Length);
        Assert.DoesNotContain(chatter.Heard, static entry => entry.From == N3 || entry.To == N3);
    }

    [Fact]
    public void A_fault_lasts_from_its_start_to_its_end()
    {
        var chatter = new Chatter(2, Numbers, faults: new LossFault { Start = Ms(100.5), End = Ms(200.5), Chance = Chance.Always });

        // Number k is said at millisecond k + 1.
        Assert.Equal(
            Enumerable.Range(100, 100).Select(static number => (long)number),
            Enumerable.Range(0, Numbers).Select(static number => (long)number).Except(chatter.HeardBy(N2, N1)));
    }

    [Fact]
    public void Duplication_delivers_messages_twice_and_counts_them()
    {
        var chatter = new Chatter(2, Numbers, faults: new DuplicationFault
        {
            Start = Ms(0),
            End = Always,
            Chance = Chance.Percent(30),
        });

        var extra = chatter.Heard.Count - (2 * Numbers);

        Assert.InRange(extra, 490, 710);
        Assert.Equal(extra, chatter.Effect[EffectUnit.MessagesDuplicated]);
        Assert.Equal(extra, chatter.World.NetworkCounters.Duplicated);
        Assert.All(chatter.HeardBy(N2, N1).GroupBy(static number => number), static group => Assert.InRange(group.Count(), 1, 2));
    }

    [Fact]
    public void Reordering_lets_later_messages_overtake_some()
    {
        var chatter = new Chatter(2, Numbers, faults: new ReorderingFault
        {
            Start = Ms(0),
            End = Always,
            Chance = Chance.Percent(10),
            Delay = Ms(50),
        });

        var heard = chatter.HeardBy(N2, N1);

        Assert.Equal(Numbers, heard.Length);
        Assert.NotEqual(heard.Order(), heard);
        Assert.InRange(chatter.Effect[EffectUnit.MessagesDelayed], 130, 270);
    }

    [Fact]
    public void Slow_links_delay_every_message()
    {
        var chatter = new Chatter(2, Numbers, faults: new SlowLinksFault
        {
            Start = Ms(0),
            End = Always,
            Chance = Chance.Always,
            Delay = Ms(100),
        });

        Assert.Equal(2 * Numbers, chatter.Heard.Count);
        Assert.Equal(2 * Numbers, chatter.Effect[EffectUnit.MessagesDelayed]);
        Assert.All(chatter.Heard, static entry =>
            Assert.InRange(entry.Time, Ms(entry.Number + 2) + TimeSpan.FromTicks(1), Ms(entry.Number + 102)));
    }

    [Fact]
    public void Two_faults_of_one_link_act_independently()
    {
        Fault[] faults =
        [
            new LossFault { Start = Ms(0), End = Always, Chance = Chance.Percent(50) },
            new LossFault { Start = Ms(0), End = Ms(500), Chance = Chance.Percent(50) },
        ];

        var chatter = new Chatter(2, Numbers, faults: faults);

        Assert.InRange(chatter.Heard.Count(static entry => entry.Time < Ms(500)), 190, 310);
        Assert.InRange(chatter.Heard.Count(static entry => entry.Time > Ms(500)), 430, 570);
        Assert.All(chatter.World.Effects, static effect => Assert.True(effect.Count > 100));
    }
}
