using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Systems.Signatures;

namespace Faultline.Workbench.Tests.Runs;

/// <summary>
/// A store that is always empty. Users ask all nodes, each answer is signed, and what f+1 nodes say is the answer: right while no more
/// than f of them lie, and n is at least 2f+1.
/// </summary>
internal sealed class VotingStore : SystemDefinition
{
    private const int Tolerated = 1;

    private static readonly SimulatedSignatures Scheme = new();

    public override string Name => "voting-store";

    public override string Summary => "";

    public override string Source => "";

    public override MessageCodec Codec { get; } = new BallotCodec();

    public override IReadOnlyList<Promise> Promises(Cluster cluster) => [Promise.Linearizable];

    public override FaultTolerance Tolerates(Cluster cluster) => new() { LyingNodes = Tolerated };

    public override Message Seal(Cluster cluster, NodeId self, Message altered) =>
        altered is Ballot ballot ? Signed(self, ballot.Request, ballot.Result) : altered;

    public override Node CreateNode(Cluster cluster, NodeId self) => new Voter();

    public override Node CreateClient(Cluster cluster, NodeId self) => new Asker(cluster);

    public override Workload CreateWorkload(Cluster cluster) => new Reads();

    private static KeyPair KeyOf(NodeId node) => Scheme.KeyFrom([.. Enumerable.Repeat((byte)node.Number, 32)]);

    private static ulong DigestOf(long request, KvResult result) =>
        StableHash.Of(Encoding.UTF8.GetBytes($"ballot {request} {result.Applied} {result.Value is null} {result.Value}"));

    private static Ballot Signed(NodeId voter, long request, KvResult result) =>
        new(request, result, KeyOf(voter).Sign(BitConverter.GetBytes(DigestOf(request, result))));

    private sealed record Question(long Request) : Message;

    private sealed record Ballot(long Request, KvResult Result, byte[] Signature) : Message;

    private sealed class Voter : Node
    {
        public override void OnStart(NodeContext context)
        {
        }

        public override void OnMessage(NodeContext context, NodeId from, Message message) =>
            context.Send(from, Signed(context.Self, ((Question)message).Request, new KvResult(true, null)));
    }

    private sealed class Asker(Cluster cluster) : Node
    {
        private readonly SortedDictionary<long, SortedDictionary<NodeId, KvResult>> _ballots = [];

        public override void OnStart(NodeContext context)
        {
        }

        public override void OnRequest(NodeContext context, in ClientRequest request)
        {
            _ballots[request.Id] = [];
            context.Broadcast(cluster.Nodes, new Question(request.Id));
        }

        public override void OnMessage(NodeContext context, NodeId from, Message message)
        {
            if (message is not Ballot ballot || !_ballots.TryGetValue(ballot.Request, out var votes)) return;
            var digest = BitConverter.GetBytes(DigestOf(ballot.Request, ballot.Result));
            if (!Scheme.Verify(KeyOf(from).PublicKey, digest, ballot.Signature)) return;
            votes[from] = ballot.Result;
            if (votes.Values.Count(ballot.Result.Equals) <= Tolerated) return;
            _ballots.Remove(ballot.Request);
            context.Complete(ballot.Request, ballot.Result);
        }
    }

    private sealed class Reads : Workload
    {
        public override Operation NextOperation(int client, Prng random) => new KvGet("k");
    }

    private sealed class BallotCodec : MessageCodec
    {
        public override bool Knows(Message message) => message is Question or Ballot;

        public override void Encode(Message message, ArrayBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(message switch
        {
            Question question => $"{question.Request}",
            Ballot { Result: var result } ballot =>
                $"{ballot.Request}|{result.Applied}|{result.Value ?? "-"}|{Convert.ToHexString(ballot.Signature)}",
            _ => throw new ArgumentException("no message of this store"),
        }));

        public override bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Message? message)
        {
            message = Encoding.UTF8.GetString(bytes).Split('|') switch
            {
                [var request] => new Question(long.Parse(request)),
                [var request, var applied, var value, var signature] => new Ballot(
                    long.Parse(request), new KvResult(bool.Parse(applied), value == "-" ? null : value), Convert.FromHexString(signature)),
                _ => null,
            };
            return message is not null;
        }
    }
}
