using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

public sealed class DiskFaultTests
{
    private static readonly TimerKind Tick = new("tick");
    private static readonly StorageFile Log = new("log");

    [Fact]
    public void A_full_disk_refuses_writes_as_long_as_the_fault_lasts()
    {
        var world = Run(new DiskFullFault { Start = Ms(100), End = Ms(200), Nodes = [N1], Free = 20 }, out var syncs);

        Assert.Equal([StorageStatus.Full], Distinct(syncs, 125, 200));
        Assert.Equal([StorageStatus.Ok], Distinct(syncs, 0, 120).Union(Distinct(syncs, 205, 300)));
        Assert.InRange(world.Effects[0][EffectUnit.WritesRefused], 75, 85);
        Assert.Contains("writes refused", world.Effects[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_with_errors_fails_requests_as_long_as_the_fault_lasts()
    {
        var world = Run(new IoErrorFault { Start = Ms(100), End = Ms(200), Nodes = [N1] }, out var syncs);

        Assert.Equal([StorageStatus.Failed], Distinct(syncs, 100, 200));
        Assert.Equal([StorageStatus.Ok], Distinct(syncs, 0, 100).Union(Distinct(syncs, 205, 300)));
        Assert.InRange(world.Effects[0][EffectUnit.RequestsFailed], 95, 105);
    }

    [Fact]
    public void A_fault_that_lasts_forever_does_not_heal()
    {
        Run(new IoErrorFault { Start = Ms(100), End = Ms(200), Nodes = [N1], Forever = true }, out var syncs);

        Assert.Equal([StorageStatus.Failed], Distinct(syncs, 100, 300));
    }

    [Fact]
    public void A_slow_disk_answers_late()
    {
        var world = Run(new SlowDiskFault { Start = Ms(100), End = Ms(200), Nodes = [N1], Extra = Ms(50) }, out var syncs);

        Assert.InRange(syncs.Count(static sync => sync.Time > Ms(102) && sync.Time < Ms(210)), 1, 4);
        Assert.InRange(world.Effects[0][EffectUnit.RequestsSlowed], 95, 105);
    }

    [Fact]
    public void Damage_is_found_by_who_reads_and_by_nobody_before()
    {
        var read = new List<string>();
        var world = Of(1, _ => Reader(read), faults:
        [
            new DiskCorruptionFault { Start = Ms(100), End = Ms(101), Nodes = [N1], Damage = SectorDamage.Garbage, File = "log" },
            new CrashFault { Start = Ms(200), End = Ms(210), Nodes = [N1] },
        ]);

        world.RunUntil(Ms(150));
        Assert.Equal([""], read);
        world.RunUntil(Ms(300));

        Assert.Equal(2, read.Count);
        Assert.Equal("text".Length, read[1].Length);
        Assert.NotEqual("text", read[1]);
        Assert.Equal("1 sectors damaged", world.Effects[0].ToString());
    }

    [Fact]
    public void After_a_disk_loss_a_node_starts_with_an_empty_disk_without_the_files_it_was_formatted_with()
    {
        var read = new List<string>();
        var world = new World(Options(1, _ => Reader(read), faults: new DiskLossFault { Start = Ms(100), End = Ms(200), Nodes = [N1] })
            with
        { Format = static _ => [new InitialFile(Log, "formatted"u8.ToArray())] });

        world.RunUntil(Ms(150));
        Assert.False(world.IsUp(N1));
        world.RunUntil(Ms(300));

        Assert.True(world.IsUp(N1));
        Assert.Equal(["formatted", ""], read);
        Assert.Equal((1L, 1L), (world.Effects[0][EffectUnit.DisksLost], world.Effects[0][EffectUnit.Restarts]));
    }

    [Fact]
    public void After_a_disk_loss_that_lasts_forever_a_node_never_starts_again()
    {
        var read = new List<string>();
        var world = Of(1, _ => Reader(read), faults:
        [
            new DiskLossFault { Start = Ms(100), End = Ms(200), Nodes = [N1], Forever = true },
            new CrashFault { Start = Ms(150), End = Ms(250), Nodes = [N1] },
        ]);

        world.RunUntil(TimeSpan.FromMinutes(1));

        Assert.False(world.IsUp(N1));
        Assert.Single(read);
    }

    [Fact]
    public void A_disk_fault_does_not_change_what_other_disks_do_or_when()
    {
        Assert.Equal(Times(faults: []), Times(new IoErrorFault { Start = Ms(50), End = Ms(200), Nodes = [N1] }));

        static List<TimeSpan> Times(params Fault[] faults)
        {
            var times = new List<TimeSpan>();
            World? world = null;
            world = Of(2, id => Writer((_, _) =>
            {
                if (id == N2 || world!.Now < Ms(50) || world.Now > Ms(200)) times.Add(world!.Now);
            }), faults: faults);
            world.RunUntil(Ms(300));
            return times;
        }
    }

    private static IEnumerable<StorageStatus> Distinct(List<(TimeSpan Time, StorageStatus Status)> syncs, double from, double to) =>
        syncs.Where(sync => sync.Time > Ms(from) && sync.Time <= Ms(to)).Select(static sync => sync.Status).Distinct();

    private static World Run(Fault fault, out List<(TimeSpan Time, StorageStatus Status)> syncs)
    {
        var done = new List<(TimeSpan, StorageStatus)>();
        World? world = null;
        world = Of(1, _ => Writer((_, completion) => done.Add((world!.Now, completion.Status))), faults: fault);
        world.RunUntil(Ms(300));
        syncs = done;
        Assert.Null(world.Finding);
        return world;
    }

    /// <summary>Each millisecond writes a byte behind what is known to be durable, and syncs it.</summary>
    private static ScriptedNode Writer(Action<NodeContext, StorageCompletion> stored)
    {
        var length = 0L;
        return new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(1)),
            Ring = (context, _) =>
            {
                context.Write(Log, length, new byte[] { 1 });
                context.Sync(Log, length + 1);
                context.SetTimer(Tick, Ms(1));
            },
            Stored = (context, completion) =>
            {
                if (completion.Status == StorageStatus.Ok) length = completion.Token;
                stored(context, completion);
            },
        };
    }

    /// <summary>Reads its file when it starts, and where there is nothing in it makes "text" durable.</summary>
    private static ScriptedNode Reader(List<string> read) => new()
    {
        Start = static context => context.Read(Log, 0),
        Stored = (context, completion) =>
        {
            if (completion.Request != StorageRequest.Read) return;
            read.Add(System.Text.Encoding.ASCII.GetString(completion.Bytes.Span));
            if (completion.Bytes.Length > 0) return;
            context.Write(Log, 0, "text"u8.ToArray());
            context.Sync(Log, 1);
        },
    };
}
