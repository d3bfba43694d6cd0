using System.CommandLine;
using System.Globalization;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
using Faultline.Reports;
using Faultline.Workbench;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Files;
using Faultline.Workbench.Scenarios;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline compare</c>: the same work and the same faults on several systems.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string[]> Systems = new("systems")
    {
        Description = "Two to five systems that serve keys and values, such as kv-central kv-paxos.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Faults = new("--faults")
    {
        Description = "One more situation: kinds and groups joined by commas, or a file with a profile. Default: none.",
        HelpName = "PROFILE",
    };

    private static readonly Option<int?> Nodes = new("--nodes")
    {
        Description = "How many nodes each system has, as far as it may have so many. Default: as each says.",
        HelpName = "N",
    };

    private static readonly Option<int?> Clients = new("--clients") { Description = "How many users. Default: 32.", HelpName = "N" };

    private static readonly Option<string?> Rate = new("--rate")
    {
        Description = "The common workload: operations a second, where a system's own rate is 100; elsewhere in proportion. Default: 100.",
        HelpName = "N",
    };

    private static readonly Option<string?> For = new("--for")
    {
        Description = "Virtual time of each run, where a system's own runs last 5m; elsewhere in proportion. Default: 1m.",
        HelpName = "TIME",
    };

    private static readonly Option<string?> Seeds = new("--seeds")
    {
        Description = "The seeds of all runs, of which the worst counts. Default: 1..5.",
        HelpName = "A..B",
    };

    private static readonly Option<string?> Final = new("--final")
    {
        Description = "The risk that an answer is taken back which counts as final, for block chains. Default: 0.1%.",
        HelpName = "RISK",
    };

    private static readonly Option<string?> Attacker = new("--attacker")
    {
        Description = "The share of the hash rate of whoever wants to take it back. Default: 10%.",
        HelpName = "SHARE",
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Leaves out the highest rate that each system sustains (99% answered within twice the usual p99): half of the work.",
    };

    private static readonly Option<string?> Html = new("--html")
    {
        Description = "The file for the page with pictures. Default: no page.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Json = JsonOutput.Option();

    public static Command Create()
    {
        var command = new Command("compare", "Runs several systems with the same work and the same faults, and says which to use when.")
        {
            Systems, Faults, Nodes, Clients, Rate, For, Seeds, Final, Attacker, Quick, Html, Json,
        };
        command.SetAction(CompareAsync);
        return command;
    }

    private static async Task<int> CompareAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var request = Read(parsed);
        var page = parsed.GetValue(Html);
        if (page is not null && (string.IsNullOrWhiteSpace(page) || Directory.Exists(page)))
            throw new BadInputException($"--html cannot be \"{page}\": give a file such as compare.html");
        ComparisonReport report;
        using (var line = new ProgressLine())
        {
            report = Comparison.Run(
                request, (what, done, total) => line.ShowStage($"{done} of {total} runs done, the last one {what}"), cancellation);
        }

        if (page is not null) await WriteAsync(report, page, cancellation).ConfigureAwait(false);
        if (parsed.GetValue(Json)) JsonOutput.Write(ComparisonSummary.Of(report));
        else CompareScreen.Show(report, page);

        // What breaks here was made to break: that a comparison has been made is what was asked for.
        return ExitCode.Held;
    }

    private static ComparisonRequest Read(ParseResult parsed)
    {
        var request = new ComparisonRequest(parsed.GetValue(Systems)!)
        {
            Nodes = parsed.GetValue(Nodes),
            Faults = Choice(parsed),
            FindsMost = !parsed.GetValue(Quick),
        };
        if (parsed.GetValue(Clients) is { } clients) request = request with { Clients = clients };
        if (parsed.GetValue(Rate) is { } rate) request = request with { Rate = NumberOf(Rate, rate) };
        if (parsed.GetValue(For) is { } time)
        {
            request = request with
            {
                Duration = Duration.TryParse(time, out var duration)
                    ? duration
                    : throw new BadInputException($"--for cannot be \"{time}\": write {Duration.Form}"),
            };
        }

        if (parsed.GetValue(Seeds) is { } seeds) request = request with { Seeds = CampaignSeeds.Parse(seeds) };
        return request with
        {
            Finality = new Finality(
                Share(parsed, Final) ?? Finality.Default.Risk, Share(parsed, Attacker) ?? Finality.Default.AttackerShare),
        };
    }

    private static FaultChoice? Choice(ParseResult parsed)
    {
        if (parsed.GetValue(Faults) is not { } text) return null;
        try
        {
            return FaultChoice.Of(text);
        }
        catch (BadInputException error) when (!Scenario.IsFile(text))
        {
            throw new BadInputException("--faults: " + error.Message, error);
        }
    }

    private static decimal NumberOf(Option option, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BadInputException($"{option.Name} cannot be \"{text}\": write a number above 0, such as 100 or 0.05");

    private static double? Share(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        return text.EndsWith('%')
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? percent / 100
            : throw new BadInputException($"{option.Name} cannot be \"{text}\": write a share such as 0.1%");
    }

    private static async Task WriteAsync(ComparisonReport report, string path, CancellationToken cancellation)
    {
        using var html = new StringWriter();
        await HtmlReport.RenderAsync(report, html, cancellation).ConfigureAwait(false);
        try
        {
            await File.WriteAllTextAsync(path, html.ToString(), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--html {path} cannot be written: {error.Message.TrimEnd('.')}", error);
        }
    }
}
