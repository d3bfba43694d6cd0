using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.Sessions;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.KeyValue;

public sealed class SessionClientTests
{
    private static readonly KvPut Put = new("k", "v");
    private static readonly KvGet Get = new("k");

    private readonly NodeBench _client = new(new SessionClient([N1, N2, N3]), C1);

    [Fact]
    public void A_session_is_opened_before_the_first_operation_and_used_for_all()
    {
        _client.Ask(1, Put);
        var open = Assert.IsType<OpenSession>(Assert.Single(_client.Sent).Message);
        _client.Sent.Clear();
        _client.Hear(N2, new SessionOpened(open.Nonce, 40));
        var first = Answer(KvResult.Done);
        _client.Ask(2, Get);
        var second = Answer(new KvResult(true, "v"));

        Assert.Equal((40L, 40L), (first.Session, second.Session));
        Assert.Equal(first.Sequence + 1, second.Sequence);
        Assert.Equal(
            [(1, OperationOutcome.Ok, KvResult.Done), (2, OperationOutcome.Ok, new KvResult(true, "v"))], _client.Completed);
        Assert.Empty(_client.Timers);
    }

    [Fact]
    public void Who_opened_the_session_is_asked_from_then_on()
    {
        OpenSession(N3);

        Assert.Equal(N3, Assert.Single(_client.Sent).To);
    }

    [Fact]
    public void A_redirection_is_followed_at_once()
    {
        OpenSession(N1);
        var request = Assert.Single(_client.Take<SessionRequest>());

        _client.Hear(N1, new Redirect(request.Sequence, N3));

        Assert.Equal((N3, request), Assert.Single(_client.Sent));
    }

    [Fact]
    public void Redirections_in_a_circle_are_not_followed_for_ever()
    {
        OpenSession(N1);
        var request = Assert.Single(_client.Take<SessionRequest>());

        for (var i = 0; i < 3; i++) _client.Hear(N1, new Redirect(request.Sequence, i % 2 == 0 ? N2 : N1));
        Assert.Equal(3, _client.Take<SessionRequest>().Count);
        _client.Hear(N1, new Redirect(request.Sequence, N1));

        Assert.Empty(_client.Sent);
        Assert.InRange(NextRetry(), SessionClient.Backoff, 2 * SessionClient.Backoff);
    }

    [Fact]
    public void Where_a_node_is_busy_or_knows_no_leader_the_client_asks_another_a_little_later()
    {
        OpenSession(N1);
        var request = Assert.Single(_client.Take<SessionRequest>());

        _client.Hear(N1, new Busy(request.Sequence, Shortage.Queue));
        Assert.InRange(NextRetry(), SessionClient.Backoff, 2 * SessionClient.Backoff);
        _client.RingNext();
        var again = Assert.Single(_client.Sent);
        _client.Sent.Clear();
        _client.Hear(again.To, new Redirect(request.Sequence, default));

        Assert.Equal(request, again.Message);
        Assert.NotEqual(N1, again.To);
        Assert.Empty(_client.Sent);
        Assert.InRange(NextRetry(), SessionClient.Backoff, 2 * SessionClient.Backoff);
    }

    [Fact]
    public void A_retry_has_the_same_session_and_sequence_number_and_goes_to_another_node()
    {
        OpenSession(N1);
        var request = Assert.Single(_client.Take<SessionRequest>());

        _client.RingNext();

        Assert.Equal(SessionClient.RetryAfter, _client.Now);
        Assert.Equal(request, Assert.Single(_client.Sent).Message);
        Assert.NotEqual(N1, _client.Sent[0].To);
    }

    [Fact]
    public void A_write_that_is_given_up_has_an_unknown_outcome()
    {
        OpenSession(N1);

        GiveUp();

        Assert.Equal((1, OperationOutcome.Info, "no answer in time"), Assert.Single(_client.Completed));
        Assert.Equal(SessionClient.Deadline, _client.Now);
    }

