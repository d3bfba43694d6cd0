namespace Faultline.Checking.Linearizability.Search;

/// <summary>The operations with unknown outcomes of one part, in classes of operations that do the same.</summary>
/// <remarks>
/// Of two operations of one class it makes no difference which one takes effect, once both are invoked, since neither
/// ever completes. So the search uses a class in the order of invocation, and only the number used matters: one hundred
/// never-answered puts of the same value are one choice, not a hundred.
/// </remarks>
internal sealed class UnknownOperations
{
    private readonly List<List<int>> _classes = [];
    private readonly List<bool> _isBlind = [];
    private int[] _used = new int[4];

    /// <summary>How many classes there are.</summary>
    public int ClassCount => _classes.Count;

    /// <summary>How many operations of each class are used.</summary>
    public ReadOnlySpan<int> Used => _used.AsSpan(0, _classes.Count);

    /// <summary>How many operations are used.</summary>
    public int UsedTotal { get; private set; }

    public static UnknownOperations Of<TMachine>(TMachine machine, Timeline timeline)
        where TMachine : struct, IPartMachine
    {
        var unknown = new UnknownOperations();
        var classes = new Dictionary<int, int>(new AlikeComparer<TMachine>(machine));
        for (var operation = 0; operation < timeline.Count; operation++)
        {
            if (timeline.Returns[operation] != Timeline.Never || machine.IsReadOnly(operation)) continue;
            if (!classes.TryGetValue(operation, out var number))
            {
                number = unknown.AddClass(machine.IsBlind(operation));
                classes.Add(operation, number);
            }

            unknown.Add(number, operation);
        }

        return unknown;
    }

    /// <summary>Whether the operations of a class are blind.</summary>
    public bool IsBlind(int number) => _isBlind[number];

    /// <summary>The operations of a class, in the order of invocation.</summary>
    public List<int> Members(int number) => _classes[number];

    /// <summary>Adds a class without operations.</summary>
    /// <returns>Its number.</returns>
    public int AddClass(bool isBlind)
    {
        _classes.Add([]);
        _isBlind.Add(isBlind);
        if (_used.Length < _classes.Count) Array.Resize(ref _used, 2 * _used.Length);
        return _classes.Count - 1;
    }

    /// <summary>Adds an operation to a class, as its last.</summary>
    public void Add(int number, int operation) => _classes[number].Add(operation);

    /// <summary>The operation of a class that would be used next.</summary>
    /// <param name="number">The class.</param>
    /// <param name="calls">When each operation was invoked.</param>
    /// <param name="before">Only operations invoked before this moment can take effect yet.</param>
    /// <returns>The operation, or -1 where there is none.</returns>
    public int NextOf(int number, ReadOnlySpan<long> calls, long before)
    {
        var members = _classes[number];
        if (_used[number] == members.Count) return -1;
        var operation = members[_used[number]];
        return calls[operation] < before ? operation : -1;
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

    /// <summary>Makes some counts the current ones.</summary>
    /// <param name="pairs">Classes and how many of each are used, in turns; those not named are not used.</param>
    public void Load(ReadOnlySpan<int> pairs)
    {
        Array.Clear(_used);
        UsedTotal = 0;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            _used[pairs[i]] = pairs[i + 1];
            UsedTotal += pairs[i + 1];
        }
    }

    private sealed class AlikeComparer<TMachine>(TMachine machine) : IEqualityComparer<int>
        where TMachine : struct, IPartMachine
    {
        public bool Equals(int left, int right) => machine.AreAlike(left, right);

        public int GetHashCode(int operation) => machine.HashOf(operation);
    }
}
