namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>An order of the operations of a collection, by the cells of time in which they happen.</summary>
/// <remarks>
/// In a cell removals come first, then values that are there for a moment only and operations that found nothing, then insertions; in
/// each of these the turn decides.
/// </remarks>
internal sealed class CellOrder(CollectionHistory history)
{
    private const int Removal = 0;
    private const int Middle = 1;
    private const int Insertion = 2;

    private readonly List<long> _keys = [];
    private readonly List<int> _operations = [];
    private readonly int[] _removedIn = [.. Enumerable.Repeat(history.Never, history.Values.Length)];
    private readonly int[] _removalTurns = new int[history.Values.Length];

    /// <summary>The cell in which a value was removed; <see cref="CollectionHistory.Never"/> where it was not.</summary>
    public int RemovedIn(int value) => _removedIn[value];

    public void Insert(int value, int cell, int turn) => Add(cell, Insertion, (2 * turn) + 1, history.Values[value].Insert);

    public void Remove(int value, int cell, int turn)
    {
        (_removedIn[value], _removalTurns[value]) = (cell, turn);
        Add(cell, Removal, (2 * turn) + 1, history.Values[value].Remove);
    }

    /// <summary>Inserts a value just before it is removed.</summary>
    public void InsertJustBefore(int value) =>
        Add(_removedIn[value], Removal, 2 * _removalTurns[value], history.Values[value].Insert);

    /// <summary>Inserts a value and removes it at once.</summary>
    public void InsertAndRemove(int value, int cell)
    {
        Add(cell, Middle, 2 * value, history.Values[value].Insert);
        Add(cell, Middle, (2 * value) + 1, history.Values[value].Remove);
    }

    public void FindEmpty(int empty, int cell) =>
        Add(cell, Middle, 2 * (history.Values.Length + empty), history.Empties[empty]);

    public int[] Sort()
    {
        var order = _operations.ToArray();
        Array.Sort(_keys.ToArray(), order);
        return order;
    }

    private void Add(int cell, int kind, int turn, int operation)
    {
        _keys.Add(((((long)cell * 3) + kind) << 32) | (uint)turn);
        _operations.Add(operation);
    }
}
