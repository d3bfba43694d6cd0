using Faultline.Model.Nodes;
using Faultline.Model.Randomness;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>What a node knows of other nodes' addresses: those it has heard of (new), and those it has been connected to (tried).</summary>
/// <remarks>
/// Against eclipse (Heilman et al., 2015; Bitcoin Core, addrman): 1. one group of sources reaches at most <see cref="BucketsOfSource"/>
/// of the new buckets, however many addresses it makes up; 2. one group of addresses reaches at most <see cref="BucketsOfGroup"/> of the
/// tried buckets; 3. an address that was connected to is put out of its place only when it no longer answers. Everything is bounded by the
/// tables.
/// </remarks>
/// <param name="key">The node's secret.</param>
/// <param name="groupOf">The group of an address, as of the first half of an IP address: one owner has few.</param>
/// <param name="places">How many addresses a bucket holds.</param>
/// <param name="isGuarded">
/// Whether it keeps to 1. to 3.; without, there is one bucket of each kind, and whoever is newest has the place.
/// </param>
internal sealed class AddressBook(ulong key, Func<NodeId, int> groupOf, int places = AddressBook.Places, bool isGuarded = true)
{
    /// <summary>How many buckets hold addresses that the node has only heard of.</summary>
    public const int NewBuckets = 256;

    /// <summary>How many buckets hold addresses that it was connected to.</summary>
    public const int TriedBuckets = 64;

    /// <summary>How many addresses a bucket holds where nothing else is said.</summary>
    public const int Places = 32;

    /// <summary>How many of the new buckets the addresses of one source group can reach.</summary>
    public const int BucketsOfSource = 32;

    /// <summary>How many of the tried buckets the addresses of one group can reach.</summary>
    public const int BucketsOfGroup = 8;

    /// <summary>How many addresses wait for a feeler to find out whether whoever has their place still answers.</summary>
    public const int MostCollisions = 10;

    /// <summary>The most addresses that one message tells.</summary>
    public const int MostTold = 1_000;

    /// <summary>At most so many of a hundred addresses are told to one who asks.</summary>
    private const int ShareTold = 23;

    /// <summary>After so many failures in a row an address that never answered is given up.</summary>
    private const int MostFailures = 3;

    private readonly int _newBuckets = isGuarded ? NewBuckets : 1;
    private readonly int _triedBuckets = isGuarded ? TriedBuckets : 1;
    private readonly AddressTable _new = new(isGuarded ? NewBuckets : 1, places, StableHash.Mix(key, 1));
    private readonly AddressTable _tried = new(isGuarded ? TriedBuckets : 1, places, StableHash.Mix(key, 2));
    private readonly SortedDictionary<NodeId, Entry> _entries = [];
    private readonly List<NodeId> _collisions = [];

    /// <summary>How many addresses are known.</summary>
    public int Count => _entries.Count;

    /// <summary>How many of them the node was connected to.</summary>
    public int TriedCount => _tried.Count;

    /// <summary>Whether an address is known.</summary>
    public bool Knows(NodeId address) => _entries.ContainsKey(address);

    /// <summary>Somebody has told of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="source">Who told.</param>
    /// <param name="seen">When it was last seen, in seconds.</param>
    /// <returns>Whether it was not known before, and is now.</returns>
    public bool Add(NodeId address, NodeId source, long seen)
    {
        if (_entries.TryGetValue(address, out var known))
        {
            known.Seen = Math.Max(known.Seen, seen);
            return false;
        }

        var bucket = NewBucketOf(address, source);
        var other = _new.At(bucket, address);
        if (!other.IsNone)
        {
            if (isGuarded && !IsTerrible(_entries[other], seen)) return false;
            Forget(other);
        }

        _entries.Add(address, new Entry { Seen = seen, Bucket = bucket });
        _new.Put(bucket, address);
        return true;
    }

    /// <summary>The node tries to connect to an address.</summary>
    public void Attempted(NodeId address, long now)
    {
        if (!_entries.TryGetValue(address, out var entry)) return;
        entry.Tried = now;
        entry.Failures++;
    }

    /// <summary>The node is connected to an address that it chose itself: it belongs to the tried ones.</summary>
    public void Succeeded(NodeId address, long now)
    {
        if (!_entries.TryGetValue(address, out var entry)) return;
        (entry.Failures, entry.Succeeded, entry.Seen) = (0, now, Math.Max(entry.Seen, now));
        if (entry.IsTried) return;
        var bucket = TriedBucketOf(address);
        if (!isGuarded || _tried.At(bucket, address).IsNone) MoveToTried(address, entry, bucket);
        else if (_collisions.Count < MostCollisions && !_collisions.Contains(address)) _collisions.Add(address);
    }

