using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Worlds;

/// <summary>
/// A host's processor: it works on one event at a time, and what comes meanwhile waits in the inbox, first come, first served.
/// </summary>
/// <remarks>
/// Guarantees: 1. events are handled in the order in which they came; 2. no more than the bound of messages and requests wait;
/// 3. timers and disk completions wait in the same line, and are never refused.
/// </remarks>
/// <param name="service">How long it works on a message or request; null for no time.</param>
/// <param name="inbox">How many messages and requests may wait.</param>
/// <param name="random">Where service times come from.</param>
internal sealed class Processor(LatencyDistribution? service, int inbox, Prng random)
{
    private readonly Queue<WorldEvent> _waiting = new();
    private readonly List<(long Step, FaultEffect Effect)> _slownesses = [];
    private WorldEvent _inWork;
    private int _waitingToBeAccepted;
    private long _works;

    /// <summary>Whether it works on something.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Every step takes longer from now on. Returns what ends that.</summary>
    public Action SlowDown(long step, FaultEffect effect)
    {
        var slowness = (step, effect);
        _slownesses.Add(slowness);
        return () => _slownesses.Remove(slowness);
    }

    /// <summary>How long it will work on an event; counts for the faults that make it longer.</summary>
    public long TimeFor(in WorldEvent item)
    {
        var time = service is not null && IsBounded(item) ? service.Draw(random) : 0;
        foreach (var (step, effect) in _slownesses)
        {
            time += step;
            effect.Add(EffectUnit.StepsDelayed, 1);
            effect.Add(EffectUnit.TicksSlowed, step);
        }

        return time;
    }

    /// <summary>Begins to work; returns the number of this work.</summary>
    public long Begin(in WorldEvent item)
    {
        _inWork = item;
        IsBusy = true;
        return ++_works;
    }

    /// <summary>Ends a work; false where the process that did it is gone.</summary>
    public bool TryEnd(long work, out WorldEvent item)
    {
        item = _inWork;
        if (!IsBusy || work != _works) return false;
        _inWork = default;
        IsBusy = false;
        return true;
    }

    /// <summary>Lets an event wait; false where there is no room for it.</summary>
    public bool TryQueue(in WorldEvent item)
    {
        if (IsBounded(item))
        {
            if (_waitingToBeAccepted >= inbox) return false;
            _waitingToBeAccepted++;
        }

        _waiting.Enqueue(item);
        return true;
    }

    /// <summary>The event that has waited longest; false where none waits.</summary>
    public bool TryTakeNext(out WorldEvent item)
    {
        if (!_waiting.TryDequeue(out item)) return false;
        if (IsBounded(item)) _waitingToBeAccepted--;
        return true;
    }

    /// <summary>The process is gone: takes out what it worked on and what waited.</summary>
    public IEnumerable<WorldEvent> Empty()
    {
        if (TryEnd(_works, out var inWork)) yield return inWork;
        while (TryTakeNext(out var next)) yield return next;
    }

    private static bool IsBounded(in WorldEvent item) => item.Kind is WorldEventKind.Message or WorldEventKind.Request;
}
