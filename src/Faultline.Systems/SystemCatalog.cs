using Faultline.Model.Systems;
using Faultline.Systems.AsyncBackup;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Central;
using Faultline.Systems.Chat;
using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Paxos;
using Faultline.Systems.Pbft;
using Faultline.Systems.Streams;

namespace Faultline.Systems;

/// <summary>Every system that can be run by its name.</summary>
public static class SystemCatalog
{
    /// <summary>The systems, in the order in which lists show them.</summary>
    public static IReadOnlyList<SystemDefinition> All { get; } =
    [
        new KvPaxos(), new PaxosSystem(), new KvCentral(), new KvAsync(), new KvPbft(), new StreamsSystem(), new BitcoinSystem(),
        new ChatHosted(), new ChatReplicated(),
    ];

    /// <summary>The system with a name, or null where there is none.</summary>
    /// <param name="name">Such as <c>kv-paxos</c>.</param>
    /// <returns>The system.</returns>
    public static SystemDefinition? Find(string name) => All.FirstOrDefault(system => system.Name == name);
}
