using System.CommandLine;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
using Faultline.Workbench;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline trace</c>: repeats a run and writes everything that happened in it for other programs.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "The run.json of a run." };
        var format = new Option<string>("--format")
        {
            Description = "The format: " + string.Join("; ", TraceExport.Formats.Select(static format => $"{format.Name} ({format.Use})"))
                + ". Default: perfetto.",
            HelpName = "FORMAT",
            DefaultValueFactory = static _ => TraceExport.Formats[0].Name,
        };
        var from = new Option<string?>("--from")
        {
            Description = "Where the part that is written begins, such as 12.5s. Default: the start.",
            HelpName = "TIME",
        };
        var until = new Option<string?>("--until") { Description = "Where it ends. Default: the end of the run.", HelpName = "TIME" };
        var output = new Option<string?>("--out") { Description = "The file to write. Default: beside run.json.", HelpName = "FILE" };
        var command = new Command("trace", "Repeats a run and writes its messages, steps, disk requests and faults for a viewer.")
        {
            path, format, from, until, output,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var window = new TraceWindow(Time(parsed, from, TimeSpan.Zero), Time(parsed, until, TimeSpan.MaxValue));
            if (window.Until < window.From)
                throw new BadInputException("--until is before --from: give a part of the run that has a length");
            var chosen = FormatOf(parsed.GetValue(format)!);
            return Task.FromResult(Write(parsed.GetValue(path)!, chosen, window, parsed.GetValue(output), cancellation));
        });
        return command;
    }

    private static int Write(string path, TraceFormat format, TraceWindow window, string? output, CancellationToken cancellation)
    {
        var place = output ?? Path.Combine(Path.GetDirectoryName(path) ?? "", format.FileName);
        var folder = new RunFolder(Path.GetDirectoryName(Path.GetFullPath(place))!);
        var steps = 0L;
        using (var line = new ProgressLine())
        {
            folder.WriteText(Path.GetFileName(place), writer => steps = TraceExport.Write(
                path, format, window, writer, new RunOptions { Progress = line.Show, Cancellation = cancellation }));
        }

        if (steps == 0) Console.Error.WriteLine("note: nothing happened in that part of the run");
        Console.WriteLine($"{place}: {Words.Number(steps)} steps; {format.Use}");
        return ExitCode.Held;
    }

    private static TraceFormat FormatOf(string name) => TraceExport.Formats.FirstOrDefault(format => format.Name == name)
        ?? throw new BadInputException(
            $"--format cannot be \"{name}\": write one of {string.Join(", ", TraceExport.Formats.Select(static format => format.Name))}");

    private static TimeSpan Time(ParseResult parsed, Option<string?> option, TimeSpan fallback)
    {
        if (parsed.GetValue(option) is not { } text) return fallback;
        return Duration.TryParse(text, out var time) && time >= TimeSpan.Zero
            ? time
            : throw new BadInputException($"{option.Name} cannot be \"{text}\": write {Duration.Form}");
    }
}
