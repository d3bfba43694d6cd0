using System.Collections;
using System.Numerics;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>
/// All coins that nobody has spent, as they stand after one block. A set never changes; an <see cref="Editor"/> makes the next.
/// </summary>
/// <remarks>
/// <para>
/// A trie over the bits of the coins' names (Bagwell, "Ideal Hash Trees", 2001), of which a new set copies only the paths that changed. So
/// a
/// thousand nodes that have seen the same blocks share one set, and going back to an earlier one is free.
/// </para>
/// <para>Its shape and its order follow from what it holds, not from how it came about.</para>
/// </remarks>
internal sealed class CoinSet : IEnumerable<Coin>
{
    private const int BitsPerLevel = 5;
    private const int LastShift = 60;

    private readonly Node _root;

    private CoinSet(Node root, int count, long total) => (_root, Count, Total) = (root, count, total);

    /// <summary>No coins.</summary>
    public static CoinSet Empty { get; } = new(new Node(0, [], null), 0, 0);

    /// <summary>How many coins there are.</summary>
    public int Count { get; }

    /// <summary>What they are worth together, in satoshi.</summary>
    public long Total { get; }

    /// <summary>The coin with a name, or null.</summary>
    public Coin? Find(OutPoint at) => Find(_root, at);

    /// <summary>What makes the next set.</summary>
    public Editor Edit() => new(this);

    /// <inheritdoc />
    public IEnumerator<Coin> GetEnumerator() => CoinsOf(_root).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Where a coin belongs: its id is a hash, so its bits are as good as any.</summary>
    private static ulong PathOf(OutPoint at) => unchecked(at.Transaction.Word0 + (at.Index * 0x9E3779B97F4A7C15));

    private static Coin? Find(Node node, OutPoint at)
    {
        var path = PathOf(at);
        for (var shift = 0; shift <= LastShift; shift += BitsPerLevel)
        {
            var bit = BitOf(path, shift);
            if ((node.Bitmap & bit) == 0) return null;
            switch (node.Items[IndexOf(node, bit)])
            {
                case Coin coin:
                    return coin.At == at ? coin : null;
                case Node below:
                    node = below;
                    break;
            }
        }

        var index = IndexAmongEquals(node, at);
        return index >= 0 ? (Coin)node.Items[index] : null;
    }

    private static uint BitOf(ulong path, int shift) => 1u << (int)((path >> shift) & 31);

    private static int IndexOf(Node node, uint bit) => BitOperations.PopCount(node.Bitmap & (bit - 1));

    /// <summary>Names with equal bits are kept in their order: the place of one, or the complement of where it belongs.</summary>
    private static int IndexAmongEquals(Node node, OutPoint at)
    {
        for (var i = 0; i < node.Items.Length; i++)
        {
            var order = ((Coin)node.Items[i]).At.CompareTo(at);
            if (order == 0) return i;
            if (order > 0) return ~i;
        }

        return ~node.Items.Length;
    }

    private static IEnumerable<Coin> CoinsOf(Node node)
    {
        foreach (var item in node.Items)
        {
            if (item is Coin coin)
            {
                yield return coin;
                continue;
            }

            foreach (var below in CoinsOf((Node)item)) yield return below;
        }
    }

    /// <summary>Makes the next set; the set that it began with stays as it is.</summary>
    /// <param name="from">What it begins with.</param>
    public sealed class Editor(CoinSet from)
    {
        /// <summary>Marks the nodes that this editor made and that nobody else has seen yet.</summary>
        private object _owner = new();

        private Node _root = from._root;

        /// <summary>How many coins there are now.</summary>
        public int Count { get; private set; } = from.Count;

        /// <summary>What they are worth together, in satoshi.</summary>
        public long Total { get; private set; } = from.Total;

        /// <summary>The coin with a name, or null.</summary>
        public Coin? Find(OutPoint at) => CoinSet.Find(_root, at);

