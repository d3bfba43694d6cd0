namespace Faultline.Simulation.Networks;

/// <summary>What becomes of a message on one link.</summary>
/// <param name="Delay">How long it takes, in ticks; -1 where it is lost.</param>
/// <param name="CopyDelay">How long an extra copy takes, in ticks; -1 for none.</param>
/// <param name="Lost">Why it is lost, where it is.</param>
/// <param name="Corrupted">Whether some of its bits are flipped; a copy is whole.</param>
internal readonly record struct Passage(long Delay, long CopyDelay, LossReason Lost = default, bool Corrupted = false)
{
    public bool IsLost => Delay < 0;

    public static Passage LostBy(LossReason reason) => new(-1, -1, reason);
}
