using System.Buffers;
using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>Whatever the wire brings, a replica and a client refuse it in words and go on.</summary>
public sealed class GarbageTests
{
    private readonly Cast _cast = new();

    [Fact]
    public void Messages_with_any_bits_flipped_and_any_end_missing_are_refused_and_never_throw()
    {
        var codec = new KvPbft().Codec;
        var replica = _cast.Start(N2);
        var client = new NodeBench(new PbftClient(_cast.Cluster, C1), C1);
        client.Ask(1, new KvGet("k"));
        var random = new Prng(3);
        var (decoded, output) = (0, new ArrayBufferWriter<byte>());
        foreach (var honest in Everything())
        {
            output.ResetWrittenCount();
            codec.Encode(honest, output);
            for (var i = 0; i < 2_000; i++)
            {
                byte[] bytes = [.. output.WrittenSpan];
                for (var flips = random.Below(6) + 1; flips > 0; flips--) bytes[random.Below(bytes.Length)] = (byte)random.Below(256);
                if (random.Below(8) == 0) bytes = bytes[..random.Below(bytes.Length)];
                if (!codec.TryDecode(bytes, out var message)) continue;
                decoded++;
                replica.Hear(N3, message);
                client.Hear(N3, message);
            }
        }

        Assert.True(decoded > 1_000, $"{decoded} messages were decoded");
        Assert.Empty(replica.Take<Prepare>());
        Assert.Empty(client.Completed);
    }

    /// <summary>One message of each kind, none of which would make this replica prepare anything.</summary>
    private IEnumerable<Message> Everything()
    {
        var a = _cast.Put(C1, 1);
        var stable = _cast.Stable(64, default);
        ViewChange[] changes = [_cast.ViewChange(N1, 1, _cast.Prepared(0, 1, a)), _cast.ViewChange(N3, 1), _cast.ViewChange(N4, 1)];
        return
        [
            a, _cast.Get(C1, 2, isReadOnly: true), _cast.Sign(new Request(C1, 3, false, new KvCas("k", null, "v"), [])),
            _cast.Sign(new Reply(N3, 0, C1, 1, KvResult.Done, 0, [])), _cast.PrePrepare(0, 10_000, a), _cast.Prepare(N3, 0, 1, a),
            _cast.Commit(N3, 0, 1, a), _cast.Checkpoint(N3, 64, default), changes[0], _cast.NewView(5, changes),
            _cast.Sign(new Status(N3, 0, false, 0, 0, [])), _cast.Sign(new CheckpointProof(N3, stable, [])),
            _cast.Sign(new FetchState(N3, 64, 0, [])), _cast.Sign(new StateChunk(N3, 64, 0, 10, [1, 2], [default], [])),
            _cast.Sign(new FetchBatch(N3, 1, default, [])), _cast.Sign(new BatchBody(N3, 1, [a], [])),
            _cast.Sign(new RejoinRequest(N3, 5, [])), _cast.Sign(new RejoinReply(N3, 5, 0, stable, [])),
        ];
    }
}