    [Theory]
    [InlineData(Shortage.Queue, "refused: too many wait already")]
    [InlineData(Shortage.DiskFull, "refused: the disks are full")]
    [InlineData(Shortage.DiskFailing, "refused: the disks fail")]
    [InlineData(Shortage.Memory, "refused: memory is short")]
    public void An_operation_that_was_refused_until_it_was_given_up_tells_why(Shortage shortage, string words)
    {
        OpenSession(N1);
        _client.Hear(N1, new Busy(Assert.Single(_client.Take<SessionRequest>()).Sequence, shortage));

        GiveUp();
        Assert.Equal((1, OperationOutcome.Info, words), Assert.Single(_client.Completed));
        _client.Completed.Clear();
        _client.Ask(2, Put);
        GiveUp();

        Assert.Equal("no answer in time", Assert.Single(_client.Completed).Answer);
    }

    [Fact]
    public void A_read_that_is_given_up_has_failed()
    {
        OpenSession(N1, Get);

        GiveUp();

        Assert.Equal((1, OperationOutcome.Fail, "no answer in time"), Assert.Single(_client.Completed));
    }

    [Fact]
    public void A_write_that_was_never_sent_has_failed()
    {
        _client.Ask(1, Put);

        GiveUp();

        Assert.Equal((1, OperationOutcome.Fail, "no answer in time"), Assert.Single(_client.Completed));
    }

    [Fact]
    public void An_answer_to_what_was_given_up_is_not_taken_for_another()
    {
        OpenSession(N1);
        var given = Assert.Single(_client.Take<SessionRequest>());
        GiveUp();
        _client.Ask(2, Get);

        _client.Hear(N1, new KvReply(given.Sequence, KvResult.Done), new Redirect(given.Sequence, N2), new SessionExpired(given.Sequence));

        Assert.Single(_client.Completed);
    }

    [Fact]
    public void A_session_that_has_expired_leaves_a_write_unknown_and_is_opened_anew()
    {
        OpenSession(N1);
        var request = Assert.Single(_client.Take<SessionRequest>());

        _client.Hear(N1, new SessionExpired(request.Sequence));
        _client.Ask(2, Put);

        Assert.Equal((1, OperationOutcome.Info, "the session had expired"), Assert.Single(_client.Completed));
        Assert.Single(_client.Take<OpenSession>());
    }

    [Fact]
    public void A_client_that_was_restarted_does_not_use_the_numbers_of_the_one_before()
    {
        var numbers = Enumerable.Range(1, 100).Select(static seed =>
        {
            var client = new NodeBench(new SessionClient([N1]), C1, seed: (ulong)seed);
            client.Ask(1, Get);
            return Assert.Single(client.Take<OpenSession>()).Nonce;
        });

        Assert.Equal(100, numbers.Distinct().Count());
    }

    [Fact]
    public void Reads_go_anywhere_where_they_may_and_writes_to_the_leader()
    {
        var client = new NodeBench(new SessionClient([N1, N2, N3], readAnywhere: true), C1);
        client.Ask(1, Put);
        client.Hear(N2, new SessionOpened(client.Take<OpenSession>()[0].Nonce, 40));
        var asked = new SortedSet<NodeId>();
        for (var i = 2; i < 40; i++)
        {
            var (to, message) = client.Sent[^1];
            var request = (SessionRequest)message;
            if (request.Operation.IsRead) asked.Add(to);
            else Assert.Equal(N2, to);
            client.Hear(to, new KvReply(request.Sequence, KvResult.Done));
            client.Ask(i, i % 2 == 0 ? Get : Put);
        }

        Assert.Equal([N1, N2, N3], asked);
    }

    private void OpenSession(NodeId node, KvOperation? first = null)
    {
        _client.Ask(1, first ?? Put);
        _client.Hear(node, new SessionOpened(Assert.Single(_client.Take<OpenSession>()).Nonce, 40));
    }

    private SessionRequest Answer(KvResult result)
    {
        var request = Assert.Single(_client.Take<SessionRequest>());
        _client.Hear(N2, new KvReply(request.Sequence, result));
        return request;
    }

    private TimeSpan NextRetry() => _client.Timers["client retry"].At - _client.Now;

    private void GiveUp()
    {
        while (_client.Completed.Count == 0) _client.RingNext();
    }
}
