using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Stepping;

/// <summary>Goes through a run event by event, forwards and backwards.</summary>
/// <remarks>Backwards is forwards again from the start: a run is a function of its setup, so nothing has to be kept.</remarks>
/// <param name="setup">The run.</param>
public sealed class Stepper(RunSetup setup)
{
    private Scene _scene = new(setup);

    /// <summary>The run.</summary>
    public RunSetup Setup { get; } = setup;

    /// <summary>How many events have happened.</summary>
    public long Position => _scene.World.Trace.Events;

    /// <summary>The time of the last event that has happened.</summary>
    public TimeSpan Now => _scene.World.Now;

    /// <summary>Everything that happened in the last event, in order; nothing before the first one.</summary>
    public IReadOnlyList<TraceEntry> Last => _scene.Last;

    /// <summary>Why the run stopped here, or null.</summary>
    public Finding? Finding => _scene.World.Finding;

    /// <summary>What users have asked and got so far.</summary>
    public History History => _scene.History;

    /// <summary>What is to come, in order.</summary>
    public IEnumerable<PendingEvent> Pending => _scene.World.Pending();

    /// <summary>The node object on a host; null while it is down.</summary>
    /// <param name="id">The host.</param>
    /// <returns>The node.</returns>
    public Node? NodeOn(NodeId id) => _scene.World.NodeOn(id);

    /// <summary>The files on a host's disk.</summary>
    /// <param name="id">The host.</param>
    /// <returns>The files, in the order of their names.</returns>
    public IReadOnlyList<DiskFileView> DiskOf(NodeId id) => _scene.World.DiskOf(id);

    /// <summary>One event forward.</summary>
    /// <returns>Whether there was one: false at the end of the run and after a finding.</returns>
    public bool Forward() => _scene.Step();

    /// <summary>Forward until something holds after an event.</summary>
    /// <param name="condition">Is asked after each event.</param>
    /// <param name="cancellation">Stops where it is.</param>
    /// <returns>Whether it holds now; false where the run ended first.</returns>
    public bool ForwardUntil(Func<Stepper, bool> condition, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && Forward())
            if (condition(this))
                return true;
        return false;
    }

    /// <summary>To a place in the run, forwards or backwards.</summary>
    /// <param name="position">How many events shall have happened; beyond the end of the run it is the end.</param>
    /// <param name="cancellation">Stops where it is.</param>
    public void GoTo(long position, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position < Position) _scene = new Scene(Setup);
        while (Position < position && !cancellation.IsCancellationRequested && Forward()) continue;
    }

    /// <summary>To just before the first event at a time or later, forwards or backwards.</summary>
    /// <param name="time">The time.</param>
    /// <param name="cancellation">Stops where it is.</param>
    public void GoTo(TimeSpan time, CancellationToken cancellation)
    {
        if (time <= Now) _scene = new Scene(Setup);
        while (!cancellation.IsCancellationRequested && _scene.World.NextTime is { } next && next < time && Forward()) continue;
    }

    /// <summary>The run at one moment, with what the last event brought.</summary>
    private sealed class Scene : WorldObserver
    {
        private readonly List<TraceEntry> _last = [];
        private readonly TimeSpan _end;
        private readonly Simulation.Clients.ClientLoad _load;

        public Scene(RunSetup setup)
        {
            (World, _load) = setup.Build(new RunOptions());
            World.Observe(this);
            _end = setup.Settings.Duration;
        }

        public World World { get; }

        public History History => _load.History;

        public IReadOnlyList<TraceEntry> Last => _last;

        public override bool WantsTrace => true;

        public override void OnTrace(in TraceEntry entry) => _last.Add(entry);

        public bool Step()
        {
            _last.Clear();
            return World.StepOnce(_end);
        }
    }
}
