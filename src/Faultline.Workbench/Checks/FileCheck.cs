using System.Diagnostics;
using System.Globalization;
using Faultline.Checking.Formats;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Clocks;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Workbench.Files;

namespace Faultline.Workbench.Checks;

/// <summary>Reads a history from a file, checks that it is one, and judges it.</summary>
public static class FileCheck
{
    private const int MostKinds = 8;

    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    /// <summary>Checks a file.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The finding; undecided where the time limit came first.</returns>
    /// <exception cref="BadInputException">The file cannot be read, or is not what was said; the message names the line.</exception>
    public static CheckReport Run(CheckRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var watch = Stopwatch.StartNew();
        var named = request.Model is null ? null : CheckedModel.Named(request.Model);
        if (request.Format is { } format && !HistoryFormat.All.Any(known => known.Name == format))
        {
            throw new BadInputException($"--format cannot be \"{format}\": write one of "
                + string.Join(", ", HistoryFormat.All.Select(static known => known.Name)));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (request.TimeLimit is { } time)
        {
            // The search keeps the limit by itself and says how far it got; the grace is for checks that do not.
            limit.CancelAfter(time);
            stop.CancelAfter(time + Grace);
        }

        var report = new CheckReport { File = request.File, Result = new CheckResult(Verdict.Undecided, "") };
        var characters = 0L;
        try
        {
            var file = Read();
            var model = named ?? ModelOf(request.File, file);
            CheckFit(file.History, model);
            var consistency = Consistency.Of(request.Consistency, model, file.History);
            if (!consistency.IsOfTransactions && !file.History.HasRealTime)
                throw new BadInputException($"{request.File} has no order in real time, so that objects cannot be checked with it");
            report = report with
            {
                Format = file.Format,
                HasTimes = file.HasTimes,
                Model = model.Name,
                Consistency = consistency.Name,
                History = file.History,
                Operations = file.History.Entries.Count,
                Failed = file.History.Entries.Count(static entry => entry.Outcome == OperationOutcome.Fail),
                Unknown = file.History.Entries.Count(static entry => entry.Outcome == OperationOutcome.Info),
            };
            request.Progress?.Invoke($"checking {Number(report.Operations)} operations");
            var answer = consistency.Run(file.History, model, new CheckTerms(Limits(), stop.Token));
            return report with
            {
                Result = answer.Result,
                Parts = answer.Parts,
                Order = answer.Order,
                Isolation = answer.Isolation,
                Elapsed = watch.Elapsed,
            };
        }
        catch (HistoryFormatException error)
        {
            throw new BadInputException($"{request.File} is not a history that can be checked: {error.Message}", error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var done = report.Format is null
                ? $"after {Number(characters)} characters were read"
                : $"while {Number(report.Operations)} operations were being checked";
            return report with
            {
                Result = new CheckResult(Verdict.Undecided,
                    $"the time limit of {Duration.Format(request.TimeLimit!.Value)} came {done}; raise it, or check a shorter history"),
                Elapsed = watch.Elapsed,
            };
        }

        // A search that a clock may end, or that all cores work on, is not to end for its steps.
        SearchLimits Limits() => new()
        {
            Steps = request.TimeLimit is null ? SearchLimits.Default.Steps : long.MaxValue,
            Time = request.TimeLimit is { } whole ? TimeSpan.FromTicks(Math.Max(1, (whole - watch.Elapsed).Ticks)) : null,
            Threads = request.Threads,
            Progress = request.Progress is null ? null : far => request.Progress(
                $"checking {far.Part}: {Number(far.Longest)} of {Number(far.Operations)} operations, {Number(far.Steps)} steps; "
                + $"{Number(far.PartsDone)} of {Number(far.Parts)} parts done"),
        };

        HistoryFile Read()
        {
            using var input = InputFile.OpenText(request.File);
            return HistoryFile.Read(input, request.Format, request.Model, read =>
            {
                characters = read;
                request.Progress?.Invoke($"reading: {Number(read)} characters");
            }, limit.Token);
        }
    }

    /// <summary>What a file says that it is, or what all its operations fit.</summary>
    private static CheckedModel ModelOf(string path, HistoryFile file)
    {
        var fitting = CheckedModel.All.Where(model => Fits(model, file.History)).ToList();
        if (fitting.Find(model => model.Name == file.Model) is { } said) return said;
        if (fitting.Count == 0)
            return CheckedModel.All.FirstOrDefault(model => model.Fits(file.History.Entries[0].Operation), CheckedModel.All[0]);
        return fitting.Count > 1 && fitting[0].IsOfTransactions
            ? throw new BadInputException($"{path} can be several things: say with --model which of "
                + $"{string.Join(", ", fitting.Select(static model => model.Name))} it is")
            : fitting[0];
    }

    private static bool Fits(CheckedModel model, History history) => history.Entries.All(entry => model.Fits(entry.Operation));

    /// <summary>Each operation is one of the model, with a result that such an operation can have.</summary>
    private static void CheckFit(History history, CheckedModel model)
    {
        if (history.Entries.FirstOrDefault(entry => !model.Fits(entry.Operation)) is { } other)
        {
            var kinds = string.Join(", ", history.Entries
                .Select(static entry => NameOf(entry.Operation)).Distinct().Order(StringComparer.Ordinal).Take(MostKinds));
            var fitting = string.Join(
                " or ", CheckedModel.All.Where(fits => Fits(fits, history)).Select(static fits => "--model " + fits.Name));
            throw new HistoryFormatException(other.Line, $"`{other.Operation}` is no operation on a {model.Name}: it holds {kinds}, "
                + (fitting.Length > 0 ? "which fit " + fitting : "which fit no single model"));
        }

        if (!model.IsOfTransactions) model.Run(history, new ResultFit());
    }

    private static string NameOf(Operation operation)
    {
        var words = operation.ToString()!;
        return operation is Transaction ? "txn" : words.IndexOf(' ', StringComparison.Ordinal) is var end && end > 0 ? words[..end] : words;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class ResultFit : IObjectCheck
    {
        public CheckAnswer Run<TState>(History history, SequentialModel<TState> model)
        {
            foreach (var entry in history.Entries)
            {
                try
                {
                    model.Apply(model.Initial, entry.Operation, entry.Outcome == OperationOutcome.Ok ? entry.Result : null, out _);
                }
                catch (ArgumentException error)
                {
                    throw new HistoryFormatException(entry.Line, error.Message, error);
                }
            }

            return new CheckAnswer(new CheckResult(Verdict.Held, ""));
        }
    }
}
