using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Checking.Transactions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Benchmarks.Checks;

/// <summary>Transactions a second that the check of isolation takes, of histories that hold and of one that does not.</summary>
internal static class TransactionsBenchmark
{
    private const int Transactions = 1_000_000, Steps = 4, Processes = 20, AppendsPerKey = 16, OpenKeys = 10;
    private const double MostSeconds = 10;

    public static bool Run()
    {
        Console.WriteLine($"""
            histories:  {Transactions:N0} transactions of {Steps} steps by {Processes} processes, half reads and half writes, on {OpenKeys} keys
                        at a time, each given up after {AppendsPerKey} writes; each transaction takes effect at once (serial), or one
                        read in 100,000 misses the last append (stale)
            figures:    one check against strict serializability, without the time to make the history; memory is what the check
                        allocates
            """);
        var table = new Table("history", "seconds", "transactions/s", "MiB allocated", "dependencies", "verdict", "strongest level");
        var requirements = new Requirements();
        foreach (var (name, isList, stalePerMillion) in new[]
        {
            ("list-append, serial", true, 0), ("list-append, stale", true, 10), ("rw-register, serial", false, 0),
        })
        {
            var history = Make(isList, new Chance(stalePerMillion));
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes();
            IsolationResult? result = null;
            var usage = Usage.Of(() => result = TransactionChecker.Check(history));
            table.Add(
                name,
                usage.WallSeconds.ToString("0.00", CultureInfo.InvariantCulture),
                (Transactions / usage.WallSeconds).ToString("N0", CultureInfo.InvariantCulture),
                ((GC.GetTotalAllocatedBytes() - before) / Units.Mebibyte).ToString("N0", CultureInfo.InvariantCulture),
                result!.Dependencies.ToString("N0", CultureInfo.InvariantCulture),
                result.Result.Verdict.ToString(),
                string.Join(", ", result.Strongest.Select(IsolationLevels.NameOf)));
            requirements.Below($"{name}: seconds", MostSeconds, usage.WallSeconds, "s");
            requirements.Exactly(
                $"{name}: verdict", (stalePerMillion == 0 ? Verdict.Held : Verdict.Broken).ToString(), result.Result.Verdict.ToString());
        }

        table.Print();
        requirements.Print();
        return requirements.AreMet;
    }

    private static History Make(bool isList, Chance stale)
    {
        var random = new Prng(1);
        var names = new string[OpenKeys];
        var lists = new List<string>[OpenKeys];
        var keys = 0;
        for (var i = 0; i < OpenKeys; i++) Renew(i);
        var entries = new List<HistoryEntry>(Transactions);
        var open = new HistoryEntry?[Processes];
        for (var index = 0L; entries.Count < Transactions || Array.Exists(open, static entry => entry is not null); index++)
        {
            var process = random.Below(Processes);
            if (open[process] is { } entry)
            {
                entry.Completed = new HistoryMoment(index, new TimeSpan(index));
                entry.Outcome = OperationOutcome.Ok;
                open[process] = null;
            }
            else if (entries.Count < Transactions)
            {
                entries.Add(open[process] = Begin(process, index));
            }
        }

        return new History(entries);

        HistoryEntry Begin(int process, long index)
        {
            var (asked, done) = (new TransactionStep[Steps], new TransactionStep[Steps]);
            for (var i = 0; i < Steps; i++)
            {
                var key = random.Below(OpenKeys);
                var (list, name) = (lists[key], names[key]);
                if (random.Below(2) == 0)
                {
                    asked[i] = new TransactionStep(StepKind.Read, name);
                    var seen = random.Happens(stale) ? Math.Max(0, list.Count - 1) : list.Count;
                    done[i] = isList
                        ? asked[i] with { List = [.. list[..seen]] }
                        : asked[i] with { Value = seen == 0 ? null : list[seen - 1] };
                    continue;
                }

                list.Add((list.Count + 1).ToString(CultureInfo.InvariantCulture));
                asked[i] = done[i] = new TransactionStep(isList ? StepKind.Append : StepKind.Write, name, list[^1]);
                if (list.Count == AppendsPerKey) Renew(key);
            }

            return new HistoryEntry
            {
                Process = process,
                Operation = new Transaction(asked),
                Scheduled = new TimeSpan(index),
                Invoked = new HistoryMoment(index, new TimeSpan(index)),
                Result = new TransactionResult(done),
            };
        }

        void Renew(int place)
        {
            names[place] = $"k{keys++}";
            lists[place] = [];
        }
    }
}
