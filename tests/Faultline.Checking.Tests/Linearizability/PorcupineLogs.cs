using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability;

/// <summary>Reads the histories of the Porcupine checker's tests; Histories/porcupine/README.md has the
/// formats.</summary>
internal static partial class PorcupineLogs
{
    public static History Etcd(string number)
    {
        var builder = new HistoryBuilder();
        var open = new Dictionary<int, HistoryEntry>();
        foreach (var line in Lines(Path.Combine("jepsen", $"etcd_{number}.log")))
        {
            var match = EtcdLine().Match(line);
            Assert.True(match.Success, line);
            var process = int.Parse(match.Groups["process"].ValueSpan, CultureInfo.InvariantCulture);
            var value = match.Groups["value"].Value;
            var kind = match.Groups["kind"].Value;
            if (match.Groups["type"].Value == "invoke")
            {
                open.Add(process, builder.Invoke(process, OperationOf(kind, value)));
                continue;
            }

            Assert.True(open.Remove(process, out var entry));
            switch (match.Groups["type"].Value, kind)
            {
                case ("ok", "read"):
                    builder.Complete(entry, OperationOutcome.Ok, new RegisterResult(true, value == "nil" ? null : value));
                    break;
                case ("ok", _):
                    builder.Complete(entry, OperationOutcome.Ok, new RegisterResult(true, null));
                    break;
                case ("fail", "cas"):
                    builder.Complete(entry, OperationOutcome.Ok, new RegisterResult(false, null));
                    break;
                case ("fail", "read"):
                    builder.Complete(entry, OperationOutcome.Fail);
                    break;
                default:
                    builder.Complete(entry, OperationOutcome.Info);
                    break;
            }
        }

        return builder.Build();
    }

    public static History Kv(string name)
    {
        var builder = new HistoryBuilder();
        var open = new Dictionary<int, HistoryEntry>();
        foreach (var line in Lines(Path.Combine("kv", name + ".txt")))
        {
            var match = KvLine().Match(line);
            Assert.True(match.Success, line);
            var process = int.Parse(match.Groups["process"].ValueSpan, CultureInfo.InvariantCulture);
            var (key, value) = (match.Groups["key"].Value, match.Groups["value"].Value);
            if (match.Groups["type"].Value == "invoke")
            {
                open.Add(process, builder.Invoke(process, match.Groups["kind"].Value switch
                {
                    "get" => new KvGet(key),
                    "put" => new KvPut(key, value),
                    _ => new KvAppend(key, value),
                }));
                continue;
            }

            Assert.True(open.Remove(process, out var entry));
            builder.Complete(
                entry, OperationOutcome.Ok, entry.Operation is KvGet ? new KvResult(true, value) : KvResult.Done);
        }

        return builder.Build();
    }

    private static Operation OperationOf(string kind, string value)
    {
        var numbers = Number().Matches(value);
        return kind switch
        {
            "read" => new RegisterRead(),
            "write" => new RegisterWrite(numbers[0].Value),
            _ => new RegisterCas(numbers[0].Value, numbers[1].Value),
        };
    }

    private static IEnumerable<string> Lines(string path) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Histories", "porcupine", path))
            .Where(static line => line.Length > 0);

    [GeneratedRegex(@"^INFO  jepsen\.util - (?<process>\d+)\s+:(?<type>\w+)\s+:(?<kind>\w+)\s+(?<value>.*)$")]
    private static partial Regex EtcdLine();

    [GeneratedRegex(
        """^\{:process (?<process>\d+), :type :(?<type>\w+), :f :(?<kind>\w+), :key "(?<key>[^"]*)", """
        + """:value (nil|"(?<value>[^"]*)")\}$""")]
    private static partial Regex KvLine();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
