namespace Faultline.Workbench.RealLoads;

/// <summary>How a real cluster is loaded.</summary>
public sealed record RealLoadRequest
{
    /// <summary>Operations a second of all users together; null for as many as the clients get done.</summary>
    public decimal? Rate { get; init; }

    /// <summary>For how long.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What users want is drawn from it; when the cluster answers is not.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Is told now and then how many operations have ended and how much time has passed; null for nobody.</summary>
    public Action<long, TimeSpan>? Progress { get; init; }
}
