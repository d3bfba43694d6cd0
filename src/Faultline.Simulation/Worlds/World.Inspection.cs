using Faultline.Model.Nodes;
using Faultline.Simulation.Disks;

namespace Faultline.Simulation.Worlds;

/// <content>Going through a world event by event, and looking into it.</content>
public sealed partial class World
{
    /// <summary>When the next event is due; null where nothing is to come.</summary>
    public TimeSpan? NextTime => _queue.Count > 0 ? new TimeSpan(_queue.NextTime) : null;

    /// <summary>Lets the next event happen.</summary>
    /// <param name="end">Nothing later happens.</param>
    /// <returns>Whether there was one that was due by then; false after a finding.</returns>
    public bool StepOnce(TimeSpan end)
    {
        var events = Trace.Events;

        // An event that finds its host standing still is put off, and has not happened.
        while (Trace.Events == events && !IsStopped && Finding is null && _queue.Count > 0 && _queue.NextTime <= end.Ticks) Step();
        return Trace.Events > events;
    }

    /// <summary>What is to come, in order: messages on their way, timers that are set, disk requests, requests and faults.</summary>
    /// <returns>The events, each with the host that it concerns; nobody for what the world does itself.</returns>
    public IEnumerable<PendingEvent> Pending()
    {
        foreach (var (time, item) in _queue.InOrder())
        {
            var host = item.Kind == WorldEventKind.Action ? null : _hosts[item.Target];
            if (item.Kind == WorldEventKind.Timer && !IsSet(host!, item)) continue;
            yield return new PendingEvent(
                new TimeSpan(time), host?.Id ?? default, item.Kind == WorldEventKind.Message, Describe(item));
        }
    }

    /// <summary>The files on a host's disk, in the order of their names.</summary>
    /// <param name="id">The host.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<DiskFileView> DiskOf(NodeId id) => HostOf(id).Disk.View();

    private static bool IsSet(Host host, in WorldEvent item) =>
        host.Incarnation == item.Incarnation && host.Timers.TryGetValue(item.Timer, out var setting) && setting.Number == item.Number;
}

/// <summary>Something that will happen in a world unless something else prevents it.</summary>
/// <param name="Time">When.</param>
/// <param name="Host">At which host; nobody for what the world does itself, such as the beginning of a fault.</param>
/// <param name="IsMessage">Whether it is a message on its way.</param>
/// <param name="What">What it is, in words.</param>
public sealed record PendingEvent(TimeSpan Time, NodeId Host, bool IsMessage, string What);
