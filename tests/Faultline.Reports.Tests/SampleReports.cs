using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Tests;

/// <summary>Reports of runs that never were.</summary>
internal static class SampleReports
{
    /// <summary>A small run in which everything held and nothing was injected.</summary>
    public static RunReport HeldWithoutFaults() => Of(SmallHistory(), Verdict.Held, []);

    /// <summary>A run whose clients never asked for anything.</summary>
    public static RunReport Empty() => Of(History.Empty, Verdict.Undecided, []) with
    {
        Promises = [],
        NodeEvents = [],
        FaultKinds = [],
        VirtualTime = TimeSpan.Zero,
        WallTime = TimeSpan.Zero,
        Network = new NetworkReport(0, 0, 0, 0, 0),
    };

    /// <summary>A small run with a stale read, and one fault that bit and one that did not.</summary>
    public static RunReport Broken()
    {
        var history = SmallHistory();
        return Of(history, Verdict.Broken,
        [
            new FaultReport("partition", At(1), At(4), "n1 n2 | n3 n4 n5", "1,204 messages dropped", 1204),
            new FaultReport("clock jump", At(5), At(5), "n4", "0 reads of the clock", 0),
        ]) with
        {
            Promises =
            [
                new PromiseReport("linearizable", "every operation takes effect at one moment", new CheckResult(Verdict.Broken,
                    "get k1 returned 1 after put k1 = 2 was acknowledged", history.Entries)),
                new PromiseReport("agreement", "no two nodes decide differently", new CheckResult(Verdict.Held, "4,812 decisions agree")),
                new PromiseReport("progress", "every client gets answers again", new CheckResult(Verdict.Undecided, "the run ended first")),
            ],
        };
    }

    /// <summary>Five minutes of a five-node store: about 100 operations a second through many faults.</summary>
    public static RunReport FiveMinutes(ulong seed = 7)
    {
        var random = new Prng(seed);
        var faults = Faults(random);
        var history = BusyHistory(random, faults);
        var stale = history.Entries.Skip(12_000).Take(9).ToList();
        return Of(history, Verdict.Broken, faults) with
        {
            Promises =
            [
                new PromiseReport("linearizable", "every operation takes effect at one moment between its invocation and its completion",
                    new CheckResult(Verdict.Broken, "key k3: no order of these 9 operations explains what was read; the last read is of a value that "
                        + "was overwritten before it was asked", stale)),
                new PromiseReport("agreement", "no two nodes decide differently", new CheckResult(Verdict.Held, "29,411 log indices, 5 nodes, no difference")),
                new PromiseReport("validity", "only a proposed value is decided", new CheckResult(Verdict.Held, "29,411 values, all proposed")),
                new PromiseReport("one leader", "no two nodes lead in the same ballot", new CheckResult(Verdict.Held, "41 ballots, each with at most one leader")),
                new PromiseReport("progress", "within 10 s after the last fault has healed, every client gets answers again",
                    new CheckResult(Verdict.Undecided, "the last fault healed at 00:04:57.120, less than 10 s before the run ended")),
            ],
            NodeEvents = NodeEvents(random, faults),
        };
    }

    public static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    public static HistoryEntry Entry(
        int process, Operation operation, double invoked, double? completed, OperationOutcome outcome, OperationResult? result = null, string? reason = null) =>
        new()
        {
            Process = process,
            Operation = operation,
            Scheduled = At(invoked),
            Invoked = new HistoryMoment((long)(invoked * 10_000_000), At(invoked)),
            Completed = completed is { } end ? new HistoryMoment((long)(end * 10_000_000), At(end)) : HistoryMoment.Never,
            Outcome = outcome,
            Result = result,
            Reason = reason,
        };

    private static History SmallHistory() => new(
    [
        Entry(0, new KvPut("k1", "1"), 0.5, 0.512, OperationOutcome.Ok, KvResult.Done),
        Entry(1, new KvPut("k1", "2"), 1.2, 1.251, OperationOutcome.Ok, KvResult.Done),
        Entry(2, new KvCas("k1", "9", "3"), 1.21, 1.222, OperationOutcome.Ok, KvResult.Mismatch),
        Entry(3, new KvDelete("k1"), 1.23, 11.23, OperationOutcome.Info, reason: "no answer within 10 s"),
        Entry(4, new KvPut("k1", "4"), 1.24, 1.3, OperationOutcome.Fail, reason: "not the leader"),
        Entry(0, new KvGet("k1"), 2.1, 2.104, OperationOutcome.Ok, new KvResult(true, "1")),
        Entry(5, new KvPut("k1", "5"), 3, null, OperationOutcome.Info),
    ]);

