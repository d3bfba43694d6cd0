using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A mutex that is free or held.</summary>
/// <remarks>
/// It does not know who holds it, so a release by another process than the one that acquired it is legal while it is held.
/// </remarks>
public sealed class MutexModel : SingleValueModel
{
    private const string Free = "free";
    private const string Held = "held";

    /// <inheritdoc />
    public override string Name => "mutex";

    /// <inheritdoc />
    public override string? InitialValue => Free;

    /// <inheritdoc />
    public override ValueAccess? AccessOf(Operation operation, OperationResult? observed)
    {
        var access = operation switch
        {
            Acquire => ValueAccess.Swapping(Free, Held),
            Release => ValueAccess.Swapping(Held, Free),
            _ => throw ModelInput.Unknown(operation, Name),
        };
        ModelInput.ResultOf<Done>(operation, observed);
        return access;
    }
}
