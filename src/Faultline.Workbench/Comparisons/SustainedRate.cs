namespace Faultline.Workbench.Comparisons;

/// <summary>The most that a system was seen to sustain.</summary>
/// <param name="PerSecond">Operations a second; zero where even the usual rate was too much.</param>
/// <param name="Within">Within this time from a user's wish 99% of them were answered.</param>
/// <param name="IsAtLeast">Whether the users were the limit and not the system: with more of them it might sustain more.</param>
public sealed record SustainedRate(double PerSecond, TimeSpan Within, bool IsAtLeast);
