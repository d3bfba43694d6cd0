using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Mining;

/// <summary>What a miner sees when it decides.</summary>
/// <param name="Own">The end of its own chain, withheld blocks included.</param>
/// <param name="Public">The end of the best chain that others can know: its own blocks count from when they are published.</param>
/// <param name="Withheld">Its own blocks that nobody else knows, the lowest first.</param>
internal sealed record MiningView(HeaderEntry Own, HeaderEntry Public, IReadOnlyList<HeaderEntry> Withheld);

/// <summary>A transaction that a node gives to some of its peers itself, unasked.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="To">The only peer that gets it; nobody for all.</param>
/// <param name="Except">A peer that does not get it; nobody for none.</param>
internal sealed record Handout(Transaction Transaction, NodeId To = default, NodeId Except = default);

/// <summary>
/// What a miner does with its hash rate and with the blocks that it finds. An attacker is the same node with another strategy.
/// </summary>
/// <remarks>
/// A strategy has no hands: it answers questions, and the node does what it says. It belongs to one node and may remember things.
/// </remarks>
internal abstract class MiningStrategy
{
    /// <summary>The node has read its disk and begins. Default: nothing is remembered.</summary>
    /// <param name="chain">The node's chain, for looking things up.</param>
    public virtual void Begin(ChainState chain)
    {
    }

    /// <summary>The block to build on. Default: the end of the node's own chain.</summary>
    public virtual HeaderEntry Parent(MiningView view) => view.Own;

    /// <summary>
    /// What the next block is to hold beside its coinbase; null for what waits in the pool, which is possible on the node's own chain
    /// alone.
    /// </summary>
    public virtual IReadOnlyList<Transaction>? Body(MiningView view) => view.Own == Parent(view) ? null : [];

    /// <summary>The time that the next block states. Default: the node's own, or later where the rules ask for it.</summary>
    /// <param name="parent">The block to build on.</param>
    /// <param name="now">The node's time, in seconds since 1970.</param>
    /// <returns>Seconds since 1970.</returns>
    public virtual uint TimeOf(HeaderEntry parent, long now) => (uint)Math.Max(now, parent.MedianTimePast + 1L);

    /// <summary>The node has found a block, and its own chain holds it unless another has more work.</summary>
    /// <param name="view">What it sees, with the block among those withheld.</param>
    /// <param name="found">The block.</param>
    /// <returns>How many of the withheld blocks to publish, the lowest first.</returns>
    public abstract int OnFound(MiningView view, Block found);

    /// <summary>Others have moved the end of the public chain.</summary>
    /// <param name="view">What it sees.</param>
    /// <returns>How many of the withheld blocks to publish, the lowest first.</returns>
    public abstract int OnOthers(MiningView view);

    /// <summary>Some time has passed. Default: nothing is published.</summary>
    /// <param name="view">What it sees.</param>
    /// <returns>How many of the withheld blocks to publish, the lowest first.</returns>
    public virtual int OnTime(MiningView view) => 0;

    /// <summary>Whether a withheld block is still of use although others are ahead of it. Default: no.</summary>
    public virtual bool Keeps(HeaderEntry withheld) => false;

    /// <summary>What to give to peers now; asked again and again, and each is given once. Default: nothing.</summary>
    public virtual IReadOnlyList<Handout> Handouts => [];

    /// <summary>Whom the node calls again and again, and tells of <see cref="Lures"/> and nobody else. Default: nobody.</summary>
    public virtual NodeId Victim => default;

    /// <summary>The addresses that the victim is to believe in. Default: none.</summary>
    public virtual IReadOnlyList<NodeId> Lures => [];

    /// <summary>Whether the node has no connection with another at a time, whoever opens it. Default: it talks to all.</summary>
    public virtual bool Shuns(NodeId other, DateTimeOffset now) => false;

    /// <summary>Whether what the node takes for final counts: a chain that is there to deceive others binds nobody. Default: yes.</summary>
    public virtual bool MeansItsDecisions => true;

    /// <summary>Whether a transaction may enter the node's pool. Default: any.</summary>
    public virtual bool Wants(Transaction transaction) => true;
}

/// <summary>Builds on the best chain and publishes at once.</summary>
internal sealed class HonestMining : MiningStrategy
{
    /// <inheritdoc />
    public override int OnFound(MiningView view, Block found) => view.Withheld.Count;

    /// <inheritdoc />
    public override int OnOthers(MiningView view) => view.Withheld.Count;
}
