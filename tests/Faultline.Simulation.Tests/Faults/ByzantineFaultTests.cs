using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

/// <summary>Three nodes say 0 to 299 to each other, and n1 lies from 100 ms to 200 ms: a hundred times to each of the others.</summary>
public sealed class ByzantineFaultTests
{
    private const int Numbers = 300;

    private static readonly long[] Honest = [.. Enumerable.Range(0, Numbers).Select(static number => (long)number)];

    private static readonly (TimeSpan Start, TimeSpan End) Window = (Ms(100.5), Ms(200.5));

    [Fact]
    public void A_silent_node_sends_nothing_and_still_hears()
    {
        var chatter = Chat(new SilentFault { Start = Window.Start, End = Window.End, Nodes = [N1] });

        foreach (var other in new[] { N2, N3 })
        {
            Assert.Equal([.. Honest[..100], .. Honest[200..]], chatter.HeardBy(other, N1));
            Assert.Equal(Honest, chatter.HeardBy(N1, other));
        }

        Assert.Equal(200, chatter.Effect[EffectUnit.MessagesWithheld]);
    }

    [Fact]
    public void A_node_that_is_silent_towards_one_talks_to_the_other()
    {
        var chatter = Chat(new SilentTowardsFault { Start = Window.Start, End = Window.End, Nodes = [N1], Towards = [N3] });

        Assert.Equal(Honest, chatter.HeardBy(N2, N1));
        Assert.Equal([.. Honest[..100], .. Honest[200..]], chatter.HeardBy(N3, N1));
        Assert.Equal(100, chatter.Effect[EffectUnit.MessagesWithheld]);
    }

    [Fact]
    public void An_equivocating_node_tells_some_another_number_than_the_rest()
    {
        var chatter = Chat(new EquivocationFault
        {
            Start = Window.Start,
            End = Window.End,
            Nodes = [N1],
            Towards = [N3],
            Chance = Chance.Always,
        });

        Assert.Equal(Honest, chatter.HeardBy(N2, N1));
        var lies = chatter.HeardBy(N3, N1).Zip(Honest).Where(static pair => pair.First != pair.Second).Select(static pair => pair.Second);
        Assert.Equal(Honest[100..200], lies);
        Assert.Equal(100, chatter.Effect[EffectUnit.MessagesAltered]);
    }

    [Fact]
    public void All_who_are_told_something_else_are_told_the_same()
    {
        var heard = new List<(NodeId By, long Number)>();
        var world = Of(4, id => new ScriptedNode
        {
            Start = context =>
            {
                if (id == N1) context.SetTimer(new TimerKind("say"), Ms(150));
            },
            Ring = static (context, _) => context.Broadcast(Cluster(4).Nodes, new Say(7)),
            Hear = (_, _, number) => heard.Add((id, number)),
        }, faults: new EquivocationFault { Start = Window.Start, End = Window.End, Nodes = [N1], Towards = [N2, N3], Chance = Chance.Always });

        world.RunUntil(Ms(300));

        var told = heard.OrderBy(static entry => entry.By).Select(static entry => entry.Number).ToArray();
        Assert.Equal((told[0], 7L), (told[1], told[2]));
        Assert.NotEqual(7, told[0]);
    }

    [Fact]
    public void A_node_that_alters_says_something_else_now_and_then()
    {
        var chatter = Chat(new AlterFault { Start = Window.Start, End = Window.End, Nodes = [N1], Chance = Chance.Percent(50) });

        var lies = chatter.Heard.Count(entry => entry.From == N1 && Math.Abs(entry.Time.TotalMilliseconds - 2 - entry.Number) > 0.5);
        Assert.InRange(lies, 70, 130);
        Assert.Equal(lies, chatter.Effect[EffectUnit.MessagesAltered]);
    }

