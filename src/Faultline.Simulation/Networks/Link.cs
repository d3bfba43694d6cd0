using Faultline.Model.Randomness;

namespace Faultline.Simulation.Networks;

/// <summary>One direction between two hosts, with its own random numbers, so that traffic elsewhere does not change its fate.</summary>
internal sealed class Link(LatencyRange latency, Prng random)
{
    private readonly long _least = latency.Least.Ticks;
    private readonly long _choices = latency.Most.Ticks - latency.Least.Ticks + 1;

    /// <summary>What the faults of the moment do to this link, in the order in which they began.</summary>
    public List<LinkImpairment> Impairments { get; } = [];

    public Prng Random { get; } = random;

    public long DrawLatency() => _choices == 1 ? _least : _least + Random.Below(_choices);
}
