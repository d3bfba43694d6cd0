using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>A client of four replicas; the test plays them.</summary>
public sealed class PbftClientTests
{
    private static readonly KvResult A = new(true, "a");
    private static readonly KvResult B = new(true, "b");

    private readonly Cast _ordered = new(options: ("read-only", "off"));
    private readonly Cast _reading = new();

    [Fact]
    public void It_asks_the_primary_and_believes_f_plus_one_replicas_that_say_the_same()
    {
        var client = Start(_ordered);
        client.Ask(1, new KvPut("k", "v"));
        var request = Assert.Single(client.Take<Request>());
        Assert.True(request.IsAuthentic(_ordered.Members));

        client.Hear(N1, Reply(_ordered, N1, request, KvResult.Done));
        client.Hear(N1, Reply(_ordered, N1, request, KvResult.Done));
        client.Hear(N2, Reply(_ordered, N2, request, KvResult.Mismatch));
        Assert.Empty(client.Completed);
        client.Hear(N3, Reply(_ordered, N3, request, KvResult.Done));

        Assert.Equal([(1L, OperationOutcome.Ok, KvResult.Done)], client.Completed);
    }

    [Fact]
    public void A_forged_reply_one_to_another_and_one_of_another_request_count_for_nothing()
    {
        var client = Start(_ordered);
        client.Ask(1, new KvPut("k", "v"));
        var request = client.Take<Request>()[0];
        var honest = Reply(_ordered, N1, request, KvResult.Done);
        client.Hear(N1, honest);

        client.Hear(N2, honest with { Author = N2 });
        client.Hear(N2, _ordered.Sign(honest with { Author = N2, Client = NodeId.Client(2) }));
        client.Hear(N2, _ordered.Sign(honest with { Author = N2, Timestamp = request.Timestamp - 1 }));
        client.Hear(N2, _ordered.Sign(honest with { Author = N2, Version = 5 }));

        Assert.Empty(client.Completed);
    }

    [Fact]
    public void Without_an_answer_it_asks_all_and_less_often_each_time()
    {
        var client = Start(_ordered);
        client.Ask(1, new KvPut("k", "v"));
        Assert.Single(client.Take<Request>());
        var asked = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            client.RingNext("client retry");
            asked.Add((int)client.Now.TotalMilliseconds);
            Assert.Equal(4, client.Take<Request>().Count);
        }

