using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Networks;

/// <summary>One direction between two ends, with its own random numbers, so that traffic elsewhere does not change its fate.</summary>
internal sealed class Link(LatencyDistribution latency, Prng random)
{
    /// <summary>What the faults of the moment do to this link, in the order in which they began.</summary>
    public List<LinkImpairment> Impairments { get; } = [];

    /// <summary>What a message waits in before it is on the link: none where the bandwidth is without limit.</summary>
    public List<LinkQueue> Queues { get; } = [];

    public Prng Random { get; } = random;

    /// <summary>Whether a fault lets nothing pass.</summary>
    public bool IsCut => Impairments.Exists(static impairment => impairment.Cut);

    /// <summary>Decides a message's fate on this link.</summary>
    /// <param name="now">When it is handed to the link, in ticks.</param>
    /// <param name="bytes">The message's size.</param>
    /// <param name="mayCopy">Whether it may be copied: in a loop, copies of copies would fill the world.</param>
    /// <returns>The fate.</returns>
    public Passage Carry(long now, int bytes, bool mayCopy = true)
    {
        var onTheLink = now;
        foreach (var queue in Queues)
        {
            onTheLink = queue.Admit(onTheLink, bytes);
            if (onTheLink < 0) return Passage.LostBy(LossReason.Congested);
        }

        var (delay, copyDelay, corrupted) = (onTheLink - now + latency.Draw(Random), -1L, false);
        foreach (var impairment in Impairments)
        {
            if (impairment.Cut || Random.Happens(impairment.Loss))
            {
                impairment.Effect.Add(EffectUnit.MessagesDropped, 1);
                return Passage.LostBy(impairment.Cut ? LossReason.Cut : LossReason.Chance);
            }

            if (Random.Happens(impairment.Delayed))
            {
                delay += Random.Below(impairment.Delay.Ticks) + 1;
                impairment.Effect.Add(EffectUnit.MessagesDelayed, 1);
            }

            if (mayCopy && copyDelay < 0 && Random.Happens(impairment.Duplication))
            {
                copyDelay = onTheLink - now + latency.Draw(Random);
                impairment.Effect.Add(EffectUnit.MessagesDuplicated, 1);
            }

            if (Random.Happens(impairment.Corruption))
            {
                corrupted = true;
                impairment.Effect.Add(EffectUnit.MessagesCorrupted, 1);
            }
        }

        return new Passage(delay, copyDelay, Corrupted: corrupted);
    }

    /// <summary>Whether the faults of the moment let a message pass from end to end that takes other links on its way.</summary>
    /// <returns>The fault that does not; null where all do.</returns>
    public LinkImpairment? CutBy() => Impairments.Find(static impairment => impairment.Cut);
}
