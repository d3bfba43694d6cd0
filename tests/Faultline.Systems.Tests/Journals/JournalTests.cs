using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Systems.Journals;
using Faultline.Systems.MultiPaxos;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Journals;

public sealed class JournalTests
{
    private static readonly StorageFile File = new("journal");

    [Fact]
    public void Records_are_read_back_in_their_order()
    {
        var bytes = Written(Records(20));

        Assert.Equal(Records(20), Recovered(bytes));
    }

    [Fact]
    public void Nothing_is_read_from_nothing() => Assert.Empty(Recovered([]));

    [Fact]
    public void A_tail_torn_at_any_byte_is_cut_off_and_everything_before_it_is_there()
    {
        var whole = Written(Records(5));
        var before = Written(Records(4)).Length;

        for (var length = before; length < whole.Length; length++)
        {
            Assert.Equal(Records(4), Recovered(whole[..length]));

            // A tail whose end did not arrive, of a device that had other bytes there.
            Assert.Equal(Records(4), Recovered([.. whole[..length], .. Enumerable.Repeat((byte)0xFF, 64)]));
        }
    }

    [Fact]
    public void A_bit_flipped_anywhere_ends_the_log_before_its_record()
    {
        var whole = Written(Records(6));
        int[] ends = [.. Enumerable.Range(0, 7).Select(static count => Written(Records(count)).Length)];

        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var struck = ends.Count(end => end <= bit / 8) - 1;

            Assert.Equal(Records(struck), Recovered(flipped));
        }
    }

    [Fact]
    public void Leftovers_behind_the_end_never_join_the_log_again()
    {
        // Five records were written; the third was torn, so the log went on from there with another record of the same length.
        var old = Written(Records(5));
        var third = Written(Records(2)).Length..Written(Records(3)).Length;
        byte[] torn = [.. old];
        torn[third.Start]++;
        var journal = new Journal<JournalRecord>(File);
        var bench = new Bench();
        journal.Recover(bench.Context, Read(torn));
        bench.Context.Clear();

        journal.Append(bench.Context, new Promised(B(77, N1)));
        var written = bench.Write();
        byte[] now = [.. torn[..third.Start.Value], .. written, .. torn[third.End.Value..]];

        Assert.Equal(third.End.Value - third.Start.Value, written.Length);
        Assert.Equal([.. Records(2), new Promised(B(77, N1))], Recovered(now));
    }

    [Fact]
    public void A_record_that_stood_elsewhere_does_not_count()
    {
        var first = Written(Records(1));
        var both = Written(Records(2));

        // Each record vouches for all before it, so the second alone, or the two exchanged, are nothing.
        Assert.Empty(Recovered(both[first.Length..]));
        Assert.Empty(Recovered([.. both[first.Length..], .. first]));
    }

    [Fact]
    public void Garbage_is_no_record_and_no_exception()
    {
        var random = new Prng(1);
        for (var i = 0; i < 2_000; i++)
        {
            var garbage = new byte[random.Below(200)];
            for (var j = 0; j < garbage.Length; j++) garbage[j] = (byte)random.Below(i % 2 == 0 ? 256 : 20);
            Assert.Empty(Recovered(garbage));
        }
    }

    [Fact]
    public void Messages_wait_until_their_record_and_all_before_it_are_durable()
    {
        var journal = new Journal<JournalRecord>(File);
        var bench = new Bench();
        var first = journal.Append(bench.Context, new Promised(B(1, N1)));
        journal.SendWhenDurable(bench.Context, first, N2, new TransferRequest(N1));
        var second = journal.Append(bench.Context, new Promised(B(2, N1)));
        journal.SendWhenDurable(bench.Context, second, N2, new TransferRequest(N2), new NodeEvent(NodeEventKind.Promised));

        // One sync is under way and covers the first record alone.
        Assert.Equal([1L], bench.Take(EffectKind.Sync));
        Assert.Empty(bench.Take(EffectKind.Send));
        bench.Context.Clear();
        journal.OnStorage(bench.Context, Synced(1));
        Assert.Single(bench.Take(EffectKind.Send));
        Assert.Equal([2L], bench.Take(EffectKind.Sync));
        Assert.Empty(bench.Take(EffectKind.Emit));
        bench.Context.Clear();
        journal.OnStorage(bench.Context, Synced(2));

        Assert.Single(bench.Take(EffectKind.Send));
        Assert.Single(bench.Take(EffectKind.Emit));
        Assert.Empty(bench.Take(EffectKind.Sync));
        Assert.Equal((2L, 2L), (journal.Appended, journal.Durable));
    }

    [Fact]
    public void A_message_about_what_is_durable_already_leaves_at_once()
    {
        var journal = new Journal<JournalRecord>(File);
        var bench = new Bench();

        journal.SendWhenDurable(bench.Context, 0, N2, new TransferRequest(N1));

        Assert.Single(bench.Take(EffectKind.Send));
    }

    [Fact]
    public void Recovered_records_count_as_durable_only_after_a_sync()
    {
        var journal = new Journal<JournalRecord>(File);
        var bench = new Bench();

        journal.Recover(bench.Context, Read(Written(Records(3))));
        journal.SendWhenDurable(bench.Context, journal.Appended, N2, new TransferRequest(N1));
        Assert.Equal((3L, 0L), (journal.Appended, journal.Durable));
        Assert.Equal([3L], bench.Take(EffectKind.Sync));
        Assert.Empty(bench.Take(EffectKind.Send));
        bench.Context.Clear();
        journal.OnStorage(bench.Context, Synced(3));

        Assert.Single(bench.Take(EffectKind.Send));
    }

    [Fact]
    public void A_rewritten_journal_goes_on_with_its_positions_and_is_read_back()
    {
        var journal = new Journal<JournalRecord>(File);
        var bench = new Bench();
        foreach (var record in Records(3)) journal.Append(bench.Context, record);
        bench.Context.Clear();

        journal.Rewrite(bench.Context, [new SnapshotRecord(9, [1, 2, 3])]);
        byte[] bytes = [.. bench.Context.Effects[0].Bytes.Span];
        bench.Context.Clear();
        var position = journal.Append(bench.Context, new Promised(B(4, N1)));
        bytes = [.. bytes, .. bench.Write()];

        Assert.Equal(4, position);
        var recovered = Recovered(bytes);
        Assert.Equal(2, recovered.Count);
        Assert.Equal(9, Assert.IsType<SnapshotRecord>(recovered[0]).Index);
        Assert.Equal(new Promised(B(4, N1)), recovered[1]);
    }

    private static JournalRecord[] Records(int count) =>
        [.. Enumerable.Range(1, count).Select(static round => new Promised(B(round, N1)))];

    private static byte[] Written(IEnumerable<JournalRecord> records)
    {
        var journal = new Journal<JournalRecord>(File);
        var bench = new Bench();
        foreach (var record in records) journal.Append(bench.Context, record);
        return bench.Write();
    }

    private static List<JournalRecord> Recovered(byte[] bytes) =>
        new Journal<JournalRecord>(File).Recover(new Bench().Context, Read(bytes));

    private static StorageCompletion Read(byte[] bytes) => new(StorageRequest.Read, File, 0, StorageStatus.Ok, bytes);

    private static StorageCompletion Synced(long token) => new(StorageRequest.Sync, File, token, StorageStatus.Ok, default);

    private sealed class Bench
    {
        public NodeContext Context { get; } = new(N1, new Prng(1));

        public IEnumerable<long> Take(EffectKind kind) =>
            Context.Effects.ToArray().Where(effect => effect.Kind == kind).Select(static effect => effect.Number);

        /// <summary>The bytes that were written, one write behind the other.</summary>
        public byte[] Write() => [.. Context.Effects.ToArray()
            .Where(static effect => effect.Kind == EffectKind.Write).SelectMany(static effect => effect.Bytes.ToArray())];
    }
}
