using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Networks;

/// <summary>What a fault does to the messages of a link while it lasts.</summary>
/// <param name="Effect">Where what it really did is counted.</param>
internal sealed record LinkImpairment(FaultEffect Effect)
{
    /// <summary>Whether nothing passes.</summary>
    public bool Cut { get; init; }

    /// <summary>How likely a message is lost.</summary>
    public Chance Loss { get; init; }

    /// <summary>How likely a message arrives twice.</summary>
    public Chance Duplication { get; init; }

    /// <summary>How likely a message is held back by up to <see cref="Delay"/>, so that later ones overtake it.</summary>
    public Chance Delayed { get; init; }

    /// <summary>How likely some of a message's bits are flipped.</summary>
    public Chance Corruption { get; init; }

    /// <summary>The longest that a message is held back.</summary>
    public TimeSpan Delay { get; init; }
}
