using Faultline.Model.Invariants;
using Faultline.Model.Operations;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Traces;

/// <summary>What happened around the decisive moments of a run, step by step, ready to be drawn.</summary>
/// <remarks>
/// A run is repeatable, so nothing is kept the first time: when the decisive moments are known, the run is run once more, and those
/// moments are recorded. Same run, same trace.
/// </remarks>
public sealed record RunTrace
{
    /// <summary>The most steps of a trace; of more, those nearest to the decisive moments are kept.</summary>
    public const int MostSteps = 20_000;

    /// <summary>The most users' operations of a trace.</summary>
    public const int MostOperations = 5_000;

    /// <summary>What the trace is about.</summary>
    public required DecisiveWindow Window { get; init; }

    /// <summary>Those who have a line: the nodes, then the clients.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>How many clients have no line, because there were too many.</summary>
    public required int ClientsLeftOut { get; init; }

    /// <summary>When a host was down, within the window.</summary>
    public required IReadOnlyList<Outage> Outages { get; init; }

    /// <summary>Messages, disk requests, what nodes said, timers, starts and stops, in the order of their beginnings.</summary>
    public required IReadOnlyList<TraceItem> Items { get; init; }

    /// <summary>Users' operations within the window, and every one that is decisive, in the order of their invocations.</summary>
    public required IReadOnlyList<TracedOperation> Operations { get; init; }

    /// <summary>Time within the window of which nothing was kept.</summary>
    public required IReadOnlyList<Stretch> Gaps { get; init; }

    /// <summary>How many steps were left out between others, because there were too many.</summary>
    public required long StepsLeftOut { get; init; }

    /// <summary>The first moment of the window.</summary>
    public TimeSpan From => Window.Stretches[0].From;

    /// <summary>The last moment of the window.</summary>
    public TimeSpan Until => Window.Stretches[^1].Until;

    /// <summary>Runs a run once more, and records its decisive moments.</summary>
    /// <param name="run">The run, which has come to its end.</param>
    /// <param name="options">How it is watched: progress and cancellation; the rest does not matter.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="InvariantViolationException">
    /// It was not the same run again: a bug of determinism, which must be found before anything else.
    /// </exception>
    public static RunTrace Record(CompletedRun run, RunOptions options)
    {
        var window = DecisiveWindow.Of(run.Report);
        var recording = new WindowRecording(window.Stretches, 20 * MostSteps);
        var hash = Runner.Watch(run.Setup, new RunOptions
        {
            Observer = recording,
            Progress = progress => options.Progress?.Invoke(progress with { Stage = "recording the decisive moments" }),
            Cancellation = options.Cancellation,
        });
        Invariant.Holds(hash == run.Report.TraceHash,
            $"the run was repeated and was not the same: its trace hash was {run.Report.TraceHash} and is {hash} now; this is a bug of "
            + $"determinism in the simulator or in {run.Report.Settings.System}: please report it with this command: {run.Report.Command}");
        return new RunTraceBuilder(run, window, recording).Build();
    }
}

/// <summary>What kind of thing of a trace an item is.</summary>
public enum TraceItemKind
{
    /// <summary>A message that arrived.</summary>
    Message,

    /// <summary>A message that was lost on its way.</summary>
    LostMessage,

    /// <summary>A message that came to a host that was down.</summary>
    MissedMessage,

    /// <summary>A message that was still on its way when the recording ended.</summary>
    MessageOnItsWay,

    /// <summary>A disk request, from asked to done.</summary>
    Disk,

    /// <summary>A disk request that was never done, because the host or its power failed, or not within the recording.</summary>
    DiskNotDone,

    /// <summary>A node tells of a change of its state: it leads, it has recovered.</summary>
    State,

    /// <summary>A node tells of what it does at every operation: it decides, it accepts.</summary>
    Remark,

    /// <summary>A timer was due.</summary>
    Timer,

    /// <summary>A host starts.</summary>
    Start,

    /// <summary>A host goes down.</summary>
    Stop,
}

/// <summary>One thing of a trace.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Line">Whose line it begins on, as a place in <see cref="RunTrace.Lines"/>.</param>
/// <param name="Peer">The line on which a message ends; for everything else the same line.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends; the same time for what takes none or has no end.</param>
/// <param name="Event">The number of the event in which it began, from 0.</param>
/// <param name="Name">A short name.</param>
/// <param name="Text">What happened, in full.</param>
public sealed record TraceItem(TraceItemKind Kind, int Line, int Peer, TimeSpan Start, TimeSpan End, long Event, string Name, string Text)
{
    /// <summary>Whether it goes from one line to another.</summary>
    public bool IsMessage => Kind <= TraceItemKind.MessageOnItsWay;
}

/// <summary>A user's operation on the line of its client.</summary>
/// <param name="Line">The client's line; -1 where it has none.</param>
/// <param name="Index">Its place in the history, by its invocation: what tells operations apart.</param>
/// <param name="Number">Its number in the proof of a broken promise, from 1; 0 for an operation that proves nothing.</param>
/// <param name="Start">When it was asked.</param>
/// <param name="End">When it ended; the end of the run where it did not.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">What was asked and answered.</param>
/// <param name="Items">
/// What belongs to it, as places in <see cref="RunTrace.Items"/>: what its client sent and got while it was open, and the messages and
/// disk requests that led to its answer.
/// </param>
public sealed record TracedOperation(
    int Line, long Index, int Number, TimeSpan Start, TimeSpan End, OperationOutcome Outcome, string Text, IReadOnlyList<int> Items);

/// <summary>A time in which a host was down.</summary>
/// <param name="Line">The host's line.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when.</param>
public readonly record struct Outage(int Line, TimeSpan From, TimeSpan Until);
