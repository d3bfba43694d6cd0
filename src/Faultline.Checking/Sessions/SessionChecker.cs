using Faultline.Checking.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Sessions;

/// <summary>Decides the four session guarantees, each by itself.</summary>
public static class SessionChecker
{
    /// <summary>Decides whether the processes of a history could count on a guarantee.</summary>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">Says which values operations read and write (<see cref="SequentialModel{TState}.AccessOf"/>).</param>
    /// <param name="guarantee">Which guarantee.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history and model.</returns>
    /// <exception cref="HistoryFormatException">A value that was read was written twice; or the model does not hold single
    /// values.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static CheckResult Check<TState>(
        History history,
        SequentialModel<TState> model,
        SessionGuarantee guarantee,
        CancellationToken cancellation = default) => throw new NotImplementedException();
}
