using Faultline.Model.Randomness;

namespace Faultline.Simulation.Faults;

/// <summary>Each seed leaves some kinds of fault out, so that those which are left do not stand in each other's way.</summary>
/// <remarks>Groce, Zhang, Eide, Chen and Regehr, "Swarm Testing" (2012).</remarks>
public static class Swarm
{
    /// <summary>The kinds that are on: each with a chance of one half, and never none.</summary>
    /// <param name="kinds">The kinds to choose among.</param>
    /// <param name="seed">The run's seed.</param>
    /// <returns>Some of them, in the same order; none only where there are none.</returns>
    public static IReadOnlyList<FaultKind> Of(IReadOnlyList<FaultKind> kinds, ulong seed)
    {
        // Each kind has its own random number, so that a new kind leaves the choice among the others as it was.
        FaultKind[] on = [.. kinds.Where(kind => Prng.Stream(seed, "swarm: " + kind.Name).Below(2) == 0)];
        return on.Length > 0 || kinds.Count == 0 ? on : [Prng.Stream(seed, "swarm").Pick(kinds)];
    }
}
