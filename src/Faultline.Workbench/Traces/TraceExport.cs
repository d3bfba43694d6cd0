using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Traces;

/// <summary>Writes what happens in a run for another program to show, while it happens: nothing is kept in memory.</summary>
/// <param name="window">Which part of the run.</param>
public abstract class TraceExport(TraceWindow window) : WorldObserver
{
    /// <summary>The formats by name, and what reads them.</summary>
    public static IReadOnlyList<TraceFormat> Formats { get; } =
    [
        new("perfetto", "trace.perfetto.json", "open it in the Perfetto UI or in chrome://tracing",
            static (window, output) => new PerfettoExport(window, output)),
        new("shiviz", "trace.shiviz.log", "paste it into ShiViz, which draws it as a space-time diagram with vector clocks",
            static (window, output) => new ShivizExport(window, output)),
        new("jsonl", "trace.jsonl", "one JSON object a line, for your own tools",
            static (window, output) => new JsonLinesExport(window, output)),
    ];

    /// <inheritdoc />
    public override bool WantsTrace => true;

    /// <summary>How many steps were written.</summary>
    public long Steps { get; private set; }

    /// <inheritdoc />
    public override void OnTrace(in TraceEntry entry)
    {
        var shown = entry.Time >= window.From && entry.Time <= window.Until;
        if (shown) Steps++;
        Add(entry, shown);
    }

    /// <summary>Ends the file; call it once, after the run.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>Writes a step.</summary>
    /// <param name="entry">The step.</param>
    /// <param name="shown">Whether it lies within the window; others are told of for what later ones need of them.</param>
    protected abstract void Add(in TraceEntry entry, bool shown);

    /// <summary>Repeats a run from its file and writes its trace.</summary>
    /// <param name="path">Its <c>run.json</c>.</param>
    /// <param name="format">The format.</param>
    /// <param name="window">Which part of the run.</param>
    /// <param name="output">Where to.</param>
    /// <param name="options">How the run is watched.</param>
    /// <returns>How many steps were written.</returns>
    /// <exception cref="BadInputException">The file cannot be used, or does not repeat the run that it was written by.</exception>
    public static long Write(string path, TraceFormat format, TraceWindow window, TextWriter output, RunOptions options)
    {
        var file = RunFile.Read(path);
        var export = format.Create(window, output);
        var run = Runner.Run(file.Setup(), options with { Observer = export });
        export.Complete();
        if (run.Report.TraceHash != file.Result.TraceHash)
        {
            throw new BadInputException(
                $"{path} does not repeat the run that wrote it (trace hash {run.Report.TraceHash}, and {file.Result.TraceHash} was "
                + $"recorded): see `faultline replay {path}`");
        }

        return export.Steps;
    }
}

/// <summary>A format for traces.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="FileName">What a file of it is called where nobody says otherwise.</param>
/// <param name="Use">What to do with the file.</param>
/// <param name="Create">Makes what writes it.</param>
public sealed record TraceFormat(string Name, string FileName, string Use, Func<TraceWindow, TextWriter, TraceExport> Create);

/// <summary>A part of a run.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="Until">Its last moment.</param>
public readonly record struct TraceWindow(TimeSpan From, TimeSpan Until);
