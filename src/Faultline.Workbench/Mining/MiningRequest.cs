using Faultline.Systems.BlockChain;

namespace Faultline.Workbench.Mining;

/// <summary>What is to be mined, and with what.</summary>
/// <param name="Header">The header; its bits say how hard it is, its nonce where the search begins.</param>
public sealed record MiningRequest(BlockHeader Header)
{
    /// <summary>How many threads hash. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>After how long to give up; null for never. Default: null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>For how long the bare loop runs before, to compare with; zero for not at all. Default: half a second.</summary>
    public TimeSpan BareLoop { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Told now and then how many hashes were tried in what time.</summary>
    public Action<long, TimeSpan>? Progress { get; init; }
}
