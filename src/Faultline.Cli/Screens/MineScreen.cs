using System.Globalization;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;
using Faultline.Workbench.Mining;

namespace Faultline.Cli.Screens;

/// <summary>Mining, in the terminal.</summary>
internal static class MineScreen
{
    private const double Million = 1e6;

    public static void ShowRequest(in BlockHeader header) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"bits {header.Bits:x8}: {Target.Work(header.Bits).ToDouble():N0} hashes on average; from nonce {header.Nonce:N0} on"));

    public static void Show(MiningReport report)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Size];
        if (report.Found is { } found)
        {
            found.Write(bytes);
            Console.WriteLine($"block   {found.Hash()}");
            Console.WriteLine($"nonce   {found.Nonce.ToString(CultureInfo.InvariantCulture)}");
            Console.WriteLine($"header  {Convert.ToHexStringLower(bytes)}");
        }
        else
        {
            Console.WriteLine("no block in that time");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"tried   {report.Hashes:N0} hashes in {report.Elapsed.TotalSeconds:N2} s"));
        if (!report.HasSpeed)
        {
            Console.WriteLine("speed   too short to tell");
            return;
        }

        var nonces = report.Width == 1 ? "one nonce at a time" : $"{report.Width} nonces at once";
        Console.WriteLine($"speed   {Speed(report.HashesPerSecond, report.Threads)}; {nonces}");
        if (report.BareHashesPerSecond <= 0) return;
        var ratio = report.HashesPerSecond / report.BareHashesPerSecond;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"bare    {Speed(report.BareHashesPerSecond, report.Threads)}; SHA256.HashData twice in a loop, just before\n"
            + $"ratio   {ratio:N1}"));
    }

    public static string Speed(double hashesPerSecond, int threads) => string.Create(
        CultureInfo.InvariantCulture,
        $"{hashesPerSecond / Million / threads:N2} MH/s a core, {hashesPerSecond / Million:N2} MH/s on {threads} in all");
}