    [Fact]
    public void A_replaying_node_sends_what_it_has_said_once_more_to_anyone()
    {
        var chatter = Chat(new ReplayFault { Start = Window.Start, End = Window.End, Nodes = [N1], Chance = Chance.Always });

        var extra = new[] { N2, N3 }.SelectMany(node => chatter.HeardBy(node, N1)).Count() - (2 * Numbers);
        Assert.Equal(199, extra);
        Assert.Equal(199, chatter.Effect[EffectUnit.MessagesReplayed]);
        Assert.All(chatter.HeardBy(N2, N1).GroupBy(static number => number).Where(static group => group.Count() > 1),
            static again => Assert.InRange(again.Key, 100, 199));
    }

    [Fact]
    public void A_forging_node_speaks_in_anothers_name()
    {
        var chatter = Chat(new ForgedSenderFault { Start = Window.Start, End = Window.End, Nodes = [N1], Chance = Chance.Always, As = N2 });

        // To n2 itself it cannot speak as n2.
        Assert.Equal(Honest, chatter.HeardBy(N2, N1));
        Assert.Equal(Numbers - 100, chatter.HeardBy(N3, N1).Length);
        Assert.Equal(Numbers + 100, chatter.HeardBy(N3, N2).Length);
        Assert.Equal((100L, 0L), (chatter.Effect[EffectUnit.MessagesForged], chatter.Effect[EffectUnit.MessagesRejected]));
    }

    [Fact]
    public void Where_messages_are_signed_a_forged_one_is_rejected()
    {
        var heard = 0;
        var forged = new ForgedSenderFault { Start = Window.Start, End = Window.End, Nodes = [N1], Chance = Chance.Always };
        var options = Options(3, id => new ScriptedNode
        {
            Start = static context => context.SetTimer(new TimerKind("say"), Ms(150)),
            Ring = (context, _) =>
            {
                if (id == N1) context.Send(N3, new Say(1));
            },
            Hear = (_, _, _) => heard++,
        }, faults: forged);
        var world = new World(options with { SignsMessages = true });

        world.RunUntil(Ms(300));

        Assert.Equal(0, heard);
        Assert.Equal((0L, 1L), (world.Effects[0][EffectUnit.MessagesForged], world.Effects[0][EffectUnit.MessagesRejected]));
        Assert.Equal("1 forged messages rejected", world.Effects[0].ToString());
        Assert.Equal(1, world.NetworkCounters.Dropped);
    }

    [Fact]
    public void A_node_that_computes_wrongly_gives_its_own_users_wrong_results()
    {
        var results = new Results();
        var world = Of(1, static _ => new ScriptedNode
        {
            Asked = static (context, request) => context.Complete(request.Id, new KvResult(true, "5")),
        }, faults: new WrongComputationFault { Start = Window.Start, End = Window.End, Nodes = [N1], Chance = Chance.Always });
        world.Observe(results);

        for (var id = 0; id < 3; id++)
        {
            var request = new ClientRequest(id, new KvGet("k"));
            world.At(Ms(50 + (100 * id)), "ask", () => world.Request(N1, request));
        }

        world.RunUntil(Ms(400));

        var honest = new KvResult(true, "5");
        Assert.Equal([true, false, true], results.All.Select(result => honest.Equals(result)));
        Assert.Equal(1, world.Effects[0][EffectUnit.WrongResults]);
    }

    [Fact]
    public void A_node_never_lies_to_itself()
    {
        var heard = new List<long>();
        var world = Of(1, _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(new TimerKind("say"), Ms(150)),
            Ring = static (context, _) => context.Send(N1, new Say(7)),
            Hear = (_, _, number) => heard.Add(number),
        }, faults: [new SilentFault { Start = Window.Start, End = Window.End, Nodes = [N1] }]);

        world.RunUntil(Ms(300));

