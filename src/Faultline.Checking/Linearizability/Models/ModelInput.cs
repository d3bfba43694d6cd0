using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>How models refuse what they do not know.</summary>
internal static class ModelInput
{
    /// <summary>What the user got, as the type that the operation's results have.</summary>
    public static TResult? ResultOf<TResult>(Operation operation, OperationResult? observed) where TResult : OperationResult =>
        observed switch
        {
            null => null,
            TResult result => result,
            _ => throw Mistyped(operation, observed, typeof(TResult).Name),
        };

    public static ArgumentException Mistyped(Operation operation, OperationResult observed, string expected) =>
        new($"`{operation}` has a result of type {observed.GetType().Name}, not {expected}");

    public static ArgumentException Unknown(Operation operation, string model) =>
        new($"`{operation}` is not an operation on a {model}");
}
