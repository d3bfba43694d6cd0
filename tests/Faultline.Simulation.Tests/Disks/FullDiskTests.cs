using Faultline.Model.Storage;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using static Faultline.Simulation.Tests.Disks.DiskBench;

namespace Faultline.Simulation.Tests.Disks;

public sealed class FullDiskTests
{
    private readonly DiskBench _bench = new(1);
    private readonly FaultEffect _effect = new();

    [Fact]
    public void A_write_that_does_not_fit_is_not_made_and_the_next_sync_says_so()
    {
        Fill(free: 2);
        _bench.Write(4, "56");
        _bench.Write(6, "7");

        Assert.Equal(StorageStatus.Full, _bench.Sync());
        Assert.Equal("123456", _bench.Read());
        Assert.Equal(1, _effect[EffectUnit.WritesRefused]);
    }

    [Fact]
    public void Behind_a_write_that_was_refused_all_are_refused_until_a_sync_has_said_so_even_where_there_is_room_again()
    {
        Fill(free: 1);
        _bench.Write(4, "56");
        _bench.Disk.Impairments.Clear();
        _bench.Write(4, "x");
        _bench.Write(6, "78");

        Assert.Equal(StorageStatus.Full, _bench.Sync());
        Assert.Equal("1234", _bench.Read());
        Assert.Equal(3, _effect[EffectUnit.WritesRefused]);
        _bench.Write(4, "5678");
        Assert.Equal(StorageStatus.Ok, _bench.Sync());
        Assert.Equal("12345678", _bench.Read());
    }

    [Fact]
    public void A_later_sync_succeeds_and_does_not_bring_back_what_was_refused()
    {
        Fill(free: 0);
        _bench.Write(4, "5");

        Assert.Equal([StorageStatus.Full, StorageStatus.Ok], [_bench.Sync(), _bench.Sync()]);
        Assert.Equal("1234", _bench.Read());
    }

    [Fact]
    public void A_sync_that_was_under_way_before_the_refusal_succeeds_and_one_that_covers_it_fails_and_with_it_those_under_way()
    {
        Fill(free: 1);
        _bench.Write(4, "5");
        var before = _bench.Begin(static context => context.Sync(Log, 1));
        _bench.Write(5, "6");
        var covers = _bench.Begin(static context => context.Sync(Log, 2));
        var under = _bench.Begin(static context => context.Sync(Log, 3));

        Assert.Equal([StorageStatus.Ok, StorageStatus.Full, StorageStatus.Full],
            new[] { before, covers, under }.Select(request => _bench.Disk.Finish(request).Status));
        Assert.Equal(StorageStatus.Ok, _bench.Sync());
    }

    [Fact]
    public void What_was_durable_survives_and_what_only_a_full_sync_covered_may_not()
    {
        var survivors = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 100; seed++)
        {
            var bench = new DiskBench(seed);
            bench.Write(0, "1234");
            bench.Sync();
            bench.Disk.Impairments.Add(new DiskImpairment(_effect) { Capacity = 6 });
            bench.Write(4, "56");
            bench.Write(6, "7");
            Assert.Equal(StorageStatus.Full, bench.Sync());
            bench.Disk.LosePower();
            survivors.Add(bench.Read()!);
        }

        Assert.Equal(["1234", "12345", "123456"], survivors);
    }

    [Fact]
    public void What_overwrites_needs_no_room()
    {
        Fill(free: 0);
        _bench.Write(1, "xyz");

        Assert.Equal(StorageStatus.Ok, _bench.Sync());
        Assert.Equal("1xyz", _bench.Read());
    }

    [Fact]
    public void A_replacement_that_does_not_fit_leaves_the_old_content_and_a_shorter_one_gives_room_back()
    {
        Fill(free: 0);

        Assert.Equal(StorageStatus.Full, _bench.Ask(static context => context.Replace(Log, "12345"u8.ToArray(), 1)).Status);
        Assert.Equal("1234", _bench.Read());
        Assert.Equal(StorageStatus.Ok, _bench.Ask(static context => context.Replace(Log, "ab"u8.ToArray(), 2)).Status);
        _bench.Write(2, "cd");
        Assert.Equal(StorageStatus.Ok, _bench.Sync());
        Assert.Equal("abcd", _bench.Read());
    }

    [Fact]
    public void Files_share_the_room()
    {
        var other = new StorageFile("other");
        Fill(free: 3);
        _bench.Disk.Write(other, 0, "12"u8.ToArray());
        _bench.Write(4, "56");

        Assert.Equal(StorageStatus.Ok, _bench.Ask(context => context.Sync(other, 1)).Status);
        Assert.Equal(StorageStatus.Full, _bench.Sync());
    }

    [Fact]
    public void A_process_that_starts_anew_is_not_told_of_what_its_predecessor_could_not_write()
    {
        Fill(free: 0);
        _bench.Write(4, "5");
        _bench.Disk.Crash();

        Assert.Equal(StorageStatus.Ok, _bench.Sync());
        Assert.Equal("1234", _bench.Read());
    }

    /// <summary>Makes four bytes durable and leaves room for a few more.</summary>
    private void Fill(int free)
    {
        _bench.Write(0, "1234");
        _bench.Sync();
        _bench.Disk.Impairments.Add(new DiskImpairment(_effect) { Capacity = 4 + free });
    }
}
