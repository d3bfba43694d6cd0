using Faultline.Checking.Linearizability.Search;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>
/// The operations of a register by the values that they speak of. A cluster is a value: the operation that wrote it and all that found
/// it. Where a compare and set turned it into another value, that one's cluster is the next.
/// </summary>
/// <remarks>
/// <para>Cluster 0 is that of the initial value. A write whose value nobody found has a cluster of its own.</para>
/// <para>
/// An operation with an unknown outcome is in a cluster only where somebody found what it wrote. The others can be left out of any
/// legal order: the value before such a one then stays until the next write, and nothing in between found the value that is gone.
/// </para>
/// </remarks>
internal sealed class RegisterClusters
{
    /// <summary>No operation, or no cluster.</summary>
    public const int None = -1;

    private const int AtStart = -2;
    private const int Several = -3;

    private readonly RegisterPart _part;
    private readonly int[] _writerOf;
    private readonly int[] _finderOf;
    private readonly int[] _clusterOf;
    private readonly int[] _writers;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _firstReader;
    private readonly int[] _readers;

    private RegisterClusters(RegisterPart part, int[] writerOf, int[] finderOf)
    {
        _part = part;
        _writerOf = writerOf;
        _finderOf = finderOf;
        _clusterOf = new int[finderOf.Length];
        Array.Fill(_clusterOf, None);
        _writers = FindWriters();
        _next = new int[Count];
        _previous = new int[Count];
        Array.Fill(_next, None);
        Array.Fill(_previous, None);
        Link();
        _firstReader = new int[Count + 1];
        _readers = FindReaders();
    }

    /// <summary>How many clusters there are.</summary>
    public int Count => _writers.Length;

    /// <summary>How many operations are in clusters.</summary>
    public int Operations => _writers.Length - 1 + _readers.Length;

    /// <summary>An operation that found a value which nobody wrote, or <see cref="None"/>.</summary>
    public int FoundUnwritten { get; private set; } = None;

    /// <summary>Two operations that both turned the same value into another one, or <see cref="None"/>.</summary>
    public (int First, int Second) TookTwice { get; private set; } = (None, None);

    /// <summary>The clusters, or null where it is not clear who wrote some value that was found.</summary>
    public static RegisterClusters? Of(RegisterPart part)
    {
        var values = part.Initial + 1;
        foreach (var operation in part.Operations)
        {
            // A compare and set that found another value can stand in any other cluster.
            if (operation.Rule == ReadRule.NotEqual || operation is { Rule: ReadRule.None, Writes: false }) return null;
            values = Math.Max(values, Math.Max(operation.Read, operation.Written) + 1);
        }

        var writerOf = WritersOf(part, values);
        return FindersOf(part, writerOf) is { } finderOf ? new RegisterClusters(part, writerOf, finderOf) : null;
    }

    /// <summary>Whether an operation changes the value; one that swaps a value for itself is a read.</summary>
    public static bool Changes(in RegisterOperation operation) =>
        operation.Writes && (operation.Rule == ReadRule.None || operation.Read != operation.Written);

    /// <summary>The operation that wrote the value of a cluster; <see cref="None"/> for the initial value.</summary>
    public int Writer(int cluster) => _writers[cluster];

    /// <summary>The cluster of the value that a compare and set turned this one into, or <see cref="None"/>.</summary>
    public int Next(int cluster) => _next[cluster];

    /// <summary>The cluster of the value that a compare and set turned into this one, or <see cref="None"/>.</summary>
    public int Previous(int cluster) => _previous[cluster];

    /// <summary>The operations that found the value and left it, in the order of their invocations.</summary>
    public ReadOnlySpan<int> Readers(int cluster) =>
        _readers.AsSpan(_firstReader[cluster].._firstReader[cluster + 1]);

    /// <summary>The operation that wrote a value that was found; <see cref="None"/> for the initial value.</summary>
    public int WriterOf(int value) => _writers[_clusterOf[value]];

    /// <summary>Operations that show that one with an unknown outcome took effect: one that found what it wrote and, where that one's
    /// outcome is unknown as well, what shows that it took effect.</summary>
    public IEnumerable<int> FindersOf(int unknown)
    {
        while (_part.Timeline.Returns[unknown] == Timeline.Never)
            yield return unknown = _finderOf[_part.Operations[unknown].Written];
    }

