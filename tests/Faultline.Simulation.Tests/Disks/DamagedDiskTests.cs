using Faultline.Model.Storage;
using Faultline.Simulation.Disks;
using static Faultline.Simulation.Tests.Disks.DiskBench;

namespace Faultline.Simulation.Tests.Disks;

public sealed class DamagedDiskTests
{
    private static readonly StorageFile Other = new("other");

    [Theory]
    [InlineData(SectorDamage.BitFlips, 1, 1)]
    [InlineData(SectorDamage.BitFlips, 3, 3)]
    [InlineData(SectorDamage.BitFlips, 99, 4)]
    [InlineData(SectorDamage.Garbage, 2, 2)]
    [InlineData(SectorDamage.Misdirected, 2, 2)]
    public void So_many_sectors_are_damaged_and_no_others_and_no_length_changes(SectorDamage damage, int asked, int expected)
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var bench = Filled(seed);
            var before = bench.Read()!;

            var damaged = bench.Disk.Damage(asked, damage, Log.Name);

            var after = bench.Read()!;
            Assert.Equal(expected, damaged);
            Assert.Equal(before.Length, after.Length);
            Assert.Equal(expected, Sectors(before).Zip(Sectors(after)).Count(static pair => pair.First != pair.Second));
        }
    }

    [Fact]
    public void Bit_flips_turn_at_most_eight_bits_of_a_sector()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var bench = Filled(seed);
            var before = Bytes(bench);

            bench.Disk.Damage(1, SectorDamage.BitFlips, Log.Name);

            var turned = before.Zip(Bytes(bench)).Sum(static pair => int.PopCount(pair.First ^ pair.Second));
            Assert.InRange(turned, 1, 8);
        }
    }

    [Fact]
    public void A_misdirected_write_leaves_what_belongs_to_another_sector()
    {
        var copies = 0;
        for (var seed = 0UL; seed < 100; seed++)
        {
            var bench = Filled(seed);
            var before = Sectors(bench.Read()!);

            bench.Disk.Damage(1, SectorDamage.Misdirected, Log.Name);

            var (was, now) = before.Zip(Sectors(bench.Read()!)).Single(static pair => pair.First != pair.Second);
            copies += before.Exists(other => other != was && now.StartsWith(other[..Math.Min(other.Length, now.Length)], StringComparison.Ordinal)) ? 1 : 0;
        }

        Assert.InRange(copies, 50, 100);
    }

    [Fact]
    public void What_is_not_durable_yet_cannot_be_damaged_and_what_is_written_anew_is_whole()
    {
        var bench = new DiskBench(1);
        bench.Write(0, "fresh");
        Assert.Equal(0, bench.Disk.Damage(1, SectorDamage.Garbage, null));
        bench.Sync();
        Assert.Equal(1, bench.Disk.Damage(1, SectorDamage.Garbage, null));
        Assert.NotEqual("fresh", bench.Read());

        bench.Write(0, "fresh");

        Assert.Equal("fresh", bench.Read());
    }

    [Fact]
    public void A_file_that_is_not_named_stays_as_it_is_and_one_that_is_not_there_is_nothing_to_damage()
    {
        var bench = Filled(1);
        var before = bench.Read();

        Assert.Equal(0, bench.Disk.Damage(5, SectorDamage.Garbage, "no such file"));
        Assert.Equal(1, bench.Disk.Damage(5, SectorDamage.Garbage, Other.Name));
        Assert.Equal(before, bench.Read());
    }

    [Fact]
    public void A_lost_disk_is_empty_and_what_was_asked_of_it_fails()
    {
        var bench = Filled(1);
        bench.Write(0, "x");
        var sync = bench.Begin(static context => context.Sync(Log, 1));

        bench.Disk.Lose();

        Assert.Equal(StorageStatus.Failed, bench.Disk.Finish(sync).Status);
        Assert.Null(bench.Read());
        Assert.Equal(0, bench.Disk.Used);
    }

    /// <summary>A file of three and a half sectors, each of which holds letters of its own, and a small one.</summary>
    private static DiskBench Filled(ulong seed)
    {
        var bench = new DiskBench(seed);
        for (var sector = 0; sector < 4; sector++)
            bench.Write(sector * DiskFile.SectorBytes, new string((char)('a' + sector), sector < 3 ? DiskFile.SectorBytes : DiskFile.SectorBytes / 2));
        bench.Sync();
        bench.Disk.Write(Other, 0, "other"u8.ToArray());
        bench.Ask(static context => context.Sync(Other, 1));
        return bench;
    }

    private static byte[] Bytes(DiskBench bench) => bench.Ask(static context => context.Read(Log, 1)).Bytes.ToArray();

    private static List<string> Sectors(string text) => [.. text.Chunk(DiskFile.SectorBytes).Select(static chars => new string(chars))];
}
