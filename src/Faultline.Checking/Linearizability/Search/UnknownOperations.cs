namespace Faultline.Checking.Linearizability.Search;

/// <summary>The operations with unknown outcomes of one part, in classes of operations that do the same.</summary>
/// <remarks>
/// Of two operations of one class it makes no difference which one takes effect, once both are invoked, since neither
/// ever completes. So the search uses a class in the order of invocation, and only the number used matters: one hundred
/// never-answered puts of the same value are one choice, not a hundred.
/// </remarks>
internal sealed class UnknownOperations
{
    private readonly int[][] _classes;
    private readonly long[] _calls;
    private readonly int[] _used;

    private UnknownOperations(int[][] classes, long[] calls, bool[] isBlind)
    {
        _classes = classes;
        _calls = calls;
        _used = new int[classes.Length];
        IsBlind = isBlind;
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount => _classes.Length;

    /// <summary>Whether the operations of each class are blind.</summary>
    public bool[] IsBlind { get; }

    /// <summary>How many operations of each class are used.</summary>
    public ReadOnlySpan<int> Used => _used;

    /// <summary>How many operations are used.</summary>
    public int UsedTotal { get; private set; }

    public static UnknownOperations Of<TMachine>(TMachine machine, Timeline timeline)
        where TMachine : struct, IPartMachine
    {
        var classes = new List<List<int>>();
        for (var operation = 0; operation < timeline.Count; operation++)
        {
            if (timeline.Returns[operation] != Timeline.Never || machine.IsReadOnly(operation)) continue;
            var members = classes.Find(members => machine.AreAlike(members[0], operation));
            if (members is null) classes.Add(members = []);
            members.Add(operation);
        }

        return new UnknownOperations(
            [.. classes.Select(static members => members.ToArray())],
            timeline.Calls,
            [.. classes.Select(members => machine.IsBlind(members[0]))]);
    }

    /// <summary>The operation of a class that would be used next.</summary>
    /// <param name="number">The class.</param>
    /// <param name="before">Only operations invoked before this moment can take effect yet.</param>
    /// <returns>The operation, or -1 where there is none.</returns>
    public int NextOf(int number, long before)
    {
        var members = _classes[number];
        if (_used[number] == members.Length) return -1;
        var operation = members[_used[number]];
        return _calls[operation] < before ? operation : -1;
    }

    public void Use(int number)
    {
        _used[number]++;
        UsedTotal++;
    }

    public void Release(int number)
    {
        _used[number]--;
        UsedTotal--;
    }
}
