using System.CommandLine;
using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Systems.KeyValue;
using Faultline.Workbench;

namespace Faultline.Cli.Commands;

/// <summary>What a user can say about the load of a real cluster.</summary>
internal sealed class RealLoadArguments
{
    /// <summary>Options that a simulated load has as well.</summary>
    public static readonly IReadOnlyList<string> Shared = ["--clients", "--for", "--seed", "--out", "--json"];

    private const int MostClients = 10_000;
    private const int MostRate = 1_000_000;
    private const int MostValueBytes = 1 << 20;
    private const string MixForm = "shares of get, put, cas and delete, such as get=50,put=50";

    private readonly Option<string> _data = ClusterCommand.DataOption();

    private readonly Option<string?> _rate = new("--rate")
    {
        Description = "Operations a second of all clients together. Default: each client asks again when it has its answer.",
        HelpName = "N",
    };

    private readonly Option<string?> _mix = new("--mix")
    {
        Description = "What they ask: " + MixForm + " (the default).",
        HelpName = "SHARES",
    };

    private readonly Option<int?> _keys = new("--keys") { Description = "How many keys they share. Default: 10000.", HelpName = "N" };

    private readonly Option<int?> _value = new("--value")
    {
        Description = "How long values are, in bytes. Default: 256.",
        HelpName = "BYTES",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_rate, _mix, _keys, _value, _data]) command.Add(option);
    }

    /// <summary>An option that was given and is for real clusters only; null where there is none.</summary>
    public string? Meaningless(ParseResult parsed) => ((Option[])[_rate, _mix, _keys, _value])
        .FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    public RealLoadSettings Read(ParseResult parsed)
    {
        if (parsed.GetValue<string?>("--rates") is not null)
            throw new BadInputException("--rates is for a simulated system, which is not named: give --rate for a real cluster");
        var time = parsed.GetValue<string?>("--for") ?? "10s";
        if (!Duration.TryParse(time, out var duration) || duration < TimeSpan.FromSeconds(1) || duration > TimeSpan.FromHours(24))
            throw new BadInputException($"--for cannot be \"{time}\": write {Duration.Form}, from 1s to 24h");
        return new RealLoadSettings(
            parsed.GetValue(_data)!,
            Rate(parsed.GetValue(_rate)),
            InRange(parsed.GetValue<int?>("--clients") ?? 64, 1, MostClients, "--clients"),
            duration,
            Mix(parsed.GetValue(_mix)),
            InRange(parsed.GetValue(_keys) ?? 10_000, 1, 10_000_000, "--keys"),
            InRange(parsed.GetValue(_value) ?? 256, 1, MostValueBytes, "--value"),
            parsed.GetValue<ulong?>("--seed") ?? 1,
            parsed.GetValue<string?>("--out") ?? Path.Combine("faultline-out", "load"),
            parsed.GetValue<bool>("--json"));
    }

    private static decimal? Rate(string? text)
    {
        if (text is null) return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            && rate is > 0 and <= MostRate
            ? rate
            : throw new BadInputException($"--rate cannot be \"{text}\": write a number above 0, up to {MostRate}");
    }

    private static KvShares Mix(string? text)
    {
        if (text is null) return new KvShares(50, 50, 0, 0);
        var shares = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["get"] = 0, ["put"] = 0, ["cas"] = 0, ["delete"] = 0 };
        foreach (var part in text.Split(','))
        {
            var words = part.Split('=');
            if (words.Length != 2 || !shares.ContainsKey(words[0])
                || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var share) || share > 1_000_000)
                throw new BadInputException($"--mix cannot be \"{text}\": write {MixForm}");
            shares[words[0]] = share;
        }

        var mix = new KvShares(shares["get"], shares["put"], shares["cas"], shares["delete"]);
        return mix.Sum > 0 ? mix : throw new BadInputException($"--mix cannot be \"{text}\": one share must be above 0");
    }

    private static int InRange(int number, int least, int most, string name) => number >= least && number <= most
        ? number
        : throw new BadInputException($"{name} cannot be {number}: give {least} to {most}");
}

/// <summary>A load of a real cluster as the user asked for it.</summary>
internal sealed record RealLoadSettings(
    string Data, decimal? Rate, int Clients, TimeSpan Duration, KvShares Mix, int Keys, int ValueBytes, ulong Seed, string Out, bool Json);
