using System.Text.Json;
using System.Text.Json.Serialization;
using Faultline.Model.Histories;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Files;

/// <summary>A run on disk, as <c>run.json</c>: everything that repeats it, and what came of it.</summary>
public sealed record RunFile
{
    /// <summary>The format that this build writes and reads.</summary>
    public const string CurrentFormat = "faultline-run-1";

    /// <summary>Which format this is.</summary>
    public required string Format { get; init; }

    /// <summary>The build that ran; only the same build repeats the run.</summary>
    public required string Build { get; init; }

    /// <summary>The command that repeats the run.</summary>
    public required string Command { get; init; }

    /// <summary>What the user chose.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>What went wrong, as planned.</summary>
    public required FaultPlan Plan { get; init; }

    /// <summary>What users ask and when, where that is written down; null where it is drawn from the rate and the seed.</summary>
    public IReadOnlyList<ScriptedOperation>? Operations { get; init; }

    /// <summary>How many events the trace has.</summary>
    public required long Events { get; init; }

    /// <summary>What came of it.</summary>
    public required RunSummary Result { get; init; }

    /// <summary>The file of a run.</summary>
    /// <param name="run">The run.</param>
    /// <returns>The file's content.</returns>
    public static RunFile Of(CompletedRun run) => new()
    {
        Format = CurrentFormat,
        Build = run.Report.Build,
        Command = run.Report.Command,
        Settings = run.Report.Settings,
        Plan = run.Plan,
        Operations = run.Setup.Script?.Operations,
        Events = run.Report.Events,
        Result = RunSummary.Of(run.Report),
    };

    /// <summary>The run to repeat.</summary>
    /// <returns>The run.</returns>
    /// <exception cref="BadInputException">It is not possible.</exception>
    public RunSetup Setup() => RunSetup.Of(Settings, Plan, Operations is { } operations ? new WorkloadScript(operations) : null);

    /// <summary>The content as JSON.</summary>
    /// <returns>Indented JSON and a line end.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, FileJson.Readable.RunFile) + "\n";

    /// <summary>Reads a run of this very build.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="BadInputException">It cannot be read, is no such file, or comes from another build.</exception>
    public static RunFile Read(string path)
    {
        var text = InputFile.ReadText(path);
        var file = Parse(path, text);
        if (file.Format != CurrentFormat)
        {
            throw new BadInputException(
                $"{path} has the format \"{file.Format}\", and this build reads {CurrentFormat}: run it again with this build");
        }

        if (file.Build != BuildIdentity.Current)
        {
            throw new BadInputException(
                $"{path} was written by build {file.Build}, and this is build {BuildIdentity.Current}: only the same build repeats a run, "
                + $"so check that one out, or run it anew with `{file.Command}`");
        }

        return file;
    }

    private static RunFile Parse(string path, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, FileJson.Readable.RunFile)
                ?? throw new BadInputException($"{path} holds null instead of a run");
        }
        catch (JsonException error)
        {
            var place = error.LineNumber is { } line
                ? $" at line {line + 1}, column {error.BytePositionInLine.GetValueOrDefault() + 1}"
                : "";
            throw new BadInputException($"{path} is not a run file{place}: {JsonWords.Of(error)}", error);
        }
        catch (NotSupportedException error)
        {
            throw new BadInputException($"{path} is not a run file: {error.Message}", error);
        }
    }
}

/// <summary>How the workbench writes and reads JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    Converters =
    [
        typeof(DurationConverter), typeof(NodeIdConverter), typeof(ChanceConverter), typeof(LatencyRangeConverter),
        typeof(LatencyDistributionConverter), typeof(VertexConverter), typeof(BandwidthConverter), typeof(QueueLimitConverter),
        typeof(TopologyConverter), typeof(CutConverter), typeof(PartitionShapeConverter),
    ])]
[JsonSerializable(typeof(RunFile))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(CampaignSummary))]
[JsonSerializable(typeof(LoadSummary))]
[JsonSerializable(typeof(RealLoadSummary))]
[JsonSerializable(typeof(ComparisonSummary))]
[JsonSerializable(typeof(ShrinkSummary))]
[JsonSerializable(typeof(CheckSummary))]
public sealed partial class FileJson : JsonSerializerContext
{
    private static FileJson? _readable;

    /// <summary>Indented, and with characters such as <c>&gt;</c> as they are.</summary>
    public static FileJson Readable => _readable ??= new FileJson(new JsonSerializerOptions(Default.Options!)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
