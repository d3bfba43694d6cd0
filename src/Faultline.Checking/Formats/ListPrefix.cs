using System.Collections;

namespace Faultline.Checking.Formats;

/// <summary>The first values of a list that may grow behind them, but never changes.</summary>
internal sealed class ListPrefix(List<string> values, int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => index < count ? values[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return values[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
