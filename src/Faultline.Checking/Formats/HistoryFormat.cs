using Faultline.Model.Histories;

namespace Faultline.Checking.Formats;

/// <summary>A way in which histories are written down.</summary>
/// <param name="Name">Its name, as <c>--format</c> has it.</param>
/// <param name="Summary">What it is.</param>
public sealed record HistoryFormat(string Name, string Summary)
{
    /// <summary>All formats.</summary>
    public static IReadOnlyList<HistoryFormat> All { get; } =
    [
        new("faultline", "Faultline's own JSON Lines, such as the history.jsonl of a run")
        {
            Read = static (input, _) => new HistoryFile(HistoryJson.Read(input), "faultline", true, null),
        },
        new("jepsen", "operation maps in EDN, as Jepsen, Knossos and Elle write them")
        {
            Read = static (input, model) => new OperationMapReader(input, isJson: false, model).Read("jepsen"),
        },
        new("elle-json", "the same maps as JSON objects, as elle-cli reads them")
        {
            Read = static (input, model) => new OperationMapReader(input, isJson: true, model).Read("elle-json"),
        },
        new("porcupine-etcd", "the etcd logs of Porcupine's tests: one register")
        {
            Read = static (input, _) => EtcdLogReader.Read(input),
        },
        new("porcupine-kv", "the logs of Porcupine's text store: get, put and append by key")
        {
            Read = static (input, _) => new OperationMapReader(input, isJson: false, "text").Read("porcupine-kv"),
        },
        new("plume", "the text of PolySI and Plume: r(key,value,session,txn)")
        {
            Read = static (input, _) => SessionTextReader.Read(input),
        },
    ];

    internal Func<TextScanner, string?, HistoryFile> Read { get; init; } = null!;

    /// <summary>The format that a text begins like; null where it is none of these.</summary>
    internal static HistoryFormat? Of(ReadOnlySpan<char> head)
    {
        head = head.TrimStart("\uFEFF \t\r\n,");
        while (head.StartsWith(";"))
        {
            var end = head.IndexOf('\n');
            if (end < 0) break;
            head = head[(end + 1)..].TrimStart(" \t\r\n,");
        }

        if (head.StartsWith("INFO ")) return Named("porcupine-etcd");
        if (head.StartsWith("r(") || head.StartsWith("w(")) return Named("plume");
        if (head is not ['{' or '[' or '(' or '#', ..]) return null;
        var first = head.TrimStart("{[(# \t\r\n,");
        if (!first.StartsWith("\"")) return Named(IsTextStore(head) ? "porcupine-kv" : "jepsen");
        var line = head[..(head.IndexOf('\n') is var end2 && end2 >= 0 ? end2 : head.Length)];
        return Named(head[0] == '[' || !line.Contains("\"op\":", StringComparison.Ordinal)
            && (line.Contains("\"f\"", StringComparison.Ordinal) || line.Contains("\"value\"", StringComparison.Ordinal)
                || !line.Contains("\"type\"", StringComparison.Ordinal)) ? "elle-json" : "faultline");
    }

    internal static HistoryFormat Named(string name) => All.First(format => format.Name == name);

    private static bool IsTextStore(ReadOnlySpan<char> head) => head.Contains(":key ", StringComparison.Ordinal)
        && (head.Contains(":f :get", StringComparison.Ordinal) || head.Contains(":f :append", StringComparison.Ordinal)
            || head.Contains(":f :put", StringComparison.Ordinal));
}
