using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Model.Histories;

namespace Faultline.Checking.Sequential;

/// <summary>Decides sequential consistency of any model: Lamport, "How to Make a Multiprocessor Computer That Correctly Executes
/// Multiprocess Programs" (1979).</summary>
/// <remarks>
/// The order of each process counts, and the time between processes does not. A client whose operation ended unknown goes on as a
/// new process: that operation may take effect at any time after those before it, or never, and nothing is known of the order
/// between it and what the client does next. Sequential consistency of each part, such as a key, does not make the whole so;
/// therefore all parts are searched at once.
/// <para>
/// The problem is NP-complete, also where each value is written once (Gibbons and Korach 1997). There everything that has to precede
/// something else is concluded first, in polynomial time: most broken histories contradict themselves then (Zennou, Bouajjani, Enea
/// and Erradi, "Gradual Consistency Checking", CAV 2019), and few orders are left to the search. Where values are written again,
/// or a model does not say which value an operation reads, only the search is left, and long histories of which no short part is
/// decisive stay undecided.
/// </para>
/// </remarks>
public static class SequentialConsistencyChecker
{
    /// <summary>Decides whether a history could have come from one object that did one operation after another, with those of each
    /// process in their order.</summary>
    /// <typeparam name="TState">The state of one part of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">What they should have got.</param>
    /// <param name="limits">How much work to do before the answer is undecided; null for the default.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history, model and limits.</returns>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static SequentialConsistencyResult Check<TState>(
        History history,
        SequentialModel<TState> model,
        SearchLimits? limits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(model);
        limits ??= SearchLimits.Default;
        var order = ProcessOrder.Of(history, model);
        return ReadsFrom.TryOf(order, model, out _) is { } reads
            ? new ReadsFromDecision(reads, model.InitialValue, limits, cancellation).Decide()
            : new ModelDecision<TState>(order, model, limits, cancellation).Decide();
    }
}
