using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability;

/// <summary>Decides whether a history could have come from one object that did one operation after another.</summary>
/// <remarks>
/// Operations with outcome fail had no effect. Operations with an unknown outcome may take effect at any time after
/// their invocation, or never, even where the history says when the user gave up on them.
/// </remarks>
public interface ILinearizabilityChecker
{
    /// <summary>Checks a history.</summary>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">What they should have got.</param>
    /// <param name="limits">How much work to do before the answer is undecided.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history, model and limits.</returns>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    LinearizabilityResult Check<TState>(
        History history, SequentialModel<TState> model, SearchLimits limits, CancellationToken cancellation = default);
}
