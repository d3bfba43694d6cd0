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
    private readonly List<int> _added = [];
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
    public void Add(int number, int operation)
    {
        _classes[number].Add(operation);
        _added.Add(number);
    }

    /// <summary>What there is now, to go back to.</summary>
    public (int Classes, int Operations) Mark() => (_classes.Count, _added.Count);

    /// <summary>Forgets what was added since.</summary>
    public void GoBackTo((int Classes, int Operations) mark)
    {
        for (var i = _added.Count - 1; i >= mark.Operations; i--)
        {
            var members = _classes[_added[i]];
            members.RemoveAt(members.Count - 1);
        }

        _added.RemoveRange(mark.Operations, _added.Count - mark.Operations);
        _classes.RemoveRange(mark.Classes, _classes.Count - mark.Classes);
        _isBlind.RemoveRange(mark.Classes, _isBlind.Count - mark.Classes);
    }

    /// <summary>Forgets the first operations of each class, and the classes that have no others.</summary>
    /// <param name="counts">How many of each class.</param>
    /// <returns>The new numbers of the classes; -1 for those that are gone.</returns>
    public int[] Forget(ReadOnlySpan<int> counts)
    {
        var numbers = new int[_classes.Count];
        var kept = 0;
        for (var number = 0; number < numbers.Length; number++)
        {
            _classes[number].RemoveRange(0, counts[number]);
            numbers[number] = _classes[number].Count == 0 ? -1 : kept;
            if (numbers[number] < 0) continue;
            (_classes[kept], _isBlind[kept]) = (_classes[number], _isBlind[number]);
            kept++;
        }

        _classes.RemoveRange(kept, _classes.Count - kept);
        _isBlind.RemoveRange(kept, _isBlind.Count - kept);
        _added.Clear();
        for (var number = 0; number < kept; number++)
            foreach (var _ in _classes[number]) _added.Add(number);
        return numbers;
    }

    /// <summary>Gives the operations other numbers.</summary>
    public void Renumber(int[] numbers)
    {
        foreach (var members in _classes)
            for (var i = 0; i < members.Count; i++) members[i] = numbers[members[i]];
    }

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
