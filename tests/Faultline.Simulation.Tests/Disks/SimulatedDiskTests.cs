using Faultline.Model.Storage;
using Faultline.Simulation.Disks;
using static Faultline.Simulation.Tests.Disks.DiskBench;

namespace Faultline.Simulation.Tests.Disks;

public sealed class SimulatedDiskTests
{
    private const int Seeds = 500;

    [Fact]
    public void A_file_that_was_never_written_is_missing()
    {
        var bench = new DiskBench(1);

        Assert.Equal(StorageStatus.Missing, bench.Ask(static context => context.Read(Log, 1)).Status);
    }

    [Fact]
    public void A_reader_sees_what_was_written_before_any_sync()
    {
        var bench = new DiskBench(1);
        bench.Write(0, "hello");
        bench.Write(3, "p!");

        Assert.Equal("help!", bench.Read());
    }

    [Fact]
    public void A_write_that_would_leave_a_hole_is_our_own_mistake() =>
        Assert.Throws<InvalidOperationException>(static () => new DiskBench(1).Write(1, "x"));

    [Fact]
    public void Completions_carry_what_was_asked_and_its_token()
    {
        var bench = new DiskBench(1);
        bench.Write(0, "x");

        var completion = bench.Ask(static context => context.Sync(Log, 42));

        Assert.Equal((StorageRequest.Sync, Log, 42L, StorageStatus.Ok),
            (completion.Request, completion.File, completion.Token, completion.Status));
    }

    [Fact]
    public void A_synced_write_survives_every_power_loss()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = new DiskBench(seed);
            bench.Write(0, "durable");
            bench.Sync();
            bench.Write(7, " and not");

            bench.Disk.LosePower();

            Assert.StartsWith("durable", bench.Read(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unsynced_write_may_survive_a_power_loss_or_be_lost_or_be_torn()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "base");
            bench.Sync();
            bench.Write(4, "1234");
        });

        Assert.Contains("base", survivors);
        Assert.Contains("base1234", survivors);
        Assert.Contains("base12", survivors);
        Assert.All(survivors, static text => Assert.StartsWith(text, "base1234", StringComparison.Ordinal));
    }

    [Fact]
    public void Unsynced_writes_may_survive_out_of_order_with_zeros_where_an_earlier_one_is_missing()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "aaaa");
            bench.Write(4, "bbbb");
        });

        Assert.Contains("aaaabbbb", survivors);
        Assert.Contains("aaaa", survivors);
        Assert.Contains("aa\0\0bbbb", survivors);
        Assert.Contains("\0\0\0\0bbbb", survivors);
    }

    [Fact]
    public void Of_several_unsynced_writes_the_first_may_survive_the_next_in_part_and_the_last_not()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "aaaa");
            bench.Write(4, "bbbb");
            bench.Write(8, "cccc");
        });

        foreach (var fate in new[] { "", "aaaa", "aaaabb", "aaaabbbb", "aaaabbbbcccc", "aaaabbbbcc" }) Assert.Contains(fate, survivors);
    }

    [Fact]
    public void A_replacement_survives_a_power_loss_whole_or_not_at_all()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "the old content");
            bench.Sync();
            bench.Replace("the new");
        });

        Assert.Equal(["the new", "the old content"], survivors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_written_behind_a_replacement_never_survives_without_it()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "old");
            bench.Sync();
            bench.Replace("NEW");
            bench.Write(3, "+");
        });

        Assert.Equal(["NEW", "NEW+", "old"], survivors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_completed_replacement_survives_every_power_loss()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "old");
            bench.Ask(static context => context.Replace(Log, "new"u8.ToArray(), 1));
        });

        Assert.Equal(["new"], survivors);
    }

    [Fact]
    public void A_crash_of_the_process_keeps_what_it_had_written()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = new DiskBench(seed);
            bench.Write(0, "written");

            bench.Disk.Crash();

            Assert.Equal("written", bench.Read());
        }
    }

    [Fact]
    public void A_crash_during_a_replacement_leaves_the_old_or_the_new_content()
    {
        var left = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = new DiskBench(seed);
            bench.Write(0, "the old content");
            bench.Replace("the new");
            bench.Write(7, "+");

            bench.Disk.Crash();

            left.Add(bench.Read()!);
        }

        Assert.Equal(["the new+", "the old content"], left);
    }

    [Fact]
    public void A_sync_covers_only_what_was_written_before_it_was_asked_for()
    {
        var survivors = Survivors(static bench =>
        {
            bench.Write(0, "before");
            var sync = bench.Begin(static context => context.Sync(Log, 1));
            bench.Write(6, "after");
            bench.Disk.Finish(sync);
        });

        Assert.Contains("before", survivors);
        Assert.All(survivors, static text => Assert.StartsWith("before", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_from_before_a_power_loss_does_nothing()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = new DiskBench(seed);
            bench.Write(0, "old");
            var sync = bench.Begin(static context => context.Sync(Log, 1));
            bench.Disk.LosePower();
            var kept = bench.Read();
            bench.Write(kept?.Length ?? 0, "new");

            var completion = bench.Disk.Finish(sync);

            Assert.Equal(StorageStatus.Failed, completion.Status);
            Assert.True(bench.Disk.HasUnsyncedWrites);
        }
    }

    [Fact]
    public void Lost_bytes_are_counted()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = new DiskBench(seed);
            bench.Write(0, "12345678");

            var lost = bench.Disk.LosePower();

            Assert.Equal(8 - (bench.Read()?.Length ?? 0), lost);
        }
    }

    [Fact]
    public void Requests_are_served_one_after_another()
    {
        var bench = new DiskBench(1);
        bench.Write(0, "x");

        var first = bench.Begin(static context => context.Sync(Log, 1));
        var second = bench.Begin(static context => context.Read(Log, 2));

        Assert.True(second.DoneAt - first.DoneAt >= new DiskLatency().Read.Least.Ticks);
    }

    /// <summary>What is in the file after a power loss, over many seeds; nothing for a file that is gone.</summary>
    private static SortedSet<string> Survivors(Action<DiskBench> before)
    {
        var survivors = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var bench = new DiskBench(seed);
            before(bench);
            bench.Disk.LosePower();
            survivors.Add(bench.Read() ?? "");
        }

        return survivors;
    }
}