    /// <summary>Decides who has the place in which two addresses have met, where a feeler has found that out.</summary>
    public void ResolveCollisions()
    {
        for (var i = _collisions.Count - 1; i >= 0; i--)
        {
            var address = _collisions[i];
            if (!_entries.TryGetValue(address, out var entry) || entry.IsTried)
            {
                _collisions.RemoveAt(i);
                continue;
            }

            var bucket = TriedBucketOf(address);
            var holder = _tried.At(bucket, address);
            if (!holder.IsNone)
            {
                var holding = _entries[holder];
                if (holding.Tried <= entry.Succeeded && holding.Succeeded <= entry.Succeeded) continue;
                _collisions.RemoveAt(i);
                if (holding.Failures == 0) continue;
            }
            else
            {
                _collisions.RemoveAt(i);
            }

            MoveToTried(address, entry, bucket);
        }
    }

    /// <summary>Whom a feeler should look for: the holder of a place that another could have, or else an address only heard of.</summary>
    public NodeId PickForFeeler(Prng random)
    {
        if (_collisions.Count == 0) return _new.Pick(random);
        var contender = random.Pick(_collisions);
        return _tried.At(TriedBucketOf(contender), contender);
    }

    /// <summary>Whom to connect to: one heard of as likely as one tried, whatever their numbers.</summary>
    public NodeId Pick(Prng random)
    {
        var wantsTried = random.Below(2) == 0;
        var first = wantsTried ? _tried : _new;
        return (first.Count > 0 ? first : wantsTried ? _new : _tried).Pick(random);
    }

    /// <summary>When the node last tried to connect to an address; zero for never or for one that is not known.</summary>
    public long LastAttempt(NodeId address) => _entries.TryGetValue(address, out var entry) ? entry.Tried : 0;

    /// <summary>A sample for one who asks, never all: who asks everyone must not learn everything.</summary>
    public SeenAddress[] Sample(Prng random, long now)
    {
        NodeId[] addresses = [.. _entries.Where(entry => !IsTerrible(entry.Value, now)).Select(static entry => entry.Key)];
        random.Shuffle<NodeId>(addresses);
        var count = Math.Min(MostTold, ((addresses.Length * ShareTold) + 99) / 100);
        return [.. addresses.Take(Math.Max(count, Math.Min(addresses.Length, 8)))
            .Select(address => new SeenAddress(address, _entries[address].Seen))];
    }

    /// <summary>Everything that is known, in the order of the addresses.</summary>
    public IEnumerable<KnownAddress> Save() =>
        _entries.Select(static entry => new KnownAddress(entry.Key, entry.Value.Seen, entry.Value.Succeeded, entry.Value.Bucket));

    /// <summary>Takes over what was saved, into an empty book with the same secret.</summary>
    public void Load(KnownAddress known)
    {
        if (_entries.ContainsKey(known.Address) || known.Bucket < 0 || known.Bucket >= _newBuckets) return;
        var entry = new Entry { Seen = known.Seen, Succeeded = known.Succeeded, Bucket = known.Bucket };
        if (known.Succeeded > 0 && _tried.At(TriedBucketOf(known.Address), known.Address).IsNone)
        {
            entry.IsTried = true;
            _tried.Put(TriedBucketOf(known.Address), known.Address);
        }
        else if (_new.At(known.Bucket, known.Address).IsNone)
        {
            _new.Put(known.Bucket, known.Address);
        }
        else
        {
            return;
        }

        _entries.Add(known.Address, entry);
    }

    private int NewBucketOf(NodeId address, NodeId source)
    {
        var group = StableHash.Mix(key, (ulong)groupOf(source));
        var within = StableHash.Mix(group, (ulong)groupOf(address)) % BucketsOfSource;
        return (int)(StableHash.Mix(StableHash.Mix(group, 3), within) % (ulong)_newBuckets);
    }

    private int TriedBucketOf(NodeId address)
    {
        var within = StableHash.Mix(key, (ulong)address.Number) % BucketsOfGroup;
        return (int)(StableHash.Mix(StableHash.Mix(StableHash.Mix(key, 4), (ulong)groupOf(address)), within) % (ulong)_triedBuckets);
    }

    private void MoveToTried(NodeId address, Entry entry, int bucket)
    {
        // It gives up its place among the new ones first: whoever has to go from the tried ones may need that very place.
        _new.Remove(entry.Bucket, address);
        var holder = _tried.At(bucket, address);
        entry.IsTried = true;
        _tried.Put(bucket, address);
        if (!holder.IsNone) MoveToNew(holder, _entries[holder]);
    }

    private void MoveToNew(NodeId address, Entry entry)
    {
        entry.IsTried = false;
        var other = _new.At(entry.Bucket, address);
        if (!other.IsNone) Forget(other);
        _new.Put(entry.Bucket, address);
    }

    private void Forget(NodeId address)
    {
        _new.Remove(_entries[address].Bucket, address);
        _entries.Remove(address);
    }

    private static bool IsTerrible(Entry entry, long now) =>
        !entry.IsTried && entry.Succeeded == 0 && entry.Failures >= MostFailures && entry.Tried < now - 60;

    private sealed class Entry
    {
        public long Seen { get; set; }

        public long Tried { get; set; }

        public long Succeeded { get; set; }

        public int Failures { get; set; }

        public int Bucket { get; init; }

        public bool IsTried { get; set; }
    }
}
