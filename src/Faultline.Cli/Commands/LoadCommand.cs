using System.CommandLine;
using System.Text.Json;
using Faultline.Cli.Screens;
using Faultline.Reports;
using Faultline.Workbench;
using Faultline.Workbench.Files;
using Faultline.Workbench.Loads;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline load</c>: users of a real cluster or, with a system, the same simulated run at several rates.</summary>
internal static class LoadCommand
{
    public const string ReportName = "load.html";

    private const string JsonName = "load.json";

    private const string Help = """
        Loads a real cluster, records what its users asked and got, and shows how long they waited: counted from when they wanted it.
        With a system, runs it in the simulator at several rates, and shows what users got against what they wanted.

        Examples:
          faultline load --rate 5000 --clients 64 --for 30s --mix get=50,put=50
          faultline load kv-central --rates 100,200,400 --faults none      (takes the options of `faultline run`)
        """;

    public static Command Create()
    {
        var simulated = new RunArguments();
        simulated.MakeSystemOptional("Without it: the real cluster of --data.");
        var real = new RealLoadArguments();
        var rates = new Option<string?>("--rates")
        {
            Description = "With a system: the rates, in operations a second of all clients together.",
            HelpName = "N,N,...",
        };
        var command = new Command("load", Help) { rates };
        simulated.AddTo(command, "--rate", "--seeds", "--keep-going", "--threads", "--shrink");
        foreach (var option in command.Options)
            option.Hidden = option != rates && !RealLoadArguments.Shared.Contains(option.Name);
        real.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            if (!simulated.IsSystemNamed(parsed)) return RealLoadCommand.RunAsync(real.Read(parsed), cancellation);
            if (real.Meaningless(parsed) is { } option)
                throw new BadInputException($"{option} has no meaning with a system: it is for the load of a real cluster");
            var asked = parsed.GetValue(rates)
                ?? throw new BadInputException("--rates is missing: give the rates to run the system at, such as --rates 100,200,400");
            return Load(simulated.Read(parsed), LoadCurve.ParseRates(asked), cancellation);
        });
        return command;
    }

    private static async Task<int> Load(RunRequest request, IReadOnlyList<int> rates, CancellationToken cancellation)
    {
        LoadReport report;
        using (var line = new ProgressLine())
            report = LoadCurve.Run(request.Settings, request.Plan, rates, line.Show, cancellation);

        using var html = new StringWriter();
        await HtmlReport.RenderAsync(report, html, cancellation).ConfigureAwait(false);
        var summary = LoadSummary.Of(report);
        var folder = new RunFolder(request.Out ?? Path.Combine("faultline-out", $"{request.Settings.System}-load"));
        folder.WriteText(JsonName, output => output.WriteLine(JsonSerializer.Serialize(summary, FileJson.Readable.LoadSummary)));
        folder.WriteText(ReportName, output => output.Write(html.ToString()));
        if (request.Json) JsonOutput.Write(summary);
        else LoadScreen.Show(report, folder);
        return ExitCode.Of(report.Verdict);
    }
}
