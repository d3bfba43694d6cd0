using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using static Faultline.Simulation.Tests.Disks.DiskBench;

namespace Faultline.Simulation.Tests.Disks;

public sealed class FailingDiskTests
{
    private const int Seeds = 500;

    private readonly FaultEffect _effect = new();

    [Fact]
    public void After_a_failed_sync_its_writes_are_there_or_gone_or_torn_and_a_later_one_does_not_bring_them_back()
    {
        var survivors = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = Failing(seed);
            bench.Write(4, "aa");
            bench.Write(6, "bb");

            Assert.Equal(StorageStatus.Failed, bench.Sync());
            bench.Disk.Impairments.Clear();
            var left = bench.Read()!;
            Assert.Equal(StorageStatus.Ok, bench.Sync());
            Assert.Equal(left, bench.Read());
            survivors.Add(left);
        }

        Assert.All(survivors, static text => Assert.StartsWith("1234", text, StringComparison.Ordinal));
        foreach (var fate in new[] { "1234", "1234aa", "1234aabb", "1234a", "1234\0\0bb" }) Assert.Contains(fate, survivors);
        Assert.Equal(Seeds, _effect[EffectUnit.RequestsFailed]);
        Assert.True(_effect[EffectUnit.BytesLost] > 0);
    }

    [Fact]
    public void What_is_written_again_after_a_failed_sync_becomes_durable()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = Failing(seed);
            bench.Write(4, "5678");
            bench.Sync();
            bench.Disk.Impairments.Clear();
            bench.Write(4, "5678");
            Assert.Equal(StorageStatus.Ok, bench.Sync());
            bench.Disk.LosePower();

            Assert.Equal("12345678", bench.Read());
        }
    }

    [Fact]
    public void Syncs_that_were_under_way_when_one_failed_fail_as_well()
    {
        var bench = Failing(1);
        bench.Write(4, "5");
        var first = bench.Begin(static context => context.Sync(Log, 1));
        bench.Write(5, "6");
        var second = bench.Begin(static context => context.Sync(Log, 2));

        Assert.Equal(StorageStatus.Failed, bench.Disk.Finish(first).Status);
        bench.Disk.Impairments.Clear();
        Assert.Equal(StorageStatus.Failed, bench.Disk.Finish(second).Status);
        Assert.Equal(StorageStatus.Ok, bench.Sync());
    }

    [Fact]
    public void A_replacement_that_failed_leaves_the_old_content_and_what_was_written_behind_it_is_gone()
    {
        var bench = Failing(1);
        var replacement = bench.Begin(static context => context.Replace(Log, "new"u8.ToArray(), 1));
        bench.Write(3, " and more");
        var sync = bench.Begin(static context => context.Sync(Log, 2));

        Assert.Equal(StorageStatus.Failed, bench.Disk.Finish(replacement).Status);
        bench.Disk.Impairments.Clear();
        Assert.Equal(StorageStatus.Failed, bench.Disk.Finish(sync).Status);
        Assert.Equal("1234", bench.Read());
    }

    [Fact]
    public void A_replacement_that_was_asked_before_a_sync_failed_succeeds_with_all_that_it_brings()
    {
        var bench = Failing(1);
        bench.Write(4, "5");
        var sync = bench.Begin(static context => context.Sync(Log, 1));
        var replacement = bench.Begin(static context => context.Replace(Log, "12345"u8.ToArray(), 2));

        Assert.Equal(StorageStatus.Failed, bench.Disk.Finish(sync).Status);
        bench.Disk.Impairments.Clear();
        Assert.Equal(StorageStatus.Ok, bench.Disk.Finish(replacement).Status);
        bench.Disk.LosePower();
        Assert.Equal("12345", bench.Read());
    }

    [Fact]
    public void A_failed_read_changes_nothing()
    {
        var bench = Failing(1);

        var completion = bench.Ask(static context => context.Read(Log, 1));

        Assert.Equal((StorageStatus.Failed, 0), (completion.Status, completion.Bytes.Length));
        bench.Disk.Impairments.Clear();
        Assert.Equal("1234", bench.Read());
    }

    [Fact]
    public void Requests_fail_as_often_as_their_chance_says()
    {
        var bench = Failing(1, Chance.Percent(20));

        var failed = Enumerable.Range(0, 10_000).Count(_ => bench.Sync() == StorageStatus.Failed);

        Assert.InRange(failed, 1_850, 2_150);
        Assert.Equal(failed, _effect[EffectUnit.RequestsFailed]);
    }

    [Fact]
    public void A_slow_disk_takes_so_many_times_as_long_and_so_much_more_for_the_same_requests()
    {
        var (usual, slow) = (new DiskBench(1), new DiskBench(1));
        slow.Disk.Impairments.Add(new DiskImpairment(_effect) { Times = 10, Extra = TimeSpan.FromMilliseconds(3) });

        var took = usual.Begin(static context => context.Sync(Log, 1)).DoneAt;

        Assert.Equal((10 * took) + TimeSpan.FromMilliseconds(3).Ticks, slow.Begin(static context => context.Sync(Log, 1)).DoneAt);
        Assert.Equal(1, _effect[EffectUnit.RequestsSlowed]);
    }

    /// <summary>Four durable bytes on a disk whose requests fail from now on.</summary>
    private DiskBench Failing(ulong seed, Chance? chance = null)
    {
        var bench = new DiskBench(seed);
        bench.Write(0, "1234");
        bench.Sync();
        bench.Disk.Impairments.Add(new DiskImpairment(_effect) { Failure = chance ?? Chance.Always });
        return bench;
    }
}
