using System.Collections;
using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>Some operations of a part in an order, which costs four bytes an operation.</summary>
internal sealed class OrderView(IReadOnlyList<HistoryEntry> entries, int[] order) : IReadOnlyList<HistoryEntry>
{
    public int Count => order.Length;

    public HistoryEntry this[int index] => entries[order[index]];

    public IEnumerator<HistoryEntry> GetEnumerator()
    {
        foreach (var operation in order) yield return entries[operation];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
