using System.Globalization;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Formats;

/// <summary>The text of PolySI and Plume: one step of a transaction a line, <c>r(key,value,session,txn)</c> or <c>w(...)</c>.</summary>
/// <remarks>
/// Only the order in each session is known. Transaction -1 is a write that was aborted. A read of 0 is one of the initial value.
/// </remarks>
internal static class SessionTextReader
{
    public static HistoryFile Read(TextScanner input)
    {
        var transactions = new List<(long Session, long Id, int Line, List<TransactionStep> Steps)>();
        var byId = new Dictionary<(long, long), int>();
        var strings = new RecentStrings();
        Span<Range> parts = stackalloc Range[5];
        for (var line = 1; input.TryReadLine(out var text); line++)
        {
            text = text.Trim();
            if (text.IsEmpty) continue;
            var fields = text is ['r' or 'w', '(', .., ')'] ? text[2..^1] : default;
            if (fields.Split(parts, ',', StringSplitOptions.TrimEntries) != 4
                || !long.TryParse(fields[parts[0]], CultureInfo.InvariantCulture, out _)
                || !long.TryParse(fields[parts[1]], CultureInfo.InvariantCulture, out var value)
                || !long.TryParse(fields[parts[2]], CultureInfo.InvariantCulture, out var session)
                || !long.TryParse(fields[parts[3]], CultureInfo.InvariantCulture, out var id))
            {
                throw new HistoryFormatException(
                    line, $"{Quote.Of(text)} is no step: write r(key,value,session,transaction) or w(...) with whole numbers");
            }

            var isRead = text[0] == 'r';
            var step = new TransactionStep(
                isRead ? StepKind.Read : StepKind.Write, strings.Get(fields[parts[0]]),
                isRead && value == 0 ? null : strings.Get(fields[parts[1]]));
            if (id != -1 && byId.TryGetValue((session, id), out var known))
            {
                transactions[known].Steps.Add(step);
                continue;
            }

            if (id != -1) byId.Add((session, id), transactions.Count);
            transactions.Add((session, id, line, [step]));
        }

        return new HistoryFile(Assemble(transactions), "plume", HasTimes: false, "rw-register");
    }

    private static History Assemble(List<(long Session, long Id, int Line, List<TransactionStep> Steps)> transactions)
    {
        var assembler = new HistoryAssembler();
        var processes = new Dictionary<long, int>();
        var index = 0;
        foreach (var (session, id, line, steps) in transactions)
        {
            if (!processes.TryGetValue(session, out var process)) processes.Add(session, process = processes.Count);
            var asked = steps.ConvertAll(static step => step.Kind == StepKind.Read ? step with { Value = null } : step);
            assembler.Invoke(line, process, assembler.Pass(line, index, TimeSpan.FromSeconds(index++)), new Transaction(asked));
            var at = assembler.Pass(line, index, TimeSpan.FromSeconds(index++));
            if (id == -1) assembler.Complete(line, process, at, OperationOutcome.Fail, null, "aborted");
            else assembler.Complete(line, process, at, OperationOutcome.Ok, new TransactionResult(steps));
        }

        return assembler.Build(hasRealTime: false);
    }
}
