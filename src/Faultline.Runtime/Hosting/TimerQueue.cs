using System.Diagnostics.CodeAnalysis;
using Faultline.Model.Nodes;

namespace Faultline.Runtime.Hosting;

/// <summary>The timers of a loop's nodes, and what its host wants done later, by when they are due.</summary>
internal sealed class TimerQueue
{
    private readonly PriorityQueue<Entry, (long Due, long Number)> _entries = new();
    private long _settings;

    /// <summary>Sets a node's timer; an earlier setting of the same timer means nothing from now on.</summary>
    public void Set(HostedNode node, TimerKey timer, long due)
    {
        node.Timers[timer] = ++_settings;
        _entries.Enqueue(new Entry(node, timer, null), (due, _settings));
    }

    /// <summary>Does something at a time.</summary>
    public void Set(Action action, long due) => _entries.Enqueue(new Entry(null, default, action), (due, ++_settings));

    /// <summary>How long nothing is due, in ticks; at most so long.</summary>
    public long Until(long now, long longest) =>
        _entries.TryPeek(out _, out var next) ? Math.Clamp(next.Due - now, 0, longest) : longest;

    /// <summary>Takes what is due.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out Entry entry)
    {
        while (_entries.TryPeek(out entry, out var next) && next.Due <= now)
        {
            _entries.Dequeue();
            if (entry.Node is null) return true;
            if (!entry.Node.Timers.TryGetValue(entry.Timer, out var valid) || valid != next.Number) continue;
            entry.Node.Timers.Remove(entry.Timer);
            return true;
        }

        entry = null;
        return false;
    }

    /// <summary>Something that is due: a node's timer, or an action.</summary>
    internal sealed record Entry(HostedNode? Node, TimerKey Timer, Action? Action);
}