    /// <summary>Some operations of which each found what the one before wrote, and the first what the last one wrote; null where
    /// there are none.</summary>
    public List<int>? FindCircle()
    {
        var isInChain = new bool[Count];
        for (var head = 0; head < Count; head++)
        {
            if (_previous[head] != None) continue;
            for (var cluster = head; cluster != None; cluster = _next[cluster]) isInChain[cluster] = true;
        }

        var first = Array.IndexOf(isInChain, false);
        if (first < 0) return null;
        var circle = new List<int> { _writers[first] };
        for (var cluster = _next[first]; cluster != first; cluster = _next[cluster]) circle.Add(_writers[cluster]);
        return circle;
    }

    /// <summary>Who wrote each value that has a number.</summary>
    private static int[] WritersOf(RegisterPart part, int values)
    {
        var writerOf = new int[values];
        Array.Fill(writerOf, None);
        writerOf[part.Initial] = AtStart;
        for (var i = 0; i < part.Operations.Length; i++)
        {
            if (!Changes(part.Operations[i])) continue;
            ref var writer = ref writerOf[part.Operations[i].Written];
            writer = writer == None ? i : Several;
        }

        return writerOf;
    }

    /// <summary>An operation that certainly found each value; null where a value that was found has several writers.</summary>
    private static int[]? FindersOf(RegisterPart part, int[] writerOf)
    {
        var finderOf = new int[writerOf.Length];
        Array.Fill(finderOf, None);
        for (var i = 0; i < part.Operations.Length; i++)
        {
            if (part.Timeline.Returns[i] == Timeline.Never) continue;

            // An unknown compare and set whose value was found took effect, so it found its own.
            for (var finder = i; finder >= 0 && part.Operations[finder].Rule == ReadRule.Equal;)
            {
                var value = part.Operations[finder].Read;
                if (finderOf[value] != None) break;
                finderOf[value] = finder;
                finder = writerOf[value];
                if (finder == Several) return null;
            }
        }

        return finderOf;
    }

    private bool TookEffect(int i) =>
        _part.Timeline.Returns[i] != Timeline.Never || (Changes(_part.Operations[i]) && _finderOf[_part.Operations[i].Written] != None);

    private int[] FindWriters()
    {
        var writers = new List<int> { None };
        if (_writerOf[_part.Initial] == AtStart) _clusterOf[_part.Initial] = 0;
        for (var i = 0; i < _part.Operations.Length; i++)
        {
            if (!Changes(_part.Operations[i]) || !TookEffect(i)) continue;
            var value = _part.Operations[i].Written;
            if (_finderOf[value] != None) _clusterOf[value] = writers.Count;
            writers.Add(i);
        }

        return [.. writers];
    }

    private void Link()
    {
        for (var cluster = 1; cluster < Count; cluster++)
        {
            var writer = _writers[cluster];
            if (_part.Operations[writer].Rule == ReadRule.None) continue;
            var source = ClusterFoundBy(writer);
            if (source == None) continue;
            if (_next[source] != None)
            {
                TookTwice = (_writers[_next[source]], writer);
                continue;
            }

            _next[source] = cluster;
            _previous[cluster] = source;
        }
    }

    private int[] FindReaders()
    {
        var count = 0;
        var clusters = new int[_part.Operations.Length];
        for (var i = 0; i < clusters.Length; i++)
        {
            clusters[i] = None;
            if (Changes(_part.Operations[i]) || !TookEffect(i)) continue;
            clusters[i] = ClusterFoundBy(i);
            if (clusters[i] == None) continue;
            _firstReader[clusters[i] + 1]++;
            count++;
        }

        for (var cluster = 0; cluster < Count; cluster++) _firstReader[cluster + 1] += _firstReader[cluster];
        var readers = new int[count];
        var filled = new int[Count];
        for (var i = 0; i < clusters.Length; i++)
        {
            var cluster = clusters[i];
            if (cluster != None) readers[_firstReader[cluster] + filled[cluster]++] = i;
        }

        return readers;
    }

    private int ClusterFoundBy(int finder)
    {
        var cluster = _clusterOf[_part.Operations[finder].Read];
        if (cluster == None && FoundUnwritten == None) FoundUnwritten = finder;
        return cluster;
    }
}
