using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Transactions;

/// <summary>What a checker of transactions found.</summary>
/// <param name="Result">Whether the level that was asked for held, the reason and the evidence.</param>
/// <param name="Strongest">
/// The strongest levels that the history allows: those that it allows and that no other one that it allows implies. Empty where it
/// allows none. Mostly one.
/// </param>
/// <param name="Anomalies">What was found, the worst first; at most eight of each kind, whether the level forbids it or not.</param>
public sealed record IsolationResult(CheckResult Result, IReadOnlyList<IsolationLevel> Strongest, IReadOnlyList<Anomaly> Anomalies)
{
    /// <summary>All levels that the history allows, as far as could be inferred.</summary>
    public IReadOnlyList<IsolationLevel> Allowed { get; init; } = [];

    /// <summary>Levels of which the steps did not suffice to tell; they are not in <see cref="Allowed"/>.</summary>
    public IReadOnlyList<IsolationLevel> Undecided { get; init; } = [];

    /// <summary>
    /// Where the history is serializable and all its keys are lists: the certificate, an order of the transactions in which they
    /// could have run one at a time, as strong as the strongest level. Else empty.
    /// </summary>
    public IReadOnlyList<HistoryEntry> SerialOrder { get; init; } = [];

    /// <summary>How many transactions committed, those with an unknown outcome included of which something was read.</summary>
    public int Transactions { get; init; }

    /// <summary>How many dependencies were inferred between them.</summary>
    public long Dependencies { get; init; }
}
