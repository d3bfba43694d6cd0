using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.Central;

/// <summary>A key-value store on one server with one disk: the baseline for everything else.</summary>
public sealed class KvCentral : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "kv-central";

    /// <inheritdoc />
    public override string Summary => "a key-value store on one server with one disk: simple, fast, and gone while the server is";

    /// <inheritdoc />
    public override string Source => "baseline";

    /// <inheritdoc />
    public override int DefaultNodes => 1;

    /// <inheritdoc />
    public override int MostNodes => 1;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options => [.. Admission.Options, .. KvWorkload.Options];

    /// <inheritdoc />
    public override MessageCodec Codec { get; } = MessageCodec.For<ClientMessage>();

    /// <inheritdoc />
    public override IReadOnlyList<Promise> Promises(Cluster cluster) =>
        [Promise.Linearizable, Promise.Progress(TimeSpan.FromSeconds(10))];

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) => self.IsClient ? [] : DurableStore.Format;

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self) =>
        new CentralServer(cluster, new DurableStore(new KvMachine(DurableStore.SessionCapacity)));

    /// <inheritdoc />
    public override Node CreateClient(Cluster cluster, NodeId self) => new SessionClient(cluster.Nodes);

    /// <inheritdoc />
    public override Message? Flood(long number) => KvFlood.Request(number);

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) => KvWorkload.Of(cluster);
}
