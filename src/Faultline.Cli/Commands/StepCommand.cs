using System.CommandLine;
using Faultline.Cli.Screens;
using Faultline.Cli.Stepping;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Stepping;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline step</c>: a debugger for a run, forwards and backwards.</summary>
internal static class StepCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "The run.json of a run." };
        var commands = new Option<string?>("--do")
        {
            Description = "Commands to do instead of asking for them, separated by semicolons, such as \"violation; state n1; pending\".",
            HelpName = "COMMANDS",
        };
        const string summary = "Goes through a run event by event, forwards and backwards, and looks into nodes, disks and the network.";
        var command = new Command("step", summary)
        {
            path, commands,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Step(parsed.GetValue(path)!, parsed.GetValue(commands), cancellation)));
        return command;
    }

    private static int Step(string path, string? commands, CancellationToken cancellation)
    {
        var file = RunFile.Read(path);
        var setup = file.Setup();
        RunReport report;
        using (var line = new ProgressLine())
            report = Runner.Run(setup, new RunOptions { Progress = line.Show, Cancellation = cancellation }).Report;
        var violation = FirstViolation.Of(report);
        var session = new StepSession(new Stepper(setup), violation, Console.Out);
        if (commands is not null)
        {
            foreach (var text in commands.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (session.IsOver) break;
                Console.WriteLine(session.Prompt + text);
                session.Do(text, cancellation);
            }

            return ExitCode.Held;
        }

        var verdict = report.Verdict.ToString().ToUpperInvariant();
        Console.WriteLine($"{file.Command}: {verdict}, {Words.Number(report.Events)} events; type help");
        if (violation is not null) Console.WriteLine("type violation to go to the moment at which the first promise was broken");
        while (!session.IsOver)
        {
            Console.Write(session.Prompt);
            if (Console.In.ReadLine() is not { } text) break;
            if (Console.IsInputRedirected) Console.WriteLine(text);
            session.Do(text, cancellation);
        }

        return ExitCode.Held;
    }
}
