using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Systems.Central;
using Faultline.Systems.Sessions;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.KeyValue;

public sealed class AdmissionTests
{
    private static readonly NodeId C2 = NodeId.Client(2);
    private static readonly NodeId C3 = NodeId.Client(3);

    [Fact]
    public void A_server_whose_work_takes_time_does_one_request_after_another()
    {
        var server = Server("unbounded");

        Ask(server, C1, 1, 2);
        Assert.Empty(server.Take<KvReply>());
        server.RingNext();
        Assert.Equal((10, 1), (server.Now.TotalMilliseconds, Assert.Single(server.Take<KvReply>()).Sequence));
        server.RingNext();

        Assert.Equal((20, 2), (server.Now.TotalMilliseconds, Assert.Single(server.Take<KvReply>()).Sequence));
        Assert.Empty(server.Timers);
    }

    [Fact]
    public void Without_a_bound_all_wait()
    {
        var server = Server("unbounded");

        Ask(server, C1, [.. Enumerable.Range(1, 500)]);

        Assert.Empty(server.Take<Busy>());
        Assert.Equal(Enumerable.Range(1, 500).Select(static number => (C1, (long)number)), Answered(server));
    }

    [Fact]
    public void Shedding_tells_those_for_whom_there_is_no_room_that_it_is_busy()
    {
        var server = Server("shed", ("queue", "2"));

        Ask(server, C1, 1, 2, 3, 4, 5);
        server.Hear(C2, new OpenSession(9));

        Assert.Equal([4, 5, 9], server.Take<Busy>().Select(static busy => busy.Sequence));
        Assert.Equal([(C1, 1L), (C1, 2L), (C1, 3L)], Answered(server));
    }

    [Fact]
    public void Deadlines_drop_what_waited_too_long_and_say_nothing()
    {
        var server = Server("deadline", ("patience", "25"));

        Ask(server, C1, 1, 2, 3, 4, 5);

        // Each takes 10 ms: the fourth would begin after 30 ms.
        Assert.Equal([(C1, 1L), (C1, 2L), (C1, 3L)], Answered(server));
        Assert.Empty(server.Take<Busy>());
    }

    [Fact]
    public void Clients_take_turns_however_much_one_of_them_asks()
    {
        var server = Server("per-client", ("per-client", "3"));

        Ask(server, C1, 1, 2, 3, 4, 5, 6);
        Ask(server, C2, 1);
        Ask(server, C3, 1, 2);

        // The first is in work already, three wait, and for two there is no room.
        Assert.Equal([5, 6], server.Take<Busy>().Select(static busy => busy.Sequence));
        Assert.Equal([(C1, 1L), (C1, 2L), (C2, 1L), (C3, 1L), (C1, 3L), (C3, 2L), (C1, 4L)], Answered(server));
    }

    [Theory]
    [InlineData("shed", "work", "0", "option admission needs option work above 0: where work takes no time nobody waits")]
    [InlineData("shed", "queue", "0", "option queue must be at least 1")]
    [InlineData("deadline", "patience", "0", "option patience must be at least 1")]
    [InlineData("per-client", "per-client", "0", "option per-client must be at least 1")]
    public void Options_that_do_not_fit_are_named(string admission, string name, string value, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => Server(admission, (name, value))).Message);

    [Fact]
    public void A_request_of_a_flood_costs_work_and_changes_nothing()
    {
        var server = Server("unbounded");

        server.Hear(C2, (SessionRequest)new KvCentral().Flood(1)!);
        server.RingNext();
        server.FinishDisk();
        Ask(server, C1, 1);
        server.RingNext();

        Assert.Equal([new SessionExpired(-1)], server.Take<SessionExpired>());
        Assert.Equal([new KvReply(1, new KvResult(true, null))], server.Take<KvReply>());
    }

    private static void Ask(NodeBench server, NodeId client, params int[] sequences)
    {
        foreach (var sequence in sequences) server.Hear(client, new SessionRequest(1, sequence, new KvGet("flood")));
    }

    /// <summary>Who is answered what, in order, until the server has nothing more to do.</summary>
    private static List<(NodeId Client, long Sequence)> Answered(NodeBench server)
    {
        while (server.Timers.Count > 0) server.RingNext();
        return [.. server.Sent.Where(static sent => sent.Message is KvReply).Select(static sent => (sent.To, ((KvReply)sent.Message).Sequence))];
    }

    private static NodeBench Server(string admission, params (string Name, string Value)[] changes)
    {
        var options = new SortedDictionary<string, string> { ["work"] = "10", ["admission"] = admission };
        foreach (var (name, value) in changes) options[name] = value;
        var system = new KvCentral();
        var server = new NodeBench(system.CreateNode(Cluster.Of(1, 3, new SystemOptions(system.Options, options)), N1), N1);
        server.FinishDisk();
        return server;
    }
}
