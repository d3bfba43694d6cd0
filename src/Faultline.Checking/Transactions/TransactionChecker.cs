using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Transactions;

/// <summary>Decides how well transactions on lists and registers were isolated from each other, after Elle.</summary>
public static class TransactionChecker
{
    /// <summary>Decides whether the transactions of a history were isolated as promised.</summary>
    /// <param name="history">What the users asked and got: transactions only.</param>
    /// <param name="options">What was promised; null for strict serializability.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history and options.</returns>
    /// <exception cref="HistoryFormatException">The history is not one of transactions with unique writes.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static IsolationResult Check(History history, TransactionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= TransactionOptions.Default;
        cancellation.ThrowIfCancellationRequested();
        return new IsolationResult(new CheckResult(Verdict.Undecided, $"not checked against {options.Level} yet"), [], []);
    }
}
