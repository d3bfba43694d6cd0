using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Scenarios;

namespace Faultline.Workbench.Comparisons;

/// <summary>Which systems are compared, and under what.</summary>
/// <param name="Systems">Their names, in the order in which they are shown.</param>
public sealed record ComparisonRequest(IReadOnlyList<string> Systems)
{
    /// <summary>The most systems that stand beside each other.</summary>
    public const int MostSystems = 5;

    /// <summary>How many nodes each has, as far as it may have so many. Default: as each system says.</summary>
    public int? Nodes { get; init; }

    /// <summary>How many users. Default: 32, so that one whose answer takes hours keeps no other from asking.</summary>
    public int Clients { get; init; } = 32;

    /// <summary>Operations a second, in a system whose own rate is 100; in others in proportion. Default: that.</summary>
    public decimal? Rate { get; init; }

    /// <summary>
    /// How long each run lasts, in a system whose own runs last five minutes; in others as many times as long. Default: a minute.
    /// </summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Which seeds; the worst of them counts. Default: 1 to 5.</summary>
    public CampaignSeeds Seeds { get; init; } = new(1, 5);

    /// <summary>Whether the highest rate is sought that each system sustains: most of the work. Default: true.</summary>
    public bool FindsMost { get; init; } = true;

    /// <summary>Faults that are a situation of their own, besides those that every comparison has. Default: none.</summary>
    public FaultChoice? Faults { get; init; }

    /// <summary>When an answer that is never certain counts as final.</summary>
    public Finality Finality { get; init; } = Finality.Default;
}
