namespace Faultline.Checking.Transactions;

/// <summary>What transactions are held against, and how much work that may be.</summary>
public sealed record TransactionOptions
{
    /// <summary>Strict serializability, and the default limits.</summary>
    public static TransactionOptions Default { get; } = new();

    /// <summary>The level of isolation that was promised.</summary>
    /// <value>Strict serializability by default.</value>
    public IsolationLevel Level { get; init; } = IsolationLevel.StrictSerializable;

    /// <summary>The order that each key is known to respect, whatever is promised of transactions on several keys.</summary>
    /// <remarks>
    /// Transactions on the same key then follow each other in this order at every level: <see cref="SideOrder.Process"/> for stores whose
    /// keys are sequentially consistent, <see cref="SideOrder.RealTime"/> for linearizable ones.
    /// </remarks>
    /// <value>None by default.</value>
    public SideOrder KeyOrder { get; init; }

    /// <summary>Whether the moments of the history are true. Where they are not, only processes order transactions.</summary>
    /// <value>True by default.</value>
    public bool HasRealTime { get; init; } = true;

    /// <summary>Whether the processes of the history are true.</summary>
    /// <value>True by default.</value>
    public bool HasProcesses { get; init; } = true;

    /// <summary>
    /// How many edges may be followed to find a shorter cycle, or one with a single anti-dependency, for each kind of anomaly. That some
    /// cycle exists is always decided.
    /// </summary>
    /// <value>20,000,000 by default, which take about a tenth of a second.</value>
    public long Steps { get; init; } = 20_000_000;
}
