using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Worlds;

/// <summary>Hosts whose steps take time: what comes to a busy one waits for its turn. A step takes effect when its work ends.</summary>
public sealed partial class World
{
    /// <summary>The processor of a host, which it has from now on.</summary>
    internal Processor ProcessorOf(Host host) => host.Processor ??= host.Index < _nodes
        ? new Processor(_options.Service, _options.Inbox, Prng.Stream(_options.Seed, "service", host.Index))
        : new Processor(null, int.MaxValue, Prng.Stream(_options.Seed, "service", host.Index));

    /// <summary>Works on an event, or lets it wait; true where the host has taken a step or the event is lost.</summary>
    private bool Process(Host host, Processor processor, in WorldEvent item)
    {
        if (item.Kind == WorldEventKind.Work)
        {
            if (!processor.TryEnd(item.Number, out var done)) return false;
            Take(host, done);

            // What waits is worked on even where it takes no time, so that each step is an event of its own.
            if (processor.TryTakeNext(out var next)) Work(host, processor, next, TimeFor(host, processor, next));
            return true;
        }

        if (processor.IsBusy)
        {
            if (processor.TryQueue(item)) return false;
            Begin(item, item.Digest);
            Refuse(host, item);
            return true;
        }

        var time = TimeFor(host, processor, item);
        if (time == 0) return Take(host, item);
        Work(host, processor, item, time);
        return false;
    }

    private void Work(Host host, Processor processor, in WorldEvent item, long time)
    {
        var number = processor.Begin(item);
        ref var end = ref _queue.Push(NowTicks + time);
        end.Kind = WorldEventKind.Work;
        end.Target = host.Index;
        end.Number = number;
    }

    /// <summary>A timer that is not valid any more and a completion for an earlier process are no work.</summary>
    private static long TimeFor(Host host, Processor processor, in WorldEvent item)
    {
        var isStale = item.Kind switch
        {
            WorldEventKind.Timer => !IsValid(host, item),
            WorldEventKind.Storage => item.Incarnation != host.Incarnation,
            _ => false,
        };
        return isStale ? 0 : processor.TimeFor(item);
    }

    private void Refuse(Host host, in WorldEvent item)
    {
        if (item.Kind == WorldEventKind.Message)
        {
            Lose(item.Source, item.Target, item.Number, LossReason.InboxFull, item.Target);
            return;
        }

        foreach (var observer in _observers)
            observer.OnCompleted(item.Number, OperationOutcome.Fail, null, $"the inbox of {host.Id} is full");
    }
}
