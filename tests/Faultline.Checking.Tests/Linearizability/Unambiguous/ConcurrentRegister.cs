using System.Globalization;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

/// <summary>A key of a key-value store to which each value is written once.</summary>
internal sealed class ConcurrentRegister(Choices choices) : ConcurrentObject(choices)
{
    private readonly List<string?> _values = [null];
    private string? _value;

    protected override Operation Next()
    {
        switch (Choices.Below(8))
        {
            case < 4:
                return new KvGet("k");
            case < 6:
                return new KvPut("k", Fresh());
            default:
                var fresh = Fresh();
                return new KvCas("k", Choices.Below(6) switch
                {
                    0 => Choices.Of(_values),
                    1 => Text(_values.Count),
                    _ => _value,
                }, fresh);
        }
    }

    protected override OperationResult Perform(Operation operation)
    {
        switch (operation)
        {
            case KvPut put:
                _value = put.Value;
                return KvResult.Done;
            case KvCas cas when cas.Expected == _value:
                _value = cas.Value;
                return KvResult.Done;
            case KvCas:
                return Lies && Choices.Below(2) == 0 ? KvResult.Done : KvResult.Mismatch;
            default:
                return new KvResult(true, _value);
        }
    }

    protected override bool MayLie(Operation operation) => operation is KvGet;

    protected override OperationResult Lie(Operation operation, OperationResult result) =>
        new KvResult(true, Choices.Of(_values));

    protected override bool Fails(OperationResult result) => result is KvResult { Applied: false };

    private string Fresh()
    {
        _values.Add(Text(_values.Count));
        return _values[^1]!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
