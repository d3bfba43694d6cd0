using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Networks;

/// <summary>The links between all hosts, and the decision what becomes of each message.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="hosts">How many hosts there are.</param>
/// <param name="latency">How long messages take from the host at one place to the host at another.</param>
internal sealed class Network(ulong seed, int hosts, Func<int, int, LatencyRange> latency)
{
    /// <summary>A message to oneself stays on the host: it takes this long and no network fault touches it.</summary>
    private static readonly TimeSpan Loopback = TimeSpan.FromMicroseconds(10);

    private readonly Link?[] _links = new Link?[hosts * hosts];

    public NetworkCounters Counters { get; } = new();

    /// <summary>The link from one host to another, by their places.</summary>
    public Link this[int from, int to] => _links[(from * hosts) + to] ??= new Link(
        from == to ? LatencyRange.Constant(Loopback) : latency(from, to),
        Prng.Stream(seed, "link", ((long)from << 32) | (uint)to));

    /// <summary>Decides a message's fate.</summary>
    /// <param name="from">The sender's place.</param>
    /// <param name="to">The receiver's place.</param>
    /// <param name="bytes">The message's size.</param>
    /// <param name="copyDelay">How long an extra copy takes, in ticks; -1 for none.</param>
    /// <returns>How long the message takes, in ticks; -1 where it is lost.</returns>
    public long Carry(int from, int to, int bytes, out long copyDelay)
    {
        var link = this[from, to];
        Counters.Sent++;
        Counters.Bytes += bytes;
        copyDelay = -1;
        var delay = link.DrawLatency();
        if (from == to) return delay;
        foreach (var impairment in link.Impairments)
        {
            if (impairment.Cut || link.Random.Happens(impairment.Loss))
            {
                impairment.Effect.Add(EffectUnit.MessagesDropped, 1);
                Counters.Dropped++;
                copyDelay = -1;
                return -1;
            }

            if (link.Random.Happens(impairment.Delayed))
            {
                delay += link.Random.Below(impairment.Delay.Ticks) + 1;
                impairment.Effect.Add(EffectUnit.MessagesDelayed, 1);
            }

            if (copyDelay < 0 && link.Random.Happens(impairment.Duplication))
            {
                copyDelay = link.DrawLatency();
                impairment.Effect.Add(EffectUnit.MessagesDuplicated, 1);
            }
        }

        if (copyDelay >= 0) Counters.Duplicated++;
        return delay;
    }
}
