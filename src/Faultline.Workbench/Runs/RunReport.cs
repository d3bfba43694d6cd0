using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Model.Histories;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Traces;

namespace Faultline.Workbench.Runs;

/// <summary>Everything that a finished run has to say. Terminal output, JSON and HTML are made from this and nothing else.</summary>
public sealed record RunReport
{
    /// <summary>What the user chose.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>How many operations the users' script has; null where what they want is drawn from the rate and the seed.</summary>
    public int? ScriptedOperations { get; init; }

    /// <summary>The system in one sentence, and where it comes from.</summary>
    public required string SystemSummary { get; init; }

    /// <summary>Where the system comes from: a paper, or "baseline".</summary>
    public required string SystemSource { get; init; }

    /// <summary>Broken if any promise was; else exceeded if any was; else undecided if any was; else held.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Which of the faults the promises do not cover, in a sentence; null where they cover all that really happened.</summary>
    public string? NotCovered { get; init; }

    /// <summary>In a swarm: the kinds of fault that this seed had on; else null.</summary>
    public IReadOnlyList<string>? Swarm { get; init; }

    /// <summary>The promises and what became of them.</summary>
    public required IReadOnlyList<PromiseReport> Promises { get; init; }

    /// <summary>What the users asked and got.</summary>
    public required History History { get; init; }

    /// <summary>
    /// When users wanted an operation, in order: the offered load. More than the history has, where users still waited at the end.
    /// </summary>
    public required IReadOnlyList<TimeSpan> Wanted { get; init; }

    /// <summary>Counts, availability and latency of the users' operations.</summary>
    public required ServiceLevels ServiceLevels { get; init; }

    /// <summary>Each fault of the plan, in the order of its start, with what it really did.</summary>
    public required IReadOnlyList<FaultReport> Faults { get; init; }

    /// <summary>The same by kind of fault.</summary>
    public required IReadOnlyList<FaultKindReport> FaultKinds { get; init; }

    /// <summary>What the nodes said of themselves: elections, recoveries, snapshots; the first ones where there were very many.</summary>
    public required IReadOnlyList<NodeEventReport> NodeEvents { get; init; }

    /// <summary>What the network carried.</summary>
    public required NetworkReport Network { get; init; }

    /// <summary>Virtual time that the run lasted.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>When the run ended at a violation, where it was to end at the first; null where none was seen.</summary>
    public TimeSpan? StoppedAt { get; init; }

    /// <summary>Wall time that the run took, checks included.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>The trace hash: 16 hexadecimal digits; empty for a real run.</summary>
    public required string TraceHash { get; init; }

    /// <summary>How many events the trace has.</summary>
    public required long Events { get; init; }

    /// <summary>The build that ran.</summary>
    public required string Build { get; init; }

    /// <summary>The command that repeats this very run.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// Whether real processes ran, in real time: then nothing repeats it exactly, and there is no trace hash. Default: false.
    /// </summary>
    public bool IsReal { get; init; }

    /// <summary>What happened around the decisive moments, step by step; null where nobody recorded it.</summary>
    public RunTrace? Trace { get; init; }
}

/// <summary>A promise and what became of it.</summary>
/// <param name="Name">Such as <c>linearizable</c>.</param>
/// <param name="Statement">The promise in one sentence.</param>
/// <param name="Result">What the check found.</param>
public sealed record PromiseReport(string Name, string Statement, CheckResult Result);

/// <summary>One fault of the plan.</summary>
/// <param name="Kind">Its kind, such as <c>partition</c>.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it healed.</param>
/// <param name="Where">What it struck, such as <c>n1 n2 | n3 n4 n5</c>.</param>
/// <param name="Effect">What it really did, such as <c>1,204 messages dropped</c>.</param>
/// <param name="Count">The size of that effect; zero where the fault did nothing.</param>
public sealed record FaultReport(string Kind, TimeSpan Start, TimeSpan End, string Where, string Effect, long Count)
{
    /// <summary>Whether it did nothing.</summary>
    public bool IsInert => Count == 0;
}

/// <summary>All faults of one kind.</summary>
/// <param name="Kind">The kind, such as <c>partition</c>.</param>
/// <param name="Count">How many faults of the kind the plan had.</param>
/// <param name="Effect">What they did together.</param>
/// <param name="EffectCount">The size of that effect; zero where they did nothing.</param>
public sealed record FaultKindReport(string Kind, int Count, string Effect, long EffectCount)
{
    /// <summary>How many of them did nothing.</summary>
    public int Inert { get; init; }

    /// <summary>What the effect is put together from.</summary>
    internal FaultEffect Amounts { get; init; } = new();

    /// <summary>The faults of one kind, from several runs.</summary>
    internal static FaultKindReport Sum(string kind, IEnumerable<FaultKindReport> reports)
    {
        var sum = new FaultEffect();
        var (count, inert) = (0, 0);
        foreach (var report in reports)
        {
            sum.Add(report.Amounts);
            count += report.Count;
            inert += report.Inert;
        }

        return Of(kind, count, inert, sum);
    }

    internal static FaultKindReport Of(string kind, int count, int inert, FaultEffect effect) =>
        new(kind, count, effect.ToString(), effect.Count) { Inert = inert, Amounts = effect };
}

/// <summary>Something that a node said of itself.</summary>
/// <param name="Time">When.</param>
/// <param name="Node">Which node, such as <c>n3</c>.</param>
/// <param name="Text">What, such as <c>leads in ballot 4.n3</c>.</param>
public sealed record NodeEventReport(TimeSpan Time, string Node, string Text);

/// <summary>What the network carried.</summary>
/// <param name="Sent">Messages handed to the network.</param>
/// <param name="Delivered">Messages that arrived, copies included.</param>
/// <param name="Dropped">Messages that did not arrive.</param>
/// <param name="Duplicated">Extra copies made.</param>
/// <param name="Bytes">Bytes handed to the network.</param>
public sealed record NetworkReport(long Sent, long Delivered, long Dropped, long Duplicated, long Bytes)
{
    /// <summary>Why messages did not arrive, such as <c>queue full</c>, and how many each. Default: not known.</summary>
    public IReadOnlyList<LossCount> Losses { get; init; } = [];
}

/// <summary>Messages lost for one reason.</summary>
/// <param name="Reason">The reason in a few words.</param>
/// <param name="Messages">How many.</param>
public sealed record LossCount(string Reason, long Messages);
