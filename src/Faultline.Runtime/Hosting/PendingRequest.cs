using Faultline.Model.Operations;

namespace Faultline.Runtime.Hosting;

/// <summary>A user's operation and where its end is told.</summary>
/// <param name="Operation">What is asked.</param>
/// <param name="Invoked">Is called on the loop as the operation is handed to the node; null for nobody.</param>
/// <param name="Ended">Is called on the loop when it has ended, and must not wait for anything.</param>
public sealed record PendingRequest(Operation Operation, Action? Invoked, Action<Ending> Ended);

/// <summary>How an operation ended.</summary>
/// <param name="Outcome">Ok, fail or info.</param>
/// <param name="Result">What the user got, for ok.</param>
/// <param name="Reason">Why not, for the others.</param>
public sealed record Ending(OperationOutcome Outcome, OperationResult? Result, string? Reason);
