using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Tests.Bitcoin.Headers;
using Faultline.Systems.Tests.Bitcoin.Scenarios;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

/// <summary>Who finds all blocks and lies about their times: what the rules let it do to the difficulty, in headers alone.</summary>
/// <remarks>
/// A period is measured from its first block to its last, so the interval between two periods is measured by nobody. All times stay as low as the median
/// rule allows but for the last of each period, which is true: each period seems to have taken as long as the whole attack (BIP 54).
/// </remarks>
public sealed class TimewarpTests(ITestOutputHelper output)
{
    private const int Period = 2016;

    /// <summary>Difficulty 10^14: that of 2024.</summary>
    private const uint Bits = 0x1702d0a6;

    private const uint Start = 1_700_000_000;
    private const double Day = 86_400;

    [Fact]
    public void The_difficulty_falls_to_the_least_within_forty_days()
    {
        var (days, tip) = Attack(grace: null, backwards: true, periods: 60, out var refused);

        output.WriteLine($"least difficulty after {days:0.0} days and {tip.Height / Period - 1} periods");
        Assert.Null(refused);
        Assert.Equal(0x1d00ffffu, tip.Header.Bits);
        Assert.InRange(days, 36, 40);
    }

    [Fact]
    public void Where_a_period_must_begin_near_the_end_of_the_last_the_first_step_back_is_refused()
    {
        Attack(grace: 7200, backwards: true, periods: 60, out var refused);

        Assert.Same(HeaderRules.Timewarp, refused);
    }

    /// <summary>Two hours are 0.6% of a period, which is all that is left to gain with each.</summary>
    [Fact]
    public void And_who_keeps_to_that_rule_hardly_gains_anything()
    {
        var (_, tip) = Attack(grace: 7200, backwards: false, periods: 10, out var refused);

        Assert.Null(refused);
        var easier = CompactBits.Decode(tip.Header.Bits, out _, out _).ToDouble() / CompactBits.Decode(Bits, out _, out _).ToDouble();
        output.WriteLine($"{easier:0.000} times the target after ten periods");
        Assert.InRange(easier, 1, 1.07);
    }

    /// <summary>
    /// Real nodes, one of which lies and has nine tenths of the hash rate: four periods of 72 blocks take it as long as the headers alone say, but for that
    /// tenth. Their lengths deviate by 8%, so three such errors are allowed for. Here it lies from the first block on.
    /// </summary>
    [Fact]
    public void Among_nodes_the_attack_takes_as_long()
    {
        const int Short = 72;
        var (days, _) = Attack(grace: null, backwards: true, periods: 4, out _, Short, honest: 0);
        var (town, hours) = Nodes("none", Short);

        var tip = town.ChainOf(2).Tip.Ancestor((5 * Short) - 1);
        var begun = hours[Short];
        output.WriteLine($"{hours[(5 * Short) - 1] - begun:0.0} hours against {24 * days / 0.9:0.0}, {Easier(tip):0.0} times the target");
        Assert.Equal(1, (hours[(5 * Short) - 1] - begun) / (24 * days / 0.9), 0.25);
        Assert.InRange(Easier(tip), 8, 25);
    }

    [Fact]
    public void Among_nodes_that_refuse_the_step_back_it_gains_what_the_rule_leaves()
    {
        const int Short = 72;
        var (town, _) = Nodes("bip94", Short);

        // Four periods by 1.4% each, a ninth for the honest blocks that are lost, and the luck of 72 blocks.
        var easier = Easier(town.ChainOf(2).Tip.Ancestor((5 * Short) - 1));
        output.WriteLine($"{easier:0.00} times the target");
        Assert.InRange(easier, 0.7, 1.17 * (1 + (3 / Math.Sqrt(Short))));
    }

    private static (Town Town, double[] Hours) Nodes(string rule, int period)
    {
        var town = new Town(4, $"attack=timewarp first-share=900 retarget={period} timewarp-rule={rule}");
        var hours = new double[5 * period];
        var height = 0;
        for (var time = 0.05; height < hours.Length && time < 120; time += 0.05)
        {
            town.Until(time);
            while (height < hours.Length && town.ChainOf(2).Tip.Height >= height) hours[height++] = time;
        }

        Assert.True(height == hours.Length, $"only {height} blocks in 120 hours");
        return (town, hours);
    }

    private static double Easier(HeaderEntry tip) =>
        CompactBits.Decode(tip.Header.Bits, out _, out _).ToDouble() / CompactBits.Decode(tip.Ancestor(0).Header.Bits, out _, out _).ToDouble();

    /// <summary>One honest period, then the attack until the difficulty is the least or so many periods are over. Every block takes its mean time.</summary>
    private static (double Days, HeaderEntry Tip) Attack(int? grace, bool backwards, int periods, out Rejection? refused, int period = Period, int honest = Period)
    {
        var parameters = NetworkParameters.Mainnet with
        {
            Genesis = NetworkParameters.Mainnet.Genesis with { Bits = Bits, Time = Start },
            TimewarpGraceSeconds = grace,
            RetargetInterval = period,
            IsAwarded = static _ => true,
        };
        var tree = Mined.Tree(parameters);
        var (tip, now, rate) = (tree.Genesis, (double)Start, Target.Work(Bits).ToDouble() / 600);
        var begun = now;
        for (var height = 1; height < (periods + 1) * period; height++)
        {
            var bits = Retargeting.BitsAfter(tip, parameters);
            now += Target.Work(bits).ToDouble() / rate;
            if (height == period) begun = now;
            var header = new BlockHeader(4, tip.Hash, Hash256.Zero, TimeOf(tip, height, (uint)now, backwards, period, honest), bits, 0);
            refused = tree.Add(header, (long)now, out var entry);
            if (refused is not null) return ((now - begun) / Day, tip);
            tip = entry!;
            if (bits == CompactBits.Encode(parameters.EasiestTarget)) break;
        }

        refused = null;
        return ((now - begun) / Day, tip);
    }

    private static uint TimeOf(HeaderEntry parent, int height, uint now, bool backwards, int period, int honest)
    {
        var least = parent.MedianTimePast + 1;
        if (height < honest || (height + 1) % period == 0) return now;
        return height % period == 0 && !backwards ? Math.Max(least, parent.Header.Time - 7200) : least;
    }
}
