using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Chains;
using Faultline.Benchmarks.Checks;
using Faultline.Benchmarks.Coins;
using Faultline.Benchmarks.Echo;
using Faultline.Benchmarks.Hour;
using Faultline.Benchmarks.Measuring;
using Faultline.Benchmarks.Networks;
using Faultline.Benchmarks.Pbft;
using Faultline.Benchmarks.Real;
using Faultline.Benchmarks.Seeds;
using Faultline.Benchmarks.Signatures;

// Before the first socket, as in the command.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

const int Met = 0, Missed = 1, BadInput = 4;

(string Name, Func<bool> Run)[] benchmarks =
    [
        ("echo", EchoBenchmark.Run), ("hour", HourBenchmark.Run), ("seeds", SeedsBenchmark.Run), ("txn", TransactionsBenchmark.Run),
        (CheckBenchmark.Name, CheckBenchmark.Run), ("signatures", SignaturesBenchmark.Run), ("headers", HeadersBenchmark.Run),
        (CoinsBenchmark.Name, CoinsBenchmark.Run), (PbftBenchmark.Name, PbftBenchmark.Run), (BitcoinBenchmark.Name, BitcoinBenchmark.Run),
        (GervaisBenchmark.Name, GervaisBenchmark.Run), (RealBenchmark.Name, RealBenchmark.Run),
    ];
if (args is [CheckBenchmark.Name, var row])
{
    CheckBenchmark.RunRow(int.Parse(row, CultureInfo.InvariantCulture));
    return Met;
}

var wanted = args is [var only] ? only : "";
if (wanted == "all")
{
    // Each in a process of its own: peak memory, compiled code and the heap of one are nothing to the next.
    var allMet = true;
    foreach (var (name, _) in benchmarks)
    {
        using var process = Process.Start(Environment.ProcessPath!, name);
        process.WaitForExit();
        allMet &= process.ExitCode == Met;
    }

    return allMet ? Met : Missed;
}

foreach (var (name, run) in benchmarks)
{
    if (name != wanted) continue;
    Console.WriteLine($"{name}: {Machine.Description}, {Machine.Load}");
    var isMet = run();
    Console.WriteLine();
    return isMet ? Met : Missed;
}

Console.Error.WriteLine(
    "which benchmark? give one of: echo, hour, seeds, txn, check, coins, pbft, signatures, headers, bitcoin, gervais, real, all");
return BadInput;
