using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Systems.Journals;
using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Sessions;
using static Faultline.Systems.Tests.Journals.JournalBench;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Journals;

/// <summary>Appending, and a disk that is slow, full or fails.</summary>
public sealed class JournalTests
{
    [Fact]
    public void Records_are_read_back_in_their_order()
    {
        var recovered = Read(Synced(20).Bytes);

        Assert.Null(recovered.Damage);
        Assert.Equal(Words(Records(20)), Words(recovered.Records));
    }

    [Fact]
    public void Messages_wait_until_their_record_and_all_before_it_are_durable()
    {
        var bench = new JournalBench();
        bench.Append(new Promised(B(1, N1)));
        bench.Step(context => bench.Journal.SendWhenDurable(context, 1, N2, new TransferRequest(N1)));
        bench.Append(new Promised(B(2, N1)));
        bench.Step(context =>
            bench.Journal.SendWhenDurable(context, 2, N2, new TransferRequest(N2), new NodeEvent(NodeEventKind.Promised)));

        // One sync is under way and covers the first record alone.
        Assert.Equal((1, 0), (bench.Asked, bench.Sent.Count));
        bench.FinishOne();
        Assert.Equal((1, 1), (bench.Asked, bench.Sent.Count));
        bench.FinishOne();

        Assert.Equal([EffectKind.Send, EffectKind.Send, EffectKind.Emit], bench.Sent.Select(static effect => effect.Kind));
        Assert.Equal((2L, 2L, 0), (bench.Journal.Appended, bench.Journal.Durable, bench.Asked));
    }

    [Fact]
    public void A_message_about_what_is_durable_already_leaves_at_once()
    {
        var bench = new JournalBench();

        bench.Step(context => bench.Journal.SendWhenDurable(context, 0, N2, new TransferRequest(N1)));

        Assert.Single(bench.Sent);
    }

    [Fact]
    public void Recovered_records_count_as_durable_only_after_a_sync()
    {
        var bench = new JournalBench(Synced(3).Bytes);
        bench.Step(context => bench.Journal.SendWhenDurable(context, bench.Journal.Appended, N2, new TransferRequest(N1)));

        Assert.Equal((3L, 0L, 0), (bench.Journal.Appended, bench.Journal.Durable, bench.Sent.Count));
        bench.FinishOne();

        Assert.Single(bench.Sent);
    }

    [Fact]
    public void Recovered_records_that_a_failed_sync_takes_away_are_written_again()
    {
        var bench = new JournalBench(Synced(3).Bytes);
        bench.Append(Records(4)[3]);

        bench.FinishOne(StorageStatus.Failed, left: FrameFile.Format());
        bench.RingRetry();
        bench.Finish();

        Assert.Equal((4L, 0L), (bench.Journal.Durable, bench.Journal.BytesWaiting));
        Assert.Equal(Words(Records(4)), Words(Read(bench.Bytes).Records));
    }

    [Fact]
    public void A_rewritten_journal_goes_on_with_its_positions_and_is_read_back()
    {
        var bench = Synced(3);

        var rewritten = 0L;
        bench.Step(context => rewritten = bench.Journal.Rewrite(context, [new SnapshotRecord(9, [1, 2, 3])]));
        bench.Append(new Promised(B(4, N1)));
        Assert.Equal((4L, 5L), (rewritten, bench.Journal.Appended));
        bench.FinishOne();
        Assert.Equal(4, bench.Journal.Durable);
        bench.FinishOne();

        Assert.Equal(5, bench.Journal.Durable);
        Assert.Equal(Words([new SnapshotRecord(9, [1, 2, 3]), new Promised(B(4, N1))]), Words(Read(bench.Bytes).Records));
    }

    [Fact]
    public void Nothing_is_written_while_the_journal_is_being_replaced_and_a_newer_rewriting_wins()
    {
        var bench = new JournalBench();
        bench.Append(Records(2));
        bench.Writes.Clear();

        bench.Step(context => bench.Journal.Rewrite(context, [new Promised(B(7, N1))]));
        bench.FinishOne();
        bench.Append(new Promised(B(8, N1)));
        bench.Step(context => bench.Journal.Rewrite(context, [new Promised(B(8, N1))]));
        bench.Append(new Promised(B(9, N1)));
        bench.FinishOne();
        Assert.Empty(bench.Writes);
        bench.Finish();

        Assert.Single(bench.Writes);
        Assert.Equal(Words([new Promised(B(8, N1)), new Promised(B(9, N1))]), Words(Read(bench.Bytes).Records));
        Assert.Equal((bench.Journal.Appended, 0L), (bench.Journal.Durable, bench.Journal.BytesWaiting));
    }

    [Theory]
    [InlineData(StorageStatus.Failed, Shortage.DiskFailing)]
    [InlineData(StorageStatus.Full, Shortage.DiskFull)]
    public void What_a_disk_refuses_is_not_acknowledged_and_is_written_again_until_it_is_durable(StorageStatus trouble, Shortage shortage)
    {
        var bench = Synced(2);
        var durable = bench.Bytes;
        bench.Append(Records(4)[2..]);
        bench.Step(context => bench.Journal.SendWhenDurable(context, 4, N2, new TransferRequest(N1)));

        bench.FinishOne(trouble, left: durable);
        Assert.Equal((shortage, 0, 0), (bench.Journal.Shortage, bench.Asked, bench.Sent.Count));

        // What comes meanwhile waits in memory.
        bench.Append(Records(5)[4]);
        Assert.Equal(durable, bench.Bytes);
        bench.RingRetry();
        bench.FinishOne(trouble, left: durable);
        Assert.Empty(bench.Sent);
        bench.RingRetry();
        bench.Finish();

        Assert.Equal((Shortage.None, 5L), (bench.Journal.Shortage, bench.Journal.Durable));
        Assert.Single(bench.Sent);
        Assert.Equal(Words(Records(5)), Words(Read(bench.Bytes).Records));
    }

    [Fact]
    public void A_rewriting_that_a_disk_refuses_is_tried_again_with_what_was_appended_since()
    {
        var bench = Synced(2);
        bench.Step(context => bench.Journal.Rewrite(context, Records(3)));
        bench.Append(Records(4)[3]);

        bench.FinishOne(StorageStatus.Full);
        Assert.Equal(Words(Records(2)), Words(Read(bench.Bytes).Records));
        bench.RingRetry();
        bench.Finish();

        Assert.Equal(Words(Records(4)), Words(Read(bench.Bytes).Records));
        Assert.Equal(bench.Journal.Appended, bench.Journal.Durable);
    }

    [Fact]
    public void A_disk_that_goes_on_refusing_is_asked_ever_more_seldom()
    {
        var bench = new JournalBench();
        bench.Append(Records(1));
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            bench.FinishOne(StorageStatus.Failed);
            pauses.Add(bench.Pause!.Value.TotalMilliseconds);
            bench.RingRetry();
        }

        Assert.Equal([20, 40, 80, 160, 320, 500, 500, 500], pauses);
    }

    [Fact]
    public void A_read_that_fails_is_asked_for_again()
    {
        var journal = new Journal<JournalRecord>(new StorageFile("journal"));
        var bench = new JournalBench();

        bench.Step(context => Assert.Null(journal.Recover(context, new StorageCompletion(
            StorageRequest.Read, new StorageFile("journal"), 0, StorageStatus.Failed, default))));
        Assert.NotNull(bench.Pause);
        bench.Step(context => journal.Load(context));

        Assert.Equal(1, bench.Asked);
    }
}
