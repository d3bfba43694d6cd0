namespace Faultline.Model.Systems;

/// <summary>What kind of thing a system promises. Each kind has a checker.</summary>
public enum PromiseKind
{
    /// <summary>Every operation seems to take effect at one moment between its invocation and its completion.</summary>
    Linearizable,

    /// <summary>No two nodes decide different values for the same index.</summary>
    Agreement,

    /// <summary>Only a proposed value is decided.</summary>
    Validity,

    /// <summary>No node decides twice, differently, for the same index.</summary>
    Integrity,

    /// <summary>At most one node leads in each term, ballot or view.</summary>
    OneLeader,

    /// <summary>No acceptor accepts below a ballot that it has promised, not even after it was restarted.</summary>
    PromisesKept,

    /// <summary>Every transfer arrives intact, in order and at most once, and what is acknowledged has arrived.</summary>
    StreamIntegrity,

    /// <summary>After the last fault has healed, operations complete again within a bound.</summary>
    Progress,

    /// <summary>No acknowledged message is lost.</summary>
    NoLoss,

    /// <summary>Everyone sees the messages of a room in the same order.</summary>
    SameOrder,

    /// <summary>No message is there twice, and none that nobody posted.</summary>
    NoDuplicates,

    /// <summary>No coins come from nothing: no node ever holds that more exist than the schedule allows.</summary>
    Conservation,
}

/// <summary>One promise of a system; a run checks exactly the promises that its system makes.</summary>
/// <param name="Kind">What is promised.</param>
/// <param name="Statement">The promise in one sentence.</param>
/// <param name="Bound">For <see cref="PromiseKind.Progress"/>: how soon; zero otherwise.</param>
public sealed record Promise(PromiseKind Kind, string Statement, TimeSpan Bound = default)
{
    /// <summary>Every operation seems to take effect at one moment between its invocation and its completion.</summary>
    public static Promise Linearizable { get; } = new(PromiseKind.Linearizable,
        "every operation takes effect at one moment between its invocation and its completion");

    /// <summary>No two nodes decide different values for the same index.</summary>
    public static Promise Agreement { get; } = new(PromiseKind.Agreement, "no two nodes decide differently");

    /// <summary>Only a proposed value is decided.</summary>
    public static Promise Validity { get; } = new(PromiseKind.Validity, "only a proposed value is decided");

    /// <summary>No node changes its decision.</summary>
    public static Promise Integrity { get; } = new(PromiseKind.Integrity, "no node changes its decision");

    /// <summary>At most one node leads in each term, ballot or view.</summary>
    public static Promise OneLeader { get; } = new(PromiseKind.OneLeader, "no two nodes lead in the same ballot");

    /// <summary>No acceptor accepts below a ballot that it has promised.</summary>
    public static Promise PromisesKept { get; } = new(PromiseKind.PromisesKept,
        "no acceptor accepts below a ballot that it has promised, restarts or not");

    /// <summary>Every transfer arrives intact, in order and at most once, and what is acknowledged has arrived.</summary>
    public static Promise StreamIntegrity { get; } = new(PromiseKind.StreamIntegrity,
        "every transfer arrives intact, in order and at most once, and what is acknowledged has arrived");

    /// <summary>No acknowledged message is lost.</summary>
    public static Promise NoLoss { get; } = new(PromiseKind.NoLoss, "whoever reads a room later finds every message that was acknowledged");

    /// <summary>Everyone sees the messages of a room in the same order.</summary>
    public static Promise SameOrder { get; } = new(PromiseKind.SameOrder,
        "everyone sees the messages of a room in one order, in which a message stands behind those acknowledged before it was posted");

    /// <summary>No message is there twice, and none that nobody posted.</summary>
    public static Promise NoDuplicates { get; } = new(PromiseKind.NoDuplicates, "no message is there twice, and none that nobody posted");

    /// <summary>No coins come from nothing.</summary>
    public static Promise Conservation { get; } = new(PromiseKind.Conservation, "no node holds that more coins exist than may");

    /// <summary>After the last fault has healed, operations complete again within a bound.</summary>
    /// <param name="bound">How soon.</param>
    /// <returns>The promise.</returns>
    public static Promise Progress(TimeSpan bound) => new(PromiseKind.Progress,
        $"within {bound.TotalSeconds:0.###} s after the last fault has healed, every client gets answers again", bound);
}