        /// <summary>Adds a coin.</summary>
        /// <returns>Whether there was none with its name.</returns>
        public bool TryAdd(Coin coin)
        {
            if (Find(coin.At) is not null) return false;
            _root = Add(_root, coin, PathOf(coin.At), 0);
            Count++;
            Total += coin.Amount;
            return true;
        }

        /// <summary>Removes a coin.</summary>
        /// <returns>The coin; null where there is none.</returns>
        public Coin? Remove(OutPoint at)
        {
            if (Find(at) is not { } coin) return null;
            _root = (Node)(Remove(_root, at, PathOf(at), 0) ?? Empty._root);
            Count--;
            Total -= coin.Amount;
            return coin;
        }

        /// <summary>The set as it stands now.</summary>
        public CoinSet ToSet()
        {
            _owner = new object();
            return new CoinSet(_root, Count, Total);
        }

        private Node Add(Node node, Coin coin, ulong path, int shift)
        {
            if (shift > LastShift) return With(node, 0, ~IndexAmongEquals(node, coin.At), coin);
            var bit = BitOf(path, shift);
            var index = IndexOf(node, bit);
            if ((node.Bitmap & bit) == 0) return With(node, bit, index, coin);
            var below = node.Items[index] as Node ?? Above((Coin)node.Items[index], shift + BitsPerLevel);
            return Replace(node, index, Add(below, coin, path, shift + BitsPerLevel));
        }

        /// <returns>The node without the coin; where one coin is left, that coin, and null where nothing is.</returns>
        private object? Remove(Node node, OutPoint at, ulong path, int shift)
        {
            if (shift > LastShift) return Without(node, 0, IndexAmongEquals(node, at), shift);
            var bit = BitOf(path, shift);
            var index = IndexOf(node, bit);
            if (node.Items[index] is not Node below) return Without(node, bit, index, shift);
            var rest = Remove(below, at, path, shift + BitsPerLevel)!;
            return rest is Coin && node.Items.Length == 1 && shift > 0 ? rest : Replace(node, index, rest);
        }

        private Node Above(Coin coin, int shift) =>
            new(shift > LastShift ? 0 : BitOf(PathOf(coin.At), shift), [coin], _owner);

        private Node With(Node node, uint bit, int index, Coin coin)
        {
            var items = new object[node.Items.Length + 1];
            node.Items.AsSpan(0, index).CopyTo(items);
            items[index] = coin;
            node.Items.AsSpan(index).CopyTo(items.AsSpan(index + 1));
            return Become(node, node.Bitmap | bit, items);
        }

        private object? Without(Node node, uint bit, int index, int shift)
        {
            if (node.Items.Length == 1) return null;
            if (node.Items.Length == 2 && shift > 0 && node.Items[1 - index] is Coin last) return last;
            var items = new object[node.Items.Length - 1];
            node.Items.AsSpan(0, index).CopyTo(items);
            node.Items.AsSpan(index + 1).CopyTo(items.AsSpan(index));
            return Become(node, node.Bitmap & ~bit, items);
        }

        private Node Replace(Node node, int index, object item)
        {
            if (ReferenceEquals(node.Items[index], item)) return node;
            var owned = node.Owner == _owner ? node : new Node(node.Bitmap, [.. node.Items], _owner);
            owned.Items[index] = item;
            return owned;
        }

        private Node Become(Node node, uint bitmap, object[] items)
        {
            if (node.Owner != _owner) return new Node(bitmap, items, _owner);
            (node.Bitmap, node.Items) = (bitmap, items);
            return node;
        }
    }

    /// <summary>A part of the trie.</summary>
    /// <param name="bitmap">Which of the 32 ways on are taken; below the last level, where equal names are listed, zero.</param>
    /// <param name="items">A coin or a node for each way, in their order.</param>
    /// <param name="owner">The editor's mark that made it.</param>
    private sealed class Node(uint bitmap, object[] items, object? owner)
    {
        public uint Bitmap { get; set; } = bitmap;

        public object[] Items { get; set; } = items;

        public object? Owner { get; } = owner;
    }
}
