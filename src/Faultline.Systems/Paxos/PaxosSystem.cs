using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;

namespace Faultline.Systems.Paxos;

/// <summary>Single-decree Paxos: the nodes agree on one value an instance, instance after instance.</summary>
public sealed class PaxosSystem : SystemDefinition
{
    /// <inheritdoc />
    public override string Name => "paxos";

    /// <inheritdoc />
    public override string Summary => "single-decree Paxos: the nodes agree on one value, again and again";

    /// <inheritdoc />
    public override string Source => "Lamport, Paxos Made Simple (2001), section 2";

    /// <inheritdoc />
    public override decimal DefaultRate => 20;

    /// <inheritdoc />
    public override IReadOnlyList<SystemOption> Options { get; } =
    [
        new("backoff", "randomized", "how long a refused proposer waits: always equally long, or a random time of that mean",
            "randomized", "fixed"),
        new("backoff-time", "20", "the mean time that a refused proposer waits, in milliseconds"),
        new("contenders", "3", "how many users propose in each instance"),
        new("patience", "200", "how long a proposer waits for answers before it tries again, in milliseconds"),
    ];

    /// <inheritdoc />
    public override MessageCodec Codec { get; } = MessageCodec.For<DecreeMessage>();

    /// <inheritdoc />
    public override IReadOnlyList<Model.Systems.Promise> Promises(Cluster cluster) =>
    [
        Model.Systems.Promise.Agreement, Model.Systems.Promise.Validity, Model.Systems.Promise.Integrity,
        Model.Systems.Promise.PromisesKept,
        Model.Systems.Promise.Progress(TimeSpan.FromSeconds(10)),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) =>
        self.IsClient ? [] : [new InitialFile(PaxosNode.JournalFile, FrameFile.Format())];

    /// <inheritdoc />
    public override FaultTolerance Tolerates(Cluster cluster) => new() { LostNodes = (cluster.Nodes.Count - 1) / 2 };

    /// <inheritdoc />
    public override Node CreateNode(Cluster cluster, NodeId self) => new PaxosNode(cluster);

    /// <inheritdoc />
    public override Node? CreateClient(Cluster cluster, NodeId self) => null;

    /// <inheritdoc />
    public override Workload CreateWorkload(Cluster cluster) =>
        cluster.Options.Number("contenders") is > 0 and var contenders
            ? new Proposals(contenders)
            : throw new ArgumentException("option contenders must be at least 1");

    /// <summary>Users propose values of their own, so many in each instance, one after another or at once.</summary>
    private sealed class Proposals(int contenders) : Workload
    {
        private long _proposed;

        public override Operation NextOperation(int client, Prng random)
        {
            var number = _proposed++;
            return new Propose(number / contenders, $"{client + 1}.{number}");
        }
    }
}
