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
                var expected = Choices.Below(4) == 0 ? Choices.Of(_values) : _value;
                return new KvCas("k", expected, Fresh());
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
                return KvResult.Mismatch;
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
        var value = _values.Count.ToString(CultureInfo.InvariantCulture);
        _values.Add(value);
        return value;
    }
}
