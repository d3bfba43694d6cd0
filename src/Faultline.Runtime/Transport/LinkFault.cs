namespace Faultline.Runtime.Transport;

/// <summary>What is wrong with the way from this process to another, on purpose.</summary>
/// <param name="IsCut">Whether nothing passes.</param>
/// <param name="IsDeaf">Whether nothing is heard of what comes the other way.</param>
/// <param name="LossPerMillion">How many of a million messages are lost.</param>
/// <param name="CopiesPerMillion">How many of a million messages come twice.</param>
/// <param name="LeastDelay">The shortest delay of a message.</param>
/// <param name="MostDelay">The longest; messages overtake each other where it is above the shortest.</param>
public sealed record LinkFault(
    bool IsCut = false, bool IsDeaf = false, int LossPerMillion = 0, int CopiesPerMillion = 0,
    TimeSpan LeastDelay = default, TimeSpan MostDelay = default);
