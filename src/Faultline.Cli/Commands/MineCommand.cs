using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;
using Faultline.Workbench;
using Faultline.Workbench.Mining;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline mine</c>: real proof of work on a header.</summary>
internal static class MineCommand
{
    private const int MostZeros = 224;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static Command Create()
    {
        var header = new Option<string?>("--header")
        {
            Description = "The 80 bytes of a header in hexadecimal digits; the search begins at its nonce. "
                + "Default: Bitcoin's first block, from nonce 0.",
            HelpName = "HEX",
        };
        var bits = new Option<string?>("--bits")
        {
            Description = "The target in compact form, such as 1d00ffff. Default: the header's.",
            HelpName = "HEX",
        };
        var zeros = new Option<int?>("--zeros") { Description = "The target by how many bits of the hash must be zero.", HelpName = "N" };
        var duration = new Option<string?>("--for")
        {
            Description = "How long at most, such as 10s. Default: until a block is found.",
            HelpName = "TIME",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "How many threads hash; what is found does not depend on it. Default: one for each core.",
            DefaultValueFactory = static _ => Environment.ProcessorCount,
            HelpName = "N",
        };
        var command = new Command("mine", "Looks for the nonce of a block header with all cores, and tells how fast.")
        {
            header, bits, zeros, duration, threads,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new MiningRequest(WithBits(HeaderOf(parsed.GetValue(header)), parsed.GetValue(bits), parsed.GetValue(zeros)))
            {
                Threads = Threads(parsed.GetValue(threads)),
                TimeLimit = TimeLimit(parsed.GetValue(duration)),
            };
            return Task.FromResult(Mine(request, cancellation));
        });
        return command;
    }

    private static int Mine(MiningRequest request, CancellationToken cancellation)
    {
        MineScreen.ShowRequest(request.Header);
        MiningReport report;
        var needed = Target.Work(request.Header.Bits).ToDouble();
        using (var line = new ProgressLine())
            report = Miner.Run(request with { Progress = (hashes, elapsed) => line.Show(hashes, needed, elapsed) }, cancellation);
        MineScreen.Show(report);
        return report.Found is null ? ExitCode.Undecided : ExitCode.Held;
    }

    private static BlockHeader HeaderOf(string? hex)
    {
        if (hex is null) return NetworkParameters.Mainnet.Genesis with { Nonce = 0 };
        if (hex.Length != 2 * BlockHeader.Size)
            throw new BadInputException($"--header cannot have {hex.Length} digits: write {2 * BlockHeader.Size} hexadecimal digits");
        var wrong = hex.AsSpan().IndexOfAnyExcept(HexDigits);
        return wrong < 0
            ? BlockHeader.From(Convert.FromHexString(hex))
            : throw new BadInputException($"--header has \"{hex[wrong]}\" at place {wrong + 1}, which is no hexadecimal digit");
    }

    private static BlockHeader WithBits(BlockHeader header, string? bits, int? zeros)
    {
        if (bits is not null && zeros is not null)
            throw new BadInputException("--bits and --zeros exclude each other: both say how hard it is");
        if (zeros is { } count)
        {
            if (count is < 0 or > MostZeros)
                throw new BadInputException($"--zeros cannot be {count}: write a number from 0 to {MostZeros}");
            return header with { Bits = CompactBits.Encode(UInt256.MaxValue >> count) };
        }

        var stated = header.Bits;
        if (bits is not null && !uint.TryParse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out stated))
            throw new BadInputException($"--bits cannot be \"{bits}\": write up to 8 hexadecimal digits, such as 1d00ffff");
        if (Target.TryOf(stated, UInt256.MaxValue, out _)) return header with { Bits = stated };
        var whose = bits is null ? "the header's bits" : "--bits";
        throw new BadInputException($"{whose} cannot be {stated:x8}: that is no target, but negative, zero or more than 256 bits");
    }

    private static int Threads(int threads) => threads is >= 1 and <= 1024
        ? threads
        : throw new BadInputException($"--threads cannot be {threads}: write a number from 1 to 1024");

    private static TimeSpan? TimeLimit(string? text)
    {
        if (text is null) return null;
        return Duration.TryParse(text, out var limit) && limit > TimeSpan.Zero
            ? limit
            : throw new BadInputException($"--for cannot be \"{text}\": write {Duration.Form}");
    }
}