        Assert.Equal([100, 300, 700, 1_500, 2_300], asked);
        client.RingNext("client deadline");
        Assert.Equal(OperationOutcome.Info, Assert.Single(client.Completed).Outcome);
    }

    [Fact]
    public void It_finds_the_primary_by_the_views_in_the_replies()
    {
        var client = Start(_ordered);
        client.Ask(1, new KvPut("k", "v"));
        var request = client.Take<Request>()[0];
        client.Hear(N2, _ordered.Sign(Reply(_ordered, N2, request, KvResult.Done) with { View = 99 }));
        client.Hear(N3, _ordered.Sign(Reply(_ordered, N3, request, KvResult.Done) with { View = 2 }));
        client.Sent.Clear();
        client.Ask(2, new KvPut("k", "w"));

        Assert.Equal([N3], Cast.ReceiversOf<Request>(client));
    }

    [Fact]
    public void A_read_is_asked_of_all_and_takes_a_quorum_with_the_same_version()
    {
        var client = Start(_reading);
        client.Ask(1, new KvGet("k"));
        Assert.Equal([N1, N2, N3, N4], Cast.ReceiversOf<Request>(client));
        var request = client.Take<Request>()[0];
        Assert.True(request.IsReadOnly);

        client.Hear(N1, Reply(_reading, N1, request, A, 7));
        client.Hear(N2, Reply(_reading, N2, request, A, 3));
        client.Hear(N3, Reply(_reading, N3, request, A, 7));
        Assert.Empty(client.Completed);
        client.Hear(N4, Reply(_reading, N4, request, A, 7));

        Assert.Equal(A, Assert.Single(client.Completed).Answer);
    }

    [Fact]
    public void A_read_whose_answers_differ_or_do_not_come_is_ordered()
    {
        var client = Start(_reading);
        client.Ask(1, new KvGet("k"));
        var request = client.Take<Request>()[0];
        client.Hear(N1, Reply(_reading, N1, request, A, 7), Reply(_reading, N2, request, B, 8), Reply(_reading, N3, request, A, 7));
        client.Hear(N4, Reply(_reading, N4, request, B, 8));
        var ordered = Assert.Single(client.Take<Request>());
        Assert.False(ordered.IsReadOnly);
        Assert.True(ordered.Timestamp > request.Timestamp);

        foreach (var replica in new[] { N1, N2, N3 }) client.Hear(replica, Reply(_reading, replica, ordered, B));
        Assert.Equal(B, Assert.Single(client.Completed).Answer);
        client.Ask(2, new KvGet("k"));
        client.RingNext("client retry");
        Assert.False(client.Take<Request>()[^1].IsReadOnly);
    }

    /// <summary>Berger, Reiser and Bessani (SRDS 2021): else a read's quorum may be without a correct replica that knows the write.</summary>
    [Fact]
    public void Where_reads_ask_a_quorum_a_write_takes_a_quorum_of_answers()
    {
        var client = Start(_reading);
        client.Ask(1, new KvPut("k", "v"));
        var request = client.Take<Request>()[0];
        client.Hear(N1, Reply(_reading, N1, request, KvResult.Done), Reply(_reading, N2, request, KvResult.Done));
        Assert.Empty(client.Completed);
        client.Hear(N3, Reply(_reading, N3, request, KvResult.Done));

        Assert.Single(client.Completed);
    }

    /// <summary>
    /// The same as an episode: n1 has executed a write and n2 and n3 have not yet, and n4 lies: it says done to the writer, and to the reader
    /// that it knows nothing.
    /// </summary>
    [Theory]
    [InlineData("none", Verdict.Held)]
    [InlineData("weak-writes", Verdict.Broken)]
    public void A_read_after_a_write_that_is_over_may_miss_it_only_by_mistake(string mistake, Verdict verdict)
    {
        var cast = new Cast(options: ("mistake", mistake));
        var (writer, reader) = (Start(cast), new NodeBench(new PbftClient(cast.Cluster, NodeId.Client(2)), NodeId.Client(2)));
        var recorder = new ClientHistory(clients: 2);
        var put = recorder.Invoke(0, new KvPut("k", "v"), TimeSpan.Zero, TimeSpan.Zero);
        writer.Ask(1, put.Operation);
        var write = writer.Take<Request>()[0];
        writer.Hear(N1, Reply(cast, N1, write, KvResult.Done), Reply(cast, N4, write, KvResult.Done));
        if (writer.Completed.Count > 0) recorder.Complete(0, put, OperationOutcome.Ok, KvResult.Done, null, TimeSpan.FromSeconds(1));
        var get = recorder.Invoke(1, new KvGet("k"), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        reader.Ask(2, get.Operation);
        var read = reader.Take<Request>()[0];
        foreach (var replica in new[] { N2, N3, N4 }) reader.Hear(replica, Reply(cast, replica, read, new KvResult(true, null), 0));
        recorder.Complete(1, get, OperationOutcome.Ok, (KvResult)reader.Completed[0].Answer!, null, TimeSpan.FromSeconds(3));

        var result = LinearizabilityChecker.Check(recorder.History, new KeyValueModel(), SearchLimits.Default, TestContext.Current.CancellationToken);
        Assert.Equal(verdict, result.Result.Verdict);
    }

    private static NodeBench Start(Cast cast) => new(new PbftClient(cast.Cluster, C1), C1) { Now = TimeSpan.Zero };

    private static Reply Reply(Cast cast, NodeId replica, Request request, KvResult result, long version = -1) =>
        cast.Sign(new Reply(replica, 0, request.Author, request.Timestamp, result, version, []));
}
