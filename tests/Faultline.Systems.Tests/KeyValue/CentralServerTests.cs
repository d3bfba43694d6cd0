using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Central;
using Faultline.Systems.Sessions;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.KeyValue;

public sealed class CentralServerTests
{
    [Fact]
    public void A_write_is_neither_answered_nor_read_before_it_is_durable()
    {
        var server = WithSession(out var session);

        server.Hear(C1, new SessionRequest(session, 1, new KvPut("k", "a")), new SessionRequest(session, 2, new KvGet("k")));
        var early = server.Take<KvReply>();
        server.FinishDisk();
        server.Hear(C1, new SessionRequest(session, 3, new KvGet("k")));

        Assert.Equal([new KvReply(2, new KvResult(true, null))], early);
        Assert.Equal([new KvReply(1, KvResult.Done), new KvReply(3, new KvResult(true, "a"))], server.Take<KvReply>());
    }

    [Fact]
    public void An_operation_that_the_state_machine_does_not_have_is_dropped()
    {
        var server = WithSession(out var session);

        server.Hear(C1, new SessionRequest(session, 1, new ChatLogOut("t")), new SessionRequest(session, 2, new ChatRooms("t")));
        server.FinishDisk();
        server.Hear(C1, new SessionRequest(session, 3, new KvGet("k")));

        Assert.Equal([new KvReply(3, new KvResult(true, null))], server.Take<Reply>());
    }

    [Fact]
    public void What_was_acknowledged_is_there_after_a_power_loss_sessions_included()
    {
        var before = WithSession(out var session);
        before.Hear(C1, new SessionRequest(session, 1, new KvPut("k", "a")));
        before.FinishDisk();
        before.Hear(C1, new SessionRequest(session, 2, new KvPut("k", "b")));

        var after = Started(before.Durable);
        after.Hear(C1, new SessionRequest(session, 1, new KvPut("k", "again")));
        after.FinishDisk();
        after.Hear(C1, new SessionRequest(session, 2, new KvGet("k")));

        Assert.Equal([new KvReply(1, KvResult.Done), new KvReply(2, new KvResult(true, "a"))], after.Take<KvReply>());
    }

    [Fact]
    public void After_a_crash_nobody_reads_what_a_power_loss_may_still_take()
    {
        var before = WithSession(out var session);
        before.Hear(C1, new SessionRequest(session, 1, new KvPut("k", "a")));
        Assert.NotEqual(before.Durable, before.Written);

        var after = new NodeBench(Create(), N1, before.Written);
        after.FinishOne();
        after.Hear(C1, new SessionRequest(session, 2, new KvGet("k")));
        Assert.Empty(after.Take<KvReply>());
        after.FinishDisk();
        after.Hear(C1, new SessionRequest(session, 2, new KvGet("k")));

        Assert.Equal([new KvReply(2, new KvResult(true, "a"))], after.Take<KvReply>());
    }

    [Fact]
    public void The_journal_is_rewritten_now_and_then_and_remembers_the_same()
    {
        var server = WithSession(out var session);
        var longest = 0;
        for (var i = 1; i <= 2_500; i++)
        {
            server.Hear(C1, new SessionRequest(session, i, new KvPut("k" + (i % 10), "v" + i)));
            server.FinishDisk();
            longest = Math.Max(longest, server.Durable.Length);
        }

        var after = Started(server.Durable);
        after.Hear(C1, new SessionRequest(session, 2_501, new KvGet("k9")));

        Assert.True(server.Durable.Length < longest);
        Assert.Equal([new KvReply(2_501, new KvResult(true, "v2499"))], after.Take<KvReply>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_whose_disk_has_lost_something_says_so_and_serves_nobody(bool isGone)
    {
        var before = WithSession(out var session);
        byte[] disk = isGone ? [] : [.. before.Durable];
        if (!isGone) disk[80] ^= 1;

        var after = Started(disk);
        after.Hear(C1, new OpenSession(2), new SessionRequest(session, 1, new KvGet("k")), new SessionRequest(session, 1, new KvPut("k", "a")));
        after.FinishDisk();

        Assert.Equal(NodeEventKind.Damaged, Assert.Single(after.Said).Kind);
        Assert.Empty(after.Sent);
    }

    [Fact]
    public void A_full_disk_is_a_refusal_and_what_waited_is_answered_when_there_is_room()
    {
        var server = WithSession(out var session);
        server.Hear(C1, new SessionRequest(session, 1, new KvPut("k", "a")));
        server.FinishOne(StorageStatus.Full);

        server.Hear(C1, new SessionRequest(session, 2, new KvPut("k", "b")), new OpenSession(5), new SessionRequest(session, 3, new KvGet("k")));
        Assert.Equal([new Busy(2, Shortage.DiskFull), new Busy(5, Shortage.DiskFull)], server.Take<Busy>());
        Assert.Equal([new KvReply(3, new KvResult(true, null))], server.Take<KvReply>());
        server.RingNext();
        server.FinishDisk();

        Assert.Equal([new KvReply(1, KvResult.Done)], server.Take<KvReply>());
    }

    private static NodeBench WithSession(out long session)
    {
        var server = Started();
        server.Hear(C1, new OpenSession(1));
        server.FinishDisk();
        session = Assert.Single(server.Take<SessionOpened>()).Session;
        return server;
    }

    private static NodeBench Started(byte[]? disk = null)
    {
        var server = new NodeBench(Create(), N1, disk);
        server.FinishDisk();
        return server;
    }

    private static Model.Nodes.Node Create()
    {
        var system = new KvCentral();
        return system.CreateNode(Cluster.Of(1, 1, new SystemOptions(system.Options)), N1);
    }
}
