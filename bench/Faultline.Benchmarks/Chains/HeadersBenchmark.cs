using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining.Hashing;
using Faultline.Systems.BlockChain;

namespace Faultline.Benchmarks.Chains;

/// <summary>How long a long chain of headers takes to validate by all rules, and what it takes to keep one in many nodes.</summary>
internal static class HeadersBenchmark
{
    private const int Headers = 500_000;
    private const int Rounds = 3;
    private const double MostSeconds = 3;
    private const int Nodes = 1_000, SharedHeaders = 2_016;
    private const double MostKibibytes = 160;

    public static bool Run()
    {
        var parameters = NetworkParameters.Simulation(TimeSpan.FromMinutes(10));
        var chain = Generate(parameters);
        Console.WriteLine($"""
            work:     {Headers:N0} headers, generated with real proof of work at an easy target; each is hashed and checked for its
                      work, parent, bits (a retarget every {parameters.RetargetInterval:N0} blocks), median time, version and clock,
                      and goes into a block tree
            bare:     the same headers hashed with SHA256.HashData twice, and nothing else
            figures:  medians of {Rounds} rounds, in turns
            """);
        var (validation, bare) = (new Sample(), new Sample());
        var best = 0;
        for (var round = 0; round < Rounds; round++)
        {
            validation.Measure(() => best = Validate(chain, parameters));
            bare.Measure(() => Hash(chain));
        }

        var table = new Table("work", "seconds", "ns a header");
        Add(table, "validation", validation);
        Add(table, "bare hashing", bare);
        table.Print();

        var requirements = new Requirements();
        requirements.Below($"validation of {Headers:N0} headers", MostSeconds, validation.MedianSeconds, "s");
        requirements.Exactly("height of the best header", Number(Headers), Number(best));
        var kibibytes = KibibytesOfATree(chain, parameters);
        requirements.Below($"{Nodes:N0} trees that share {SharedHeaders:N0} headers, a tree", MostKibibytes, kibibytes, "KiB");
        requirements.Print();
        return requirements.AreMet;
    }

    /// <summary>Blocks come faster than they should at first, so that retargets have something to do.</summary>
    private static BlockHeader[] Generate(NetworkParameters parameters)
    {
        var chain = new BlockHeader[Headers];
        var tip = new HeaderEntry(parameters.Genesis);
        for (var i = 0; i < chain.Length; i++)
        {
            var bits = Retargeting.BitsAfter(tip, parameters);
            var time = tip.Header.Time + (i % 4_032 < 2_016 ? 599u : 601u);
            var header = new BlockHeader(4, tip.Hash, new Hash256((ulong)i, 0, 0, 0), time, bits, 0);
            Target.TryOf(bits, parameters.EasiestTarget, out var target);
            chain[i] = header with { Nonce = NonceSearch.For(header, target, width: 1).Find(0, NonceSearch.Nonces)!.Value };
            tip = new HeaderEntry(chain[i], tip);
        }

        return chain;
    }

    private static int Validate(BlockHeader[] chain, NetworkParameters parameters)
    {
        var tree = new BlockTree(new HeaderPool(parameters));
        foreach (ref readonly var header in chain.AsSpan())
            if (tree.Add(header, header.Time, out _) is { } why) throw new UnreachableException(why.Reason);
        return tree.BestHeader.Height;
    }

    private static void Hash(BlockHeader[] chain)
    {
        foreach (ref readonly var header in chain.AsSpan()) header.Hash();
    }

    private static double KibibytesOfATree(BlockHeader[] chain, NetworkParameters parameters)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var pool = new HeaderPool(parameters);
        var trees = new BlockTree[Nodes];
        foreach (ref var tree in trees.AsSpan())
        {
            tree = new BlockTree(pool);
            foreach (ref readonly var header in chain.AsSpan(0, SharedHeaders)) tree.Add(header, header.Time, out _);
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(trees);
        return (double)bytes / Nodes / 1024;
    }

    private static void Add(Table table, string name, Sample sample) => table.Add(
        name, sample.MedianSeconds.ToString("0.00", CultureInfo.InvariantCulture),
        (sample.MedianSeconds / Headers * 1e9).ToString("0", CultureInfo.InvariantCulture));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
