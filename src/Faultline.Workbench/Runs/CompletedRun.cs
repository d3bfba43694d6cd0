using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Runs;

/// <summary>A run that has come to its end.</summary>
/// <param name="Setup">What was run.</param>
/// <param name="Report">What it has to say.</param>
/// <param name="Fingerprints">One for each event, where they were kept.</param>
/// <param name="Divergence">Where it parts from the run that it was compared with; null where it does not.</param>
public sealed record CompletedRun(RunSetup Setup, RunReport Report, ushort[] Fingerprints, Divergence? Divergence)
{
    /// <summary>What went wrong, as planned.</summary>
    public FaultPlan Plan => Setup.Plan;
}

/// <summary>Where a run parts from an earlier one.</summary>
/// <param name="Event">The number of the first event that differs, from 0.</param>
/// <param name="Time">When it happened in this run.</param>
/// <param name="What">What it was in this run.</param>
public sealed record Divergence(long Event, TimeSpan Time, string What);
