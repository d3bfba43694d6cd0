using System.Diagnostics;
using Faultline.Benchmarks.Measuring;
using Faultline.Checking.Formats;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Benchmarks.Checks;

/// <summary>The work that is measured.</summary>
internal static class CheckRows
{
    private const int Rounds = 15;

    private static readonly SearchLimits Limits = new() { Threads = Environment.ProcessorCount };

    public static IReadOnlyList<CheckRow> All { get; } =
    [
        new("68 etcd logs, sum of medians", "about 530 ms", 0.050, 0, EtcdLogs),
        new("kv c50-ok, by key", "186 to 296 ms", 0.020, 0, () => Median(Log("kv", "c50-ok.txt"), new TextStoreModel())),
        new("kv c10-bad, as one part", "2.6 to 4.5 s", 0.100, 0, () => Median(Log("kv", "c10-bad.txt"), new WholeStoreModel())),
        new("100,000 operations, one key, unique writes", "54 s or undecided, 7.4 GB", 0.5, 300,
            () => Once(BenchHistory.UniqueWrites(100_000, 10, 1))),
        new("1,000,000 operations, one key, unique writes", "not possible", 5, 1024,
            () => Once(BenchHistory.UniqueWrites(1_000_000, 10, 1))),
        new("1,000,000 operations on 1,000 keys", "3.3 to 8.3 s", 1, 0, () => Once(BenchHistory.UniqueWrites(1_000_000, 10, 1_000))),
        new("20 unanswered writes, an impossible read", "over 60 s", 0.050, 0, () => Median(BenchHistory.NeverAnswered(20, 20))),
        new("200 unanswered writes, an impossible read", "-", 0.050, 0, () => Median(BenchHistory.NeverAnswered(200, 200))),
        new("200 unanswered writes of 50 values, the same", "-", 0.050, 0, () => Median(BenchHistory.NeverAnswered(200, 50))),
        new("100,000 cas operations, values 0..4", "not measured", 10, 1024, () => Once(BenchHistory.FewValues(100_000, 10, 5))),
        new("the same, a wrong one near the end", "not measured", 10, 1024, () => Once(WithOneWrong(BenchHistory.FewValues(100_000, 10, 5)))),
        new("--time-limit 5s on a hopeless history", "not kept", 6, 0, TimeLimit),
    ];

    private static (double Seconds, string Verdict) EtcdLogs()
    {
        var (seconds, held, broken) = (0.0, 0, 0);
        foreach (var path in Directory.GetFiles(Folder("jepsen")).Order(StringComparer.Ordinal))
        {
            var (median, verdict) = Median(Read(path), new RegisterModel());
            seconds += median;
            if (verdict == nameof(Verdict.Held)) held++;
            if (verdict == nameof(Verdict.Broken)) broken++;
        }

        return (seconds, $"{held} held, {broken} broken");
    }

    private static (double Seconds, string Verdict) Median(History history) => Median(history, new KeyValueModel());

    private static (double Seconds, string Verdict) Median<TState>(History history, SequentialModel<TState> model)
    {
        var sample = new Sample();
        var verdict = "";
        for (var i = 0; i < 3; i++) verdict = Check(history, model, Limits);
        for (var i = 0; i < Rounds; i++) sample.Measure(() => verdict = Check(history, model, Limits));
        return (sample.MedianSeconds, verdict);
    }

    private static (double Seconds, string Verdict) Once(History history)
    {
        // Compiled code first.
        for (var i = 0; i < 20; i++) Check(BenchHistory.UniqueWrites(5_000, 10, 20), new KeyValueModel(), Limits);
        for (var i = 0; i < 5; i++) Check(BenchHistory.FewValues(2_000, 10, 5), new KeyValueModel(), Limits);
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var verdict = Check(history, new KeyValueModel(), Limits);
        return (watch.Elapsed.TotalSeconds, verdict);
    }

    private static (double Seconds, string Verdict) TimeLimit()
    {
        var limits = Limits with { Time = TimeSpan.FromSeconds(5), Steps = long.MaxValue / 2, States = 40_000_000 };
        var watch = Stopwatch.StartNew();
        var verdict = Check(BenchHistory.Hopeless(), new KeyValueModel(), limits);
        return (watch.Elapsed.TotalSeconds, verdict);
    }

    private static string Check<TState>(History history, SequentialModel<TState> model, SearchLimits limits) =>
        LinearizabilityChecker.Check(history, model, limits).Result.Verdict.ToString();

    /// <summary>The first compare and set near the end whose opposite result cannot be right.</summary>
    private static History WithOneWrong(History history)
    {
        foreach (var entry in history.Entries.Skip(99 * history.Entries.Count / 100))
        {
            if (entry is not { Operation: KvCas, Result: KvResult right }) continue;
            entry.Result = right.Applied ? KvResult.Mismatch : KvResult.Done;
            var last = history.Entries.TakeLast(2_000).Where(other => other.Invoked < entry.Completed);
            if (IsSurelyWrong([.. last])) return history;
            entry.Result = right;
        }

        throw new InvalidOperationException("no compare and set near the end can be made wrong");

        // Whatever value was there before these.
        static bool IsSurelyWrong(List<HistoryEntry> last) => Enumerable.Range(-1, 6).All(first =>
            LinearizabilityChecker.Check(new History(last), new RegisterOfKey(first < 0 ? null : $"{first}"))
                .Result.Verdict == Verdict.Broken);
    }

    private static History Log(string folder, string file) => Read(Path.Combine(Folder(folder), file));

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Histories", "porcupine", name);

    private static History Read(string path)
    {
        using var file = new StreamReader(path);
        return HistoryFile.Read(file).History;
    }

    /// <summary>One key of a store, with a value at first.</summary>
    private sealed class RegisterOfKey(string? initial) : SingleValueModel
    {
        private readonly KeyValueModel _model = new();

        public override string Name => "key";

        public override string? InitialValue => initial;

        public override ValueAccess? AccessOf(Operation operation, OperationResult? observed) => _model.AccessOf(operation, observed);
    }
}
