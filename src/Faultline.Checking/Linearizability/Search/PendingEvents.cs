namespace Faultline.Checking.Linearizability.Search;

/// <summary>
/// The invocations and completions of the operations that are not linearised yet, in order: the linked list of Wing and
/// Gong, with Lowe's way of taking an operation out and putting it back in constant time.
/// </summary>
/// <remarks>
/// Node 0 is both ends; the invocation of operation i is node 2i + 1, its completion node 2i + 2. Only operations with
/// known outcomes are in it.
/// </remarks>
internal sealed class PendingEvents
{
    private readonly int[] _next;
    private readonly int[] _previous;

    public PendingEvents(Timeline timeline)
    {
        _next = new int[(2 * timeline.Count) + 1];
        _previous = new int[_next.Length];
        var known = 0;
        foreach (var moment in timeline.Returns)
        {
            if (moment != Timeline.Never) known++;
        }

        var returns = new long[known];
        var byReturn = new int[known];
        var calls = new int[known];
        for (int i = 0, k = 0; i < timeline.Count; i++)
        {
            if (timeline.Returns[i] == Timeline.Never) continue;
            returns[k] = timeline.Returns[i];
            byReturn[k] = i;
            calls[k++] = i;
        }

        Count = known;
        Array.Sort(returns, byReturn);
        var last = 0;
        for (int call = 0, completion = 0; completion < known;)
        {
            if (call < known && timeline.Calls[calls[call]] < returns[completion]) Append((2 * calls[call++]) + 1);
            else Append((2 * byReturn[completion++]) + 2);
        }

        Append(0);

        void Append(int node)
        {
            _next[last] = node;
            _previous[node] = last;
            last = node;
        }
    }

    /// <summary>How many operations with known outcomes there are, linearised or not.</summary>
    public int Count { get; }

    /// <summary>The first event, or 0 where all operations are linearised.</summary>
    public int First => _next[0];

    /// <summary>Whether an event is an invocation: operations whose invocations precede the first completion can be
    /// next.</summary>
    public static bool IsCall(int node) => (node & 1) == 1;

    /// <summary>The operation of an event.</summary>
    public static int OperationOf(int node) => (node - 1) >> 1;

    /// <summary>The event of an operation's completion.</summary>
    public static int CompletionOf(int operation) => (2 * operation) + 2;

    /// <summary>The event after an event, or 0.</summary>
    public int After(int node) => _next[node];

    /// <summary>Takes an operation out.</summary>
    public void Lift(int operation)
    {
        var node = (2 * operation) + 1;
        for (var last = node + 1; node <= last; node++)
        {
            _next[_previous[node]] = _next[node];
            _previous[_next[node]] = _previous[node];
        }
    }

    /// <summary>Puts an operation back. Operations are put back in the reverse of the order in which they were taken
    /// out.</summary>
    public void PutBack(int operation)
    {
        var first = (2 * operation) + 1;
        for (var node = first + 1; node >= first; node--)
        {
            _next[_previous[node]] = node;
            _previous[_next[node]] = node;
        }
    }
}
