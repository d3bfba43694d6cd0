namespace Faultline.Measurement;

/// <summary>What the users of a system got: counts, availability and latency.</summary>
/// <remarks>
/// Latency is counted from the moment that the user wanted the operation, not from the moment that a busy client got round to it,
/// so that stalls are not hidden (no coordinated omission).
/// </remarks>
/// <param name="Ok">Operations that took effect and were answered.</param>
/// <param name="Failed">Operations that certainly took no effect.</param>
/// <param name="Unknown">Operations whose outcome the user never learnt.</param>
/// <param name="Availability">Answered operations as a share of all, 0 to 1; 1 where there were none.</param>
/// <param name="Latency">Latency of the answered operations.</param>
public sealed record ServiceLevels(long Ok, long Failed, long Unknown, double Availability, LatencySummary Latency);

/// <summary>Latency percentiles in milliseconds; all zero where nothing was answered.</summary>
/// <param name="P50">Half were faster.</param>
/// <param name="P90">Nine in ten were faster.</param>
/// <param name="P99">99 in a hundred were faster.</param>
/// <param name="P999">999 in a thousand were faster.</param>
/// <param name="Max">The slowest.</param>
public sealed record LatencySummary(double P50, double P90, double P99, double P999, double Max);
