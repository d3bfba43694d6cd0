using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Worlds;

/// <summary>How much memory a process may hold.</summary>
/// <param name="Budget">The most, in bytes.</param>
/// <param name="Headroom">How much of it was free when the limit was set, in bytes.</param>
/// <param name="RestartAfter">How soon a process that held more is started again.</param>
/// <param name="Effect">Where what the limit really did is counted.</param>
internal sealed record MemoryLimit(long Budget, long Headroom, TimeSpan RestartAfter, FaultEffect Effect);
