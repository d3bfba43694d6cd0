using Faultline.Checking.Linearizability;
using Faultline.Checking.Transactions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Workbench.Checks;

/// <summary>What a check of a file found: the terminal, JSON and HTML show it and nothing else.</summary>
public sealed record CheckReport
{
    /// <summary>The file, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The format in which it was, such as <c>jepsen</c>; null where reading was not finished.</summary>
    public string? Format { get; init; }

    /// <summary>Whether the file has times; where it has none, one second stands for one line or form.</summary>
    public bool HasTimes { get; init; } = true;

    /// <summary>What it was checked as, such as <c>cas-register</c>; null where reading was not finished.</summary>
    public string? Model { get; init; }

    /// <summary>What it was held against, such as <c>linearizable</c>; null where reading was not finished.</summary>
    public string? Consistency { get; init; }

    /// <summary>The operations.</summary>
    public History History { get; init; } = History.Empty;

    /// <summary>How many operations there are.</summary>
    public int Operations { get; init; }

    /// <summary>How many of them certainly had no effect.</summary>
    public int Failed { get; init; }

    /// <summary>Of how many nobody knows the outcome.</summary>
    public int Unknown { get; init; }

    /// <summary>The verdict, its reason and its evidence.</summary>
    public required CheckResult Result { get; init; }

    /// <summary>What was found of each part, for checks that go by parts.</summary>
    public IReadOnlyList<PartResult> Parts { get; init; } = [];

    /// <summary>For transactions: the levels and the anomalies; else null.</summary>
    public IsolationResult? Isolation { get; init; }

    /// <summary>For held: an order of the operations that explains all results, where the check gives one of the whole history.</summary>
    public IReadOnlyList<HistoryEntry> Order { get; init; } = [];

    /// <summary>Which algorithms decided, and how many parts each, such as <c>register zones: 998, search: 2</c>; empty where there is
    /// one way only.</summary>
    public IReadOnlyList<(CheckMethod Method, int Parts)> Methods =>
    [
        .. Parts.GroupBy(static part => part.Method).OrderBy(static group => group.Key)
            .Select(static group => (group.Key, group.Count())),
    ];

    /// <summary>How long it took, reading included.</summary>
    public TimeSpan Elapsed { get; init; }
}
