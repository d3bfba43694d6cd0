using Faultline.Model.Randomness;
using Faultline.Systems.Journals;
using Faultline.Systems.MultiPaxos;
using static Faultline.Systems.Tests.Journals.JournalBench;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Journals;

/// <summary>What a journal tells of a file that a power loss or something worse has gone over.</summary>
public sealed class DamageTests
{
    [Fact]
    public void An_empty_journal_is_not_damaged_and_no_journal_is()
    {
        Assert.Equal((0, null), (Read(FrameFile.Format()).Records.Count, Read(FrameFile.Format()).Damage));
        Assert.NotNull(Read([]).Damage);
    }

    /// <summary>Every way in which a power loss can leave four writes, two of them synced: each of the others as any beginning.</summary>
    [Fact]
    public void Whatever_a_power_loss_leaves_of_writes_that_were_not_synced_is_no_damage_and_nothing_synced_is_missing()
    {
        var bench = Synced(2);
        var durable = bench.Bytes;
        bench.Writes.Clear();
        bench.Append(Records(5)[2..]);
        var writes = bench.Writes.ToArray();
        int[] Cuts(int write) => [.. Enumerable.Range(0, writes[write].Bytes.Length + 1).Where(cut =>
            cut < Frame.HeadBytes + 4 || cut % 5 == 0 || cut > writes[write].Bytes.Length - 10)];

        foreach (var first in Cuts(0))
            foreach (var second in Cuts(1))
                foreach (var third in new[] { 0, 1, 3, 7, 30, 31, 33, writes[2].Bytes.Length - 1, writes[2].Bytes.Length })
                {
                    var file = durable;
                    foreach (var (write, kept) in writes.Zip([first, second, third]))
                    {
                        if (kept == 0) continue;
                        if (file.Length < write.Offset + kept) Array.Resize(ref file, write.Offset + kept);
                        write.Bytes.AsSpan(0, kept).CopyTo(file.AsSpan(write.Offset));
                    }

                    var recovered = Read(file);

                    Assert.True(recovered.Damage is null, $"{first}, {second}, {third} bytes: {recovered.Damage}");
                    Assert.InRange(recovered.Records.Count, 2, 5);
                    Assert.Equal(Words(Records(recovered.Records.Count)), Words(recovered.Records));
                }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(64)]
    [InlineData(7)]
    [InlineData(1)]
    public void Of_synced_records_none_is_dropped_silently_wherever_a_sector_is_damaged(int sectorBytes)
    {
        foreach (var (records, last) in new[] { (1, 1), (2, 1), (4, 2), (9, 1), (12, 5), (30, 3) })
        {
            var bench = Synced(records, last);
            var whole = bench.Bytes;
            var random = new Prng((ulong)records);
            for (var start = 0; start < whole.Length; start += sectorBytes == 512 ? 32 : sectorBytes)
                for (var damage = 0; damage < 6; damage++)
                {
                    byte[] file = [.. whole];
                    var sector = file.AsSpan(start, Math.Min(sectorBytes, file.Length - start));
                    Damage(sector, damage, whole, random);
                    if (sector.SequenceEqual(whole.AsSpan(start, sector.Length))) continue;

                    var recovered = Read(file);

                    Assert.True(
                        recovered.Damage is not null || Words(Records(records)).SequenceEqual(Words(recovered.Records)),
                        $"{records} records, {recovered.Records.Count} read: damage {damage} of {sectorBytes} bytes at {start} of {whole.Length}");
                }
        }
    }

    [Fact]
    public void A_later_record_proves_that_an_earlier_one_was_durable_even_where_that_looks_torn()
    {
        var bench = new JournalBench();
        bench.Append(Records(2));
        bench.Finish();
        var start = bench.Bytes.Length;
        bench.Append(Records(3)[2]);
        bench.Finish();
        var end = bench.Bytes.Length;
        bench.Append(Records(4)[3]);
        byte[] file = [.. bench.Bytes];
        file.AsSpan((start + 40)..end).Clear();

        Assert.Contains("4 frames were durable and 3 can be read", Read(file).Damage);
    }

    [Fact]
    public void What_can_still_be_read_behind_the_damage_is_read()
    {
        byte[] file = [.. Synced(9).Bytes];
        file[100] ^= 0x10;

        var recovered = Read(file);

        Assert.NotNull(recovered.Damage);
        Assert.Equal(Words([Records(9)[0], .. Records(9)[2..]]), Words(recovered.Records));
    }

    [Fact]
    public void A_torn_tail_is_gone_for_good_before_anything_new_is_written()
    {
        var bench = Synced(3);
        bench.Append(Records(5)[3..]);
        var torn = bench.Bytes;
        torn = [.. torn.AsSpan(0, bench.Writes[^2].Offset + 35), .. new byte[bench.Writes[^2].Bytes.Length - 35], .. bench.Writes[^1].Bytes];

        var after = new JournalBench(torn);
        Assert.Null(after.Recovered.Damage);
        after.Append(new Promised(B(77, N1)));
        after.Finish();

        Assert.Equal(Words([.. Records(3), new Promised(B(77, N1))]), Words(Read(after.Bytes).Records));
        Assert.True(after.Bytes.Length < torn.Length);
    }

    [Fact]
    public void Leftovers_of_before_a_rewriting_never_join_the_log_again()
    {
        var old = Synced(5);
        var now = new JournalBench(old.Bytes);
        now.Step(context => now.Journal.Rewrite(context, Records(2)));
        now.Finish();

        var recovered = Read([.. now.Bytes, .. old.Bytes.AsSpan(now.Bytes.Length)]);

        Assert.NotNull(recovered.Damage);
        Assert.Equal(Words(Records(2)), Words(recovered.Records));
    }

    [Fact]
    public void Garbage_is_no_record_and_no_exception()
    {
        var random = new Prng(1);
        for (var i = 0; i < 2_000; i++)
        {
            var garbage = new byte[random.Below(200) + 1];
            for (var j = 0; j < garbage.Length; j++) garbage[j] = (byte)random.Below(i % 2 == 0 ? 256 : 20);

            Assert.Empty(Read(garbage).Records);
            Assert.NotNull(Read(garbage).Damage);
            Assert.NotNull(Read([.. Synced(2).Bytes, .. garbage]).Damage);
        }
    }

    private static void Damage(Span<byte> sector, int damage, byte[] whole, Prng random)
    {
        switch (damage)
        {
            case 0:
                foreach (ref var octet in sector) octet ^= 0xFF;
                break;
            case 1:
                sector[random.Below(sector.Length)] ^= (byte)(1 << random.Below(8));
                break;
            case 2:
                foreach (ref var octet in sector) octet = (byte)random.Below(256);
                break;
            case 3:
                sector.Clear();
                break;
            case 4:
                // A write that went to the wrong place.
                var from = random.Below(whole.Length);
                for (var i = 0; i < sector.Length; i++) sector[i] = whole[(from + i) % whole.Length];
                break;
            default:
                foreach (ref var octet in sector) octet ^= 0xA5;
                break;
        }
    }
}
