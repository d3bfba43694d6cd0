using Faultline.Model.Nodes;
using Faultline.Model.Randomness;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>
/// Buckets of addresses with a set number of places each. An address has one place in a bucket, and so competes with few others.
/// </summary>
/// <param name="buckets">How many buckets there are.</param>
/// <param name="places">How many addresses one holds.</param>
/// <param name="key">The node's secret: without it nobody can tell which addresses meet.</param>
internal sealed class AddressTable(int buckets, int places, ulong key)
{
    private readonly NodeId[]?[] _buckets = new NodeId[]?[buckets];
    private readonly int[] _counts = new int[buckets];
    private readonly List<int> _used = [];

    /// <summary>How many addresses there are.</summary>
    public int Count { get; private set; }

    /// <summary>Who has the place that an address would have in a bucket; nobody where it is free.</summary>
    public NodeId At(int bucket, NodeId address) => _buckets[bucket]?[PlaceOf(bucket, address)] ?? default;

    /// <summary>Puts an address into its place, and whoever had it out.</summary>
    public void Put(int bucket, NodeId address)
    {
        var slots = _buckets[bucket] ??= new NodeId[places];
        ref var slot = ref slots[PlaceOf(bucket, address)];
        if (slot.IsNone)
        {
            Count++;
            if (_counts[bucket]++ == 0) _used.Add(bucket);
        }

        slot = address;
    }

    /// <summary>Takes an address out of a bucket, where it is in it.</summary>
    public void Remove(int bucket, NodeId address)
    {
        if (_buckets[bucket] is not { } slots) return;
        ref var slot = ref slots[PlaceOf(bucket, address)];
        if (slot != address) return;
        slot = default;
        Count--;
        if (--_counts[bucket] == 0) _used.Remove(bucket);
    }

    /// <summary>
    /// An address: each bucket that has any is equally likely, whatever it holds, so that a full one counts no more than others.
    /// </summary>
    public NodeId Pick(Prng random)
    {
        if (Count == 0) return default;
        var slots = _buckets[random.Pick(_used)]!;
        var from = random.Below(places);
        for (var step = 0; step < places; step++)
        {
            var slot = slots[(from + step) % places];
            if (!slot.IsNone) return slot;
        }

        return default;
    }

    private int PlaceOf(int bucket, NodeId address) =>
        (int)(StableHash.Mix(StableHash.Mix(key, (ulong)bucket), (ulong)address.Number) % (ulong)places);
}
