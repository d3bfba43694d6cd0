using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.AsyncBackup;

/// <summary>A key-value store with a primary and asynchronous backups, one of which takes over when the primary falls silent.</summary>
/// <remarks>It promises linearizability on paper, and loses it: that is what it is here for.</remarks>
public sealed class KvAsync : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "kv-async";

    /// <inheritdoc />
    public override string Summary =>
        "a key-value store with a primary, asynchronous backups and automatic fail-over: fast, and loses acknowledged writes";

    /// <inheritdoc />
    public override string Source => "baseline: the usual database with an asynchronous replica";

    /// <inheritdoc />
    public override int DefaultNodes => 3;

    /// <inheritdoc />
    public override int LeastNodes => 2;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options { get; } =
    [
        new("heartbeat", "50", "how often the primary says that it is there, in milliseconds"),
        new("fail-over", "500",
            "how long node n1 waits for a primary before it takes over, in milliseconds; n2 waits twice as long, and so on"),
        .. KvWorkload.Options,
    ];

    /// <inheritdoc />
    public override MessageCodec Codec { get; } =
        MessageCodec.Combine(MessageCodec.For<ClientMessage>(), MessageCodec.For<BackupMessage>());

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [Promise.Linearizable, Promise.Progress(TimeSpan.FromSeconds(10))];

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) => self.IsClient ? [] : DurableStore.Format;

    /// <inheritdoc />
    public override bool IsForClients(Message message) => message is ClientMessage;

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self) => new BackupServer(cluster, self);

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self) => new SessionClient(cluster.Nodes);

    /// <inheritdoc />
    public override Message? Flood(long number) => KvFlood.Request(number);

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => KvWorkload.Of(cluster);
}
