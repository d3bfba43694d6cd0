using System.Runtime.InteropServices;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>How many operations of each class of unknown ones are used: each different lot of counts has a number.</summary>
internal sealed class UsedCounts
{
    /// <summary>The number of the lot in which nothing is used.</summary>
    public const int None = 0;

    // Classes and their counts in turns, by class; classes of which nothing is used are left out.
    private readonly List<int[]> _lots = [[]];
    private readonly Dictionary<int[], int> _numbers = new(new SameNumbers()) { [[]] = None };
    private readonly Dictionary<(int Lot, int Class), int> _withOneMore = [];

    /// <summary>How many different lots there are.</summary>
    public int Count => _lots.Count;

    /// <summary>The classes of a lot and their counts, in turns.</summary>
    public ReadOnlySpan<int> PairsOf(int lot) => _lots[lot];

    /// <summary>The number of some counts.</summary>
    public int NumberOf(int[] pairs)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, pairs, out var exists);
        if (!exists)
        {
            number = _lots.Count;
            _lots.Add(pairs);
        }

        return number;
    }

    /// <summary>A lot with one more used of a class.</summary>
    public int WithOneMore(int lot, int number)
    {
        if (_withOneMore.TryGetValue((lot, number), out var more)) return more;
        var pairs = new List<int>(_lots[lot]);
        var at = 0;
        while (at < pairs.Count && pairs[at] < number) at += 2;
        if (at < pairs.Count && pairs[at] == number) pairs[at + 1]++;
        else pairs.InsertRange(at, [number, 1]);
        more = NumberOf([.. pairs]);
        _withOneMore.Add((lot, number), more);
        return more;
    }

    /// <summary>How many of a class are used.</summary>
    public int UsedOf(int lot, int number)
    {
        var pairs = _lots[lot];
        for (var i = 0; i < pairs.Length && pairs[i] <= number; i += 2)
        {
            if (pairs[i] == number) return pairs[i + 1];
        }

        return 0;
    }

    /// <summary>Whether one lot uses at most as many of every class as another.</summary>
    public bool IsAtMost(int lot, int other)
    {
        if (lot == other || lot == None) return true;
        var (pairs, others) = (_lots[lot], _lots[other]);
        if (pairs.Length > others.Length) return false;
        for (int i = 0, k = 0; i < pairs.Length; i += 2, k += 2)
        {
            while (k < others.Length && others[k] < pairs[i]) k += 2;
            if (k == others.Length || others[k] != pairs[i] || others[k + 1] < pairs[i + 1]) return false;
        }

        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _lots.Clear();
        _numbers.Clear();
        _withOneMore.Clear();
        NumberOf([]);
    }

    private sealed class SameNumbers : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? left, int[]? right) => left.AsSpan().SequenceEqual(right);

        public int GetHashCode(int[] numbers)
        {
            var hash = numbers.Length;
            foreach (var number in numbers) hash = unchecked((31 * hash) + number);
            return hash;
        }
    }
}
