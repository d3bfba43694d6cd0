using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability;

internal sealed record RegisterRead : Operation
{
    public override string ToString() => "read";
}

internal sealed record RegisterWrite(int Value) : Operation
{
    public override string ToString() => $"write {Value}";
}

internal sealed record RegisterCas(int Expected, int Value) : Operation
{
    public override string ToString() => $"cas {Expected} to {Value}";
}

internal sealed record RegisterResult(bool Applied, int? Value) : OperationResult;

/// <summary>One register. The simple form says nothing of values, so that the search over any model is tested
/// too.</summary>
internal sealed class CasRegisterModel(bool saysValues) : SequentialModel<int?>
{
    public override string Name => "register";

    public override int? Initial => null;

    public override bool Apply(in int? state, Operation operation, OperationResult? observed, out int? after)
    {
        var result = (RegisterResult?)observed;
        after = state;
        switch (operation)
        {
            case RegisterWrite write:
                after = write.Value;
                return true;
            case RegisterCas cas:
                var applies = state == cas.Expected;
                if (applies) after = cas.Value;
                return result is null || result.Applied == applies;
            default:
                return result is null || result.Value == state;
        }
    }

    public override UInt128 Digest(in int? state) => state is { } value ? (UInt128)(value + 1) : UInt128.Zero;

    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        operation is RegisterRead || observed is RegisterResult { Applied: false };

    public override ValueAccess? AccessOf(Operation operation, OperationResult? observed) => !saysValues ? null :
        (operation, (RegisterResult?)observed) switch
        {
            (RegisterWrite write, _) => ValueAccess.Writing(Text(write.Value)),
            (RegisterCas cas, { Applied: false }) => ValueAccess.ReadingOther(Text(cas.Expected)),
            (RegisterCas cas, _) => ValueAccess.Swapping(Text(cas.Expected), Text(cas.Value)),
            (_, { } result) => ValueAccess.Reading(Text(result.Value)),
            _ => null,
        };

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);
}
