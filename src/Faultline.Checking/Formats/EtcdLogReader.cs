using System.Globalization;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Formats;

/// <summary>The etcd logs of Porcupine's tests: one register, one event a line, without times.</summary>
/// <remarks>
/// <c>INFO  jepsen.util - 3[tab]:invoke[tab]:cas[tab][1 2]</c>. A failed cas found another value; a failed read says nothing.
/// </remarks>
internal static class EtcdLogReader
{
    private const string Source = "jepsen.util - ";

    public static HistoryFile Read(TextScanner input)
    {
        var assembler = new HistoryAssembler();
        var operations = new Recent<Operation>();
        var results = new Recent<OperationResult>();
        var strings = new RecentStrings();
        Span<Range> parts = stackalloc Range[5];
        for (var line = 1; input.TryReadLine(out var text); line++)
        {
            if (text.IsWhiteSpace()) continue;
            var start = text.IndexOf(Source, StringComparison.Ordinal);
            var rest = start < 0 ? default : text[(start + Source.Length)..];
            if (start < 0 || rest.SplitAny(parts, " \t", StringSplitOptions.RemoveEmptyEntries) < 4)
                throw Unreadable(line, text);
            if (rest[parts[0]].StartsWith(":")) continue;
            if (!int.TryParse(rest[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var process))
                throw Unreadable(line, text);
            var at = assembler.Pass(line, line, TimeSpan.FromSeconds(line));
            var type = rest[parts[1]];
            var kind = rest[parts[2]];
            var value = rest[parts[3].Start..].Trim();
            if (type is ":invoke")
            {
                assembler.Invoke(line, process, at, operations.Get(OperationOf(kind, value, strings) ?? throw Unreadable(line, text)));
                continue;
            }

            var failedCas = type is ":fail" && kind is ":cas";
            var outcome = type switch
            {
                ":ok" => OperationOutcome.Ok,
                ":fail" => failedCas ? OperationOutcome.Ok : OperationOutcome.Fail,
                ":info" => OperationOutcome.Info,
                _ => throw Unreadable(line, text),
            };
            OperationResult? result = outcome != OperationOutcome.Ok ? null
                : failedCas ? RegisterResult.Mismatch
                : kind is ":read" ? results.Get(new RegisterResult(true, value is "nil" ? null : strings.Get(value)))
                : RegisterResult.Done;
            assembler.Complete(
                line, process, at, outcome, result, outcome == OperationOutcome.Ok ? null : strings.Get(value.TrimStart(':')));
        }

        return new HistoryFile(assembler.Build(), "porcupine-etcd", HasTimes: false, "cas-register");
    }

    private static Operation? OperationOf(ReadOnlySpan<char> kind, ReadOnlySpan<char> value, RecentStrings strings)
    {
        if (kind is ":read") return new RegisterRead();
        if (kind is ":write") return new RegisterWrite(strings.Get(value));
        if (kind is not ":cas" || value is not ['[', .., ']']) return null;
        Span<Range> parts = stackalloc Range[3];
        var pair = value[1..^1];
        if (pair.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries) != 2) return null;
        return new RegisterCas(pair[parts[0]] is "nil" ? null : strings.Get(pair[parts[0]]), strings.Get(pair[parts[1]]));
    }

    private static HistoryFormatException Unreadable(int line, ReadOnlySpan<char> text) => new(
        line, $"{Quote.Of(text)} is no line of an etcd log: write `INFO  jepsen.util - PROCESS :TYPE :F VALUE`");
}