    private static RunReport Of(History history, Verdict verdict, List<FaultReport> faults) => new()
    {
        Settings = new RunSettings
        {
            System = "kv-paxos",
            Seed = 18_446_744_073_709_551_615,
            Nodes = 5,
            Rate = 100,
            Faults = faults.Count == 0 ? "none" : "all",
            Options = new SortedDictionary<string, string> { ["reads"] = "lease", ["snapshot-every"] = "1000" },
        },
        SystemSummary = "A replicated key-value store: Multi-Paxos over five nodes, one log, reads by lease.",
        SystemSource = "Lamport, Paxos Made Simple (2001)",
        Verdict = verdict,
        Promises = [new PromiseReport("linearizable", "every operation takes effect at one moment", new CheckResult(Verdict.Held, "all 7 operations have an order"))],
        History = history,
        Wanted = [.. history.Entries.Select(static entry => entry.Scheduled)],
        ServiceLevels = ServiceLevelMeter.Measure(history),
        Faults = faults,
        FaultKinds =
        [
            .. faults.GroupBy(fault => fault.Kind).Select(kind => new FaultKindReport(kind.Key, kind.Count(),
                $"{kind.Sum(fault => fault.Count)} things happened", kind.Sum(fault => fault.Count))),
        ],
        NodeEvents = [new NodeEventReport(At(0.31), "n3", "leads in ballot 1.n3"), new NodeEventReport(At(4.2), "n1", "recovered 812 entries")],
        Network = new NetworkReport(1_204_512, 1_190_033, 21_400, 6_921, 182_400_512),
        VirtualTime = TimeSpan.FromMinutes(5) + At(2.5),
        WallTime = At(4.83),
        TraceHash = "9f86d081884c7d65",
        Events = 4_812_406,
        Build = "0.1.0+668a2b2",
        Command = "faultline run kv-paxos --seed 18446744073709551615 --faults all --duration 5m --option reads=lease",
    };

    private static List<FaultReport> Faults(Prng random)
    {
        var faults = new List<FaultReport>();
        string[] kinds = ["partition", "crash", "power loss", "pause", "slow disk", "loss", "duplication", "clock jump", "corruption"];
        for (var start = 8.0; start < 290; start += 3 + random.Below(7))
        {
            var kind = random.Pick(kinds);
            var node = 1 + random.Below(5);
            var count = kind == "clock jump" ? 0 : random.Below(2_000);
            var where = kind == "partition" ? $"n{node} | the others" : $"n{node}";
            faults.Add(new FaultReport(kind, At(start), At(start + 2 + random.Below(14)), where, $"{count} messages dropped or delayed", count));
        }

        return faults;
    }

    private static History BusyHistory(Prng random, List<FaultReport> faults)
    {
        const int clients = 8;
        var entries = new List<HistoryEntry>();
        var process = Enumerable.Range(0, clients).ToArray();
        var free = new double[clients];
        for (var number = 0; number < 30_012; number++)
        {
            var client = number % clients;
            var scheduled = number / 100.0;
            if (free[client] > scheduled + 20) continue;
            var invoked = Math.Max(scheduled, free[client]);
            var struck = faults.Count(fault => fault.Kind is "partition" or "crash" or "power loss" && fault.Start.TotalSeconds <= invoked && invoked < fault.Start.TotalSeconds + 4);
            var latency = 0.002 + (random.Below(6_000) / 1_000_000.0) + (random.Below(60) == 0 ? random.Below(300) / 1000.0 : 0) + (struck * random.Below(900) / 1000.0);
            var fate = random.Below(1000);
            var key = $"k{random.Below(10)}";
            Operation operation = random.Below(3) == 0 ? new KvPut(key, $"{number}") : new KvGet(key);
            HistoryEntry entry;
            if (struck > 0 && fate < 15)
            {
                latency = 5;
                entry = Make(OperationOutcome.Info, null, "no answer within 5 s");
                process[client] += clients;
            }
            else
            {
                entry = struck > 0 && fate < 120
                    ? Make(OperationOutcome.Fail, null, "the leader is not known")
                    : Make(OperationOutcome.Ok, operation is KvGet ? new KvResult(true, $"{number - random.Below(40)}") : KvResult.Done, null);
            }

            entries.Add(entry);
            free[client] = invoked + latency + 0.0001;

            HistoryEntry Make(OperationOutcome outcome, OperationResult? result, string? reason) => new()
            {
                Process = process[client],
                Operation = operation,
                Scheduled = At(scheduled),
                Invoked = new HistoryMoment((long)(invoked * 1e7), At(invoked)),
                Completed = new HistoryMoment((long)((invoked + latency) * 1e7), At(invoked + latency)),
                Outcome = outcome,
                Result = result,
                Reason = reason,
            };
        }

        entries.Sort((left, right) => left.Invoked.CompareTo(right.Invoked));
        return new History(entries);
    }

    private static List<NodeEventReport> NodeEvents(Prng random, List<FaultReport> faults)
    {
        var events = new List<NodeEventReport>();
        var ballot = 1;
        foreach (var fault in faults)
        {
            var node = $"n{1 + random.Below(5)}";
            if (fault.Kind is "crash" or "power loss")
                events.Add(new NodeEventReport(fault.End + At(0.02), fault.Where, $"recovered {random.Below(3000)} entries from its log"));
            events.Add(new NodeEventReport(fault.Start + At(0.4), node, $"leads in ballot {ballot++}.{node}"));
            for (var copy = 1; copy <= 5; copy++)
                if (random.Below(3) == 0) events.Add(new NodeEventReport(fault.Start + At(random.Below(3000) / 1000.0), $"n{copy}", $"snapshot at index {random.Below(29_000)}"));
        }

        return [.. events.OrderBy(happened => happened.Time)];
    }
}
