namespace Faultline.Measurement;

/// <summary>What the users of a system got over time: a run cut into buckets of equal width.</summary>
/// <remarks>
/// Guarantees: there is at least one bucket and at most <see cref="ServiceLevelMeter.MostBuckets"/>; bucket k begins at k times
/// the width; each operation is counted in exactly one bucket.
/// </remarks>
/// <param name="Width">How long a bucket is.</param>
/// <param name="Buckets">The buckets, first one first. The last one may reach beyond the end of the run.</param>
public sealed record ServiceLevelSeries(TimeSpan Width, IReadOnlyList<ServiceLevelBucket> Buckets);

/// <summary>What ended within one bucket of a run.</summary>
/// <param name="Start">When the bucket begins, since the start of the run.</param>
/// <param name="Ok">Operations that took effect and were answered.</param>
/// <param name="Failed">Operations that certainly took no effect.</param>
/// <param name="Unknown">Operations that timed out here; those that never ended are in the last bucket.</param>
/// <param name="P50Milliseconds">Half of the answered operations were faster; null where none was answered.</param>
/// <param name="P99Milliseconds">99 in a hundred of the answered operations were faster; null where none was answered.</param>
public readonly record struct ServiceLevelBucket(
    TimeSpan Start, long Ok, long Failed, long Unknown, double? P50Milliseconds, double? P99Milliseconds)
{
    /// <summary>The offered load: operations that users wanted within the bucket, whenever and however they ended.</summary>
    public long Offered { get; init; }
}
