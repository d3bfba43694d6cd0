using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Tracing;

/// <summary>Keeps every step of a world within a window of time.</summary>
/// <remarks>
/// A run is repeatable, so nobody has to keep everything: run once for the verdict, then again with a recording of the window that
/// matters.
/// </remarks>
/// <param name="from">The first moment kept.</param>
/// <param name="until">The last moment kept.</param>
/// <param name="most">The most entries kept; of more, the first ones are.</param>
public sealed class Recording(TimeSpan from, TimeSpan until, int most = Recording.MostEntries) : WorldObserver
{
    /// <summary>The most entries that are kept where nobody says otherwise: some 100 bytes each, messages not counted.</summary>
    public const int MostEntries = 5_000_000;

    private readonly List<TraceEntry> _entries = [];

    /// <summary>A recording of everything.</summary>
    public Recording()
        : this(TimeSpan.Zero, TimeSpan.MaxValue)
    {
    }

    /// <inheritdoc />
    public override bool WantsTrace => true;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<TraceEntry> Entries => _entries;

    /// <summary>How many entries of the window were not kept, because there were too many.</summary>
    public long Omitted { get; private set; }

    /// <inheritdoc />
    public override void OnTrace(in TraceEntry entry)
    {
        if (entry.Time < from || entry.Time > until) return;
        if (_entries.Count < most) _entries.Add(entry);
        else Omitted++;
    }
}
