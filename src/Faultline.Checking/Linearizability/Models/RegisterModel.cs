using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>One register with read, write, and compare and set.</summary>
/// <param name="initial">What it holds at first; null, the default, for nothing.</param>
public sealed class RegisterModel(string? initial = null) : SingleValueModel
{
    /// <inheritdoc />
    public override string Name => "register";

    /// <inheritdoc />
    public override string? InitialValue => initial;

    /// <inheritdoc />
    public override ValueAccess? AccessOf(Operation operation, OperationResult? observed)
    {
        if (operation is not (RegisterRead or RegisterWrite or RegisterCas)) throw ModelInput.Unknown(operation, Name);
        return (operation, ModelInput.ResultOf<RegisterResult>(operation, observed)) switch
        {
            (RegisterRead, { Applied: true, Value: var value }) => ValueAccess.Reading(value),
            (RegisterWrite write, null or { Applied: true }) => ValueAccess.Writing(write.Value),
            (RegisterCas cas, null or { Applied: true }) => ValueAccess.Swapping(cas.Expected, cas.Value),
            (RegisterCas cas, { Applied: false }) => ValueAccess.ReadingOther(cas.Expected),
            _ => null,
        };
    }
}