        Assert.Equal([7], heard);
        Assert.Equal(0, world.Effects[0].Count);
    }

    [Fact]
    public void Several_lies_of_one_node_work_on_each_other()
    {
        var chatter = Chat(
            new AlterFault { Start = Window.Start, End = Window.End, Nodes = [N1], Chance = Chance.Always },
            new SilentTowardsFault { Start = Window.Start, End = Window.End, Nodes = [N1], Towards = [N2] });

        Assert.Equal([.. Honest[..100], .. Honest[200..]], chatter.HeardBy(N2, N1));
        Assert.Equal(100, chatter.HeardBy(N3, N1).Zip(Honest).Count(static pair => pair.First != pair.Second));
        Assert.Equal((200L, 100L), (chatter.World.Effects[0].Count, chatter.World.Effects[1].Count));
    }

    [Fact]
    public void A_node_that_was_lied_to_may_believe_in_nodes_that_do_not_exist_and_an_honest_world_may_not()
    {
        ScriptedNode Create(NodeId id) => new()
        {
            Start = static context => context.SetTimer(new TimerKind("say"), Ms(150)),
            Ring = static (context, _) => context.Send(NodeId.Node(9), new Say(1)),
        };
        var honest = Of(3, Create);
        var lied = Of(3, Create, faults: new SilentFault { Start = Window.Start, End = Window.End, Nodes = [N1] });

        honest.RunUntil(Ms(300));
        lied.RunUntil(Ms(300));

        Assert.Contains("there is no n9 in this world", honest.Finding!.Message, StringComparison.Ordinal);
        Assert.Null(lied.Finding);
    }

    [Fact]
    public void A_node_that_holds_back_says_everything_late_and_in_order()
    {
        var chatter = Chat(new HeldBackFault { Start = Window.Start, End = Window.End, Nodes = [N1], Delay = Ms(50) });

        foreach (var other in new[] { N2, N3 })
        {
            // Each is said a millisecond after the one before, and arrives a millisecond later.
            var late = chatter.Heard.Where(entry => entry.From == N1 && entry.To == other)
                .Select(static entry => (entry.Number, Late: (entry.Time - Ms(entry.Number + 2)).TotalMilliseconds)).ToArray();
            var held = late.Where(static entry => entry.Number is >= 100 and < 200).ToArray();

            Assert.Equal(Honest, late.Select(static entry => entry.Number).Order());
            Assert.Equal(Honest[100..200], held.Select(static entry => entry.Number));
            Assert.All(held, static entry => Assert.InRange(entry.Late, 0, 50));
            Assert.InRange(held.Average(static entry => entry.Late), 25, 50);
            Assert.All(late.Except(held), static entry => Assert.Equal(0, entry.Late, 3));
            Assert.All(chatter.Heard.Where(static entry => entry.From != N1), static entry => Assert.Equal(Ms(entry.Number + 2), entry.Time));
        }

        Assert.InRange(chatter.Effect[EffectUnit.MessagesDelayed], 198, 200);
    }

    [Fact]
    public void What_a_process_held_back_goes_with_it()
    {
        var chatter = Chat(
            new HeldBackFault { Start = Window.Start, End = Window.End, Nodes = [N1], Delay = Ms(90) },
            new CrashFault { Start = Ms(150.5), End = Ms(151.5), Nodes = [N1] });

        // The second process begins with 0 again, and says everything.
        var heard = chatter.HeardBy(N2, N1).CountBy(static number => number).ToDictionary();
        Assert.Equal((2, 2), (heard[99], heard[101]));
        Assert.Equal((1, 1), (heard[149], heard[299]));
    }

    [Fact]
    public void An_altered_message_bears_the_liars_own_signature_and_one_whose_signature_alone_was_altered_is_no_lie()
    {
        var fault = new AlterFault { Start = Ms(1), End = Ms(1_000), Nodes = [N1], Chance = Chance.Always };
        var (unsealed, broken) = Signed(fault, static (_, altered) => altered);
        var (signed, lies) = Signed(fault, static (liar, altered) => liar == N1 ? Sign(((Say)altered).Number / 16) : altered);

        // A step by one changes the last digit alone, which is the signature, and a step by a thousand what is signed.
        Assert.Equal(100, unsealed.Effects[0][EffectUnit.MessagesAltered]);
        Assert.InRange(broken.Count(static said => said != Sign(said.Number / 16)), 90, 100);
        Assert.All(lies, static said => Assert.Equal(Sign(said.Number / 16), said));
        var untrue = lies.Count(static said => said != Sign(500));
        Assert.InRange(untrue, 30, 70);
        Assert.Equal(untrue, signed.Effects[0][EffectUnit.MessagesAltered]);
    }

    [Fact]
    public void Those_who_are_told_something_else_are_told_it_under_a_valid_signature()
    {
        var fault = new EquivocationFault { Start = Ms(1), End = Ms(1_000), Nodes = [N1], Chance = Chance.Always, Towards = [N2] };
        var (world, lies) = Signed(fault, static (_, altered) => Sign(((Say)altered).Number / 16));

        Assert.All(lies, static said => Assert.Equal(Sign(said.Number / 16), said));
        Assert.Equal(lies.Count(static said => said != Sign(500)), world.Effects[0][EffectUnit.MessagesAltered]);
        Assert.True(world.Effects[0].Count > 0);
    }

    [Fact]
    public void What_cannot_be_is_objected_to()
    {
        var silent = new SilentTowardsFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Towards = [N2] };
        var forged = new ForgedSenderFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Chance = Chance.Always };
        var equivocate = new EquivocationFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Towards = [N2], Chance = Chance.Always };

        foreach (var possible in new Fault[] { silent, forged, forged with { As = N2 }, equivocate }) Assert.Null(possible.Objection(Cluster(3, 1)));
        Objects("its delay is not above zero", new HeldBackFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Delay = TimeSpan.Zero });
        Objects("c1 is a client, and only nodes lie", silent with { Nodes = [NodeId.Client(1)] });
        Objects("it is silent towards nobody", silent with { Towards = [] });
        Objects("there is no n9", silent with { Towards = [NodeId.Node(9)] });
        Objects("it tells nobody anything else", equivocate with { Towards = [] });
        Objects("there is no n9", equivocate with { Towards = [NodeId.Node(9)] });
        Objects("a chance of 0%", equivocate with { Chance = Chance.Never });
        Objects("n1 is not another node's name", forged with { As = N1 });
        Objects("c1 is not another node's name", forged with { As = NodeId.Client(1) });
        Objects("there is no n9", forged with { As = NodeId.Node(9) });

        static void Objects(string words, Fault fault) => Assert.Contains(words, fault.Objection(Cluster(3, 1)), StringComparison.Ordinal);
    }

    /// <summary>A number and a last hexadecimal digit that only who computes it knows.</summary>
    private static Say Sign(long number) => new((number * 16) + (((number * 7) + 8) % 16));

    /// <summary>N1 says 500 to n2, signed, a hundred times.</summary>
    private static (World World, List<Say> Heard) Signed(Fault fault, Func<NodeId, Message, Message> seal)
    {
        var (heard, said) = (new List<Say>(), 0);
        var world = new World(Options(2, id => new ScriptedNode
        {
            Start = context =>
            {
                if (id == N1) context.SetTimer(new TimerKind("say"), Ms(5));
            },
            Ring = (context, _) =>
            {
                context.Send(N2, Sign(500));
                if (++said < 100) context.SetTimer(new TimerKind("say"), Ms(5));
            },
            Hear = (_, _, number) => heard.Add(new Say(number)),
        }, faults: fault) with
        { Seal = seal });
        world.RunUntil(Ms(2_000));
        return (world, heard);
    }

    private static Chatter Chat(params Fault[] faults) => new(3, Numbers, faults: faults);

    private sealed class Results : WorldObserver
    {
        public List<OperationResult?> All { get; } = [];

        public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason) => All.Add(result);
    }
}
