using System.Collections.Immutable;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>What a priority queue may hold: the state of <see cref="PriorityQueueModel"/>.</summary>
/// <remarks>
/// Immutable. Mostly there is one possibility; a delete-min that nobody saw the result of has one for each value of the smallest
/// priority.
/// </remarks>
public sealed class PriorityQueues
{
    private PriorityQueues(ImmutableArray<Contents> possible) => Possible = possible;

    internal static PriorityQueues Empty { get; } = new([Contents.Empty]);

    /// <summary>What it may hold, in the order of the digests.</summary>
    internal ImmutableArray<Contents> Possible { get; }

    internal UInt128 Digest
    {
        get
        {
            var digest = UInt128.Zero;
            foreach (var contents in Possible) digest = unchecked((digest * 3) + contents.Digest);
            return digest;
        }
    }

    /// <summary>What may be there after a step that leads from each possibility to some, or to none; null where none is left.</summary>
    internal PriorityQueues? Step(Func<Contents, IEnumerable<Contents>> next)
    {
        var after = new List<Contents>(Possible.Length);
        foreach (var contents in Possible)
        {
            foreach (var candidate in next(contents))
                if (!after.Exists(candidate.IsSame))
                    after.Add(candidate);
        }

        if (after.Count > 1) after.Sort(static (left, right) => left.Digest.CompareTo(right.Digest));
        return after.Count == 0 ? null : new PriorityQueues([.. after]);
    }

    internal bool AreSame(PriorityQueues other) =>
        Possible.Length == other.Possible.Length && Possible.All(contents => other.Possible.Any(contents.IsSame));

    /// <summary>An entry; the copy tells equal ones apart.</summary>
    internal readonly record struct Item(long Priority, string Value, int Copy) : IComparable<Item>
    {
        public int CompareTo(Item other)
        {
            var byPriority = Priority.CompareTo(other.Priority);
            if (byPriority != 0) return byPriority;
            var byValue = string.CompareOrdinal(Value, other.Value);
            return byValue != 0 ? byValue : Copy.CompareTo(other.Copy);
        }
    }

    /// <summary>What a priority queue holds.</summary>
    internal sealed class Contents
    {
        private readonly ImmutableSortedSet<Item> _items;

        private Contents(ImmutableSortedSet<Item> items, UInt128 digest) => (_items, Digest) = (items, digest);

        public static Contents Empty { get; } = new([], UInt128.Zero);

        /// <summary>The sum of the entries' digests.</summary>
        public UInt128 Digest { get; }

        public bool IsEmpty => _items.IsEmpty;

        public Contents Add(string value, long priority)
        {
            var item = new Item(priority, value, 0);
            while (_items.Contains(item)) item = item with { Copy = item.Copy + 1 };
            return new Contents(_items.Add(item), unchecked(Digest + StateDigest.Of(value, priority)));
        }

        /// <summary>Without a value of the smallest priority; null where it has none such.</summary>
        public Contents? Without(string value)
        {
            if (IsEmpty) return null;
            var item = new Item(_items.Min.Priority, value, 0);
            if (!_items.Contains(item)) return null;
            while (_items.Contains(item with { Copy = item.Copy + 1 })) item = item with { Copy = item.Copy + 1 };
            return new Contents(_items.Remove(item), unchecked(Digest - StateDigest.Of(value, item.Priority)));
        }

        /// <summary>Without any one value of the smallest priority.</summary>
        public IEnumerable<Contents> WithoutAny()
        {
            foreach (var item in _items)
            {
                if (item.Priority != _items.Min.Priority) break;
                if (item.Copy == 0) yield return Without(item.Value)!;
            }
        }

        public bool IsSame(Contents other) =>
            Digest == other.Digest && (ReferenceEquals(_items, other._items) || _items.SetEquals(other._items));
    }
}
