using System.Text.Json;
using Faultline.Model.Randomness;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Shrinking;

/// <summary>A run as data, from which parts can be taken away.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Faults">The faults of the plan.</param>
/// <param name="Operations">What users ask and when.</param>
internal sealed record Candidate(RunSettings Settings, IReadOnlyList<Fault> Faults, IReadOnlyList<ScriptedOperation> Operations)
{
    /// <summary>A run that has been, with everything that was drawn in it written down.</summary>
    public static Candidate Of(CompletedRun run) => new(
        run.Setup.Settings, run.Plan.Faults,
        (run.Setup.Script ?? WorkloadScript.Of(run.Report.History, run.Setup.Settings.Clients)).Operations);

    /// <summary>The run, or an exception where it is not possible.</summary>
    public RunSetup Setup() =>
        RunSetup.Of(Settings, new FaultPlan([.. Faults.OrderBy(static fault => fault.Start)]), new WorkloadScript(Operations));

    /// <summary>Tells candidates apart.</summary>
    public ulong Digest()
    {
        var hash = StableHash.Of(JsonSerializer.Serialize(Settings, FileJson.Default.RunSettings));
        hash = StableHash.Mix(hash, StableHash.Of(JsonSerializer.Serialize(new FaultPlan(Faults), FileJson.Default.FaultPlan)));
        foreach (var operation in Operations)
        {
            hash = StableHash.Mix(hash, (ulong)operation.Time.Ticks);
            hash = StableHash.Mix(hash, StableHash.Of($"{operation.Client} {operation.Operation}"));
        }

        return hash;
    }
}
