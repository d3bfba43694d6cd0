namespace Faultline.Model.Histories;

/// <summary>Gives equal operations or results that are read close together the same object, in bounded memory.</summary>
/// <typeparam name="T">Something that is immutable and compares by value.</typeparam>
internal sealed class Recent<T> where T : class
{
    private const int Most = 1 << 14;

    private readonly HashSet<T> _values = [];

    public T Get(T value)
    {
        if (_values.TryGetValue(value, out var known)) return known;
        if (_values.Count == Most) _values.Clear();
        _values.Add(value);
        return value;
    }
}
