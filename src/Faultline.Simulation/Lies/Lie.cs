using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Lies;

/// <summary>A message on its way out of a host.</summary>
/// <param name="From">In whose name.</param>
/// <param name="To">To whom.</param>
/// <param name="Message">What is said.</param>
internal readonly record struct Sending(NodeId From, NodeId To, Message Message)
{
    /// <summary>Until when it is held back, in ticks; zero for not at all.</summary>
    public long HeldUntil { get; init; }
}

/// <summary>
/// What a lying host makes of what its node wants to say. The node's own code is honest and knows nothing of it: the lie sits between
/// the node and the network.
/// </summary>
internal abstract class Lie
{
    /// <summary>Says something else instead, or nothing, or more.</summary>
    /// <param name="honest">What the node wants to send.</param>
    /// <param name="told">Where to add what is really sent.</param>
    public abstract void Tell(in Sending honest, List<Sending> told);

    /// <summary>What a user is told who asked this very host.</summary>
    /// <param name="honest">The node's answer.</param>
    /// <returns>The answer that the user gets.</returns>
    public virtual OperationResult Answer(OperationResult honest) => honest;

    /// <summary>What several lies make of one message, one after the other.</summary>
    public static List<Sending> All(IReadOnlyList<Lie> lies, Sending honest)
    {
        List<Sending> said = [honest];
        foreach (var lie in lies)
        {
            var told = new List<Sending>(said.Count);
            foreach (var sending in said) lie.Tell(sending, told);
            said = told;
        }

        return said;
    }
}

/// <summary>Nothing is sent, to anyone or to some.</summary>
internal sealed class Silence(FaultEffect effect, IReadOnlyList<NodeId>? towards) : Lie
{
    public override void Tell(in Sending honest, List<Sending> told)
    {
        if (towards is null || towards.Contains(honest.To)) effect.Add(EffectUnit.MessagesWithheld, 1);
        else told.Add(honest);
    }
}

/// <summary>Some get another message than the rest, and all of them the same other one.</summary>
internal sealed class Equivocation(
    FaultEffect effect, Prng random, Chance chance, IReadOnlyList<NodeId> towards, Falsification falsification) : Lie
{
    private Message? _honest;
    private Message? _other;

    public override void Tell(in Sending honest, List<Sending> told)
    {
        if (!towards.Contains(honest.To))
        {
            told.Add(honest);
            return;
        }

        // A broadcast is one object that goes to many.
        if (!ReferenceEquals(honest.Message, _honest))
        {
            _honest = honest.Message;
            _other = random.Happens(chance) ? falsification.Of(honest.Message) : null;
        }

        if (_other is not null) effect.Add(EffectUnit.MessagesAltered, 1);
        told.Add(_other is null ? honest : honest with { Message = _other });
    }
}

/// <summary>One field of a message is not what the node wrote.</summary>
internal sealed class FieldChange(FaultEffect effect, Prng random, Chance chance, Falsification falsification) : Lie
{
    public override void Tell(in Sending honest, List<Sending> told)
    {
        if (!random.Happens(chance) || falsification.Of(honest.Message) is not { } other)
        {
            told.Add(honest);
            return;
        }

        effect.Add(EffectUnit.MessagesAltered, 1);
        told.Add(honest with { Message = other });
    }
}

/// <summary>Old messages of the host's own are sent once more, to anyone.</summary>
internal sealed class Repetition(FaultEffect effect, Prng random, Chance chance, IReadOnlyList<NodeId> others) : Lie
{
    /// <summary>How many old messages it remembers; a new one then takes the place of any of them.</summary>
    private const int Most = 1_000;

    private readonly List<Sending> _said = [];

    public override void Tell(in Sending honest, List<Sending> told)
    {
        told.Add(honest);
        if (_said.Count > 0 && random.Happens(chance))
        {
            // Nodes and clients speak different languages: what a node was told goes to a node.
            var old = random.Pick(_said);
            NodeId[] receivers = [.. others.Where(other => other.IsClient == old.To.IsClient)];
            told.Add(old with { To = random.Pick(receivers), HeldUntil = honest.HeldUntil });
            effect.Add(EffectUnit.MessagesReplayed, 1);
        }

        if (_said.Count < Most) _said.Add(honest);
        else _said[random.Below(Most)] = honest;
    }
}

/// <summary>Messages go out under another node's name.</summary>
/// <param name="effect">Where they are counted.</param>
/// <param name="random">The lie's random numbers.</param>
/// <param name="chance">How likely a message is forged.</param>
/// <param name="names">Whose names it uses.</param>
/// <param name="rejected">Whether receivers find out, because messages are signed.</param>
internal sealed class Forgery(FaultEffect effect, Prng random, Chance chance, IReadOnlyList<NodeId> names, bool rejected) : Lie
{
    public override void Tell(in Sending honest, List<Sending> told)
    {
        var to = honest.To;
        NodeId[] others = [.. names.Where(name => name != to)];
        if (others.Length == 0 || !random.Happens(chance))
        {
            told.Add(honest);
            return;
        }

        told.Add(honest with { From = random.Pick(others) });
        effect.Add(rejected ? EffectUnit.MessagesRejected : EffectUnit.MessagesForged, 1);
    }
}

/// <summary>Everything is in its right form, and the results are wrong.</summary>
internal sealed class WrongResult(FaultEffect effect, Prng random, Chance chance, Falsification falsification) : Lie
{
    public override void Tell(in Sending honest, List<Sending> told)
    {
        var wrong = random.Happens(chance) ? falsification.Of(honest.Message) : null;
        Count(wrong);
        told.Add(wrong is null ? honest : honest with { Message = wrong });
    }

    public override OperationResult Answer(OperationResult honest)
    {
        var wrong = random.Happens(chance) ? falsification.Of(honest) : null;
        Count(wrong);
        return wrong ?? honest;
    }

    private void Count(object? wrong)
    {
        if (wrong is not null) effect.Add(EffectUnit.WrongResults, 1);
    }
}

/// <summary>Everything is said, and late: each message waits for a time of its own, and none overtakes an earlier one.</summary>
/// <param name="effect">Where it is counted.</param>
/// <param name="random">The lie's random numbers.</param>
/// <param name="most">The longest that a message is held back for its own sake, in ticks.</param>
/// <param name="now">The time, in ticks.</param>
internal sealed class HoldingBack(FaultEffect effect, Prng random, TimeSpan most, Func<long> now) : Lie
{
    private readonly Dictionary<NodeId, long> _last = [];

    public override void Tell(in Sending honest, List<Sending> told)
    {
        var due = Math.Max(now(), honest.HeldUntil) + random.Between(TimeSpan.Zero, most).Ticks;
        if (_last.TryGetValue(honest.To, out var last)) due = Math.Max(due, last);
        _last[honest.To] = due;
        if (due > now()) effect.Add(EffectUnit.MessagesDelayed, 1);
        told.Add(honest with { HeldUntil = due });
    }
}
