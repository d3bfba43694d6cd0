using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mining;

/// <summary>Looks for the next block: waits as long as its draw says, and draws anew whenever what it builds on changes.</summary>
/// <param name="chain">The node's chain.</param>
/// <param name="pool">What waits for a block.</param>
/// <param name="lottery">Who gives tickets.</param>
/// <param name="hashesPerSecond">The node's hash rate; zero where it does not mine.</param>
/// <param name="shock">When and how all hash rates change; null for never.</param>
/// <param name="keyHash">Who gets the new money.</param>
internal sealed class Miner(
    ChainState chain, TransactionPool pool, Lottery lottery, double hashesPerSecond, HashRateShock? shock, Hash256 keyHash)
{
    private const int Version = 2;

    private static readonly TimerKind Found = new("a block is found");

    private HeaderEntry? _parent;

    /// <summary>Whether it mines at all.</summary>
    public bool IsOn => hashesPerSecond > 0;

    public static bool Owns(TimerKey timer) => timer.Kind == Found;

    /// <summary>Begins to look for a block on another, unless it does so already.</summary>
    public void BuildOn(NodeContext context, HeaderEntry parent)
    {
        if (!IsOn || parent == _parent) return;
        _parent = parent;
        var work = Target.Work(Retargeting.BitsAfter(parent, chain.Tree.Parameters)).ToDouble();
        var wait = Lottery.Draw(context.Random, work, hashesPerSecond);
        context.SetTimer(Found, shock is null ? wait : shock.Adjust(wait, context.Clock.GetUtcNow()));
    }

    /// <summary>Stops looking.</summary>
    public void Stop(NodeContext context)
    {
        if (_parent is null) return;
        _parent = null;
        context.CancelTimer(Found);
    }

    /// <summary>The draw is due: this is the block.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="body">What the block holds beside its coinbase; null for what waits in the pool.</param>
    /// <param name="timeOf">The time that a block on another states, where it is a time for the node.</param>
    /// <returns>The block; the miner then builds on nothing until it is told.</returns>
    public Block? Find(NodeContext context, IReadOnlyList<Transactions.Transaction>? body, Func<HeaderEntry, long, uint> timeOf)
    {
        if (_parent is not { } parent) return null;
        _parent = null;
        var template = body is null
            ? BlockAssembler.Assemble(chain, pool, keyHash, context.Random.NextUInt64())
            : Template(context, parent, body);
        var time = timeOf(parent, context.Clock.GetUtcNow().ToUnixTimeSeconds());
        var bits = Retargeting.BitsAfter(parent, chain.Tree.Parameters);
        var header = new BlockHeader(Version, parent.Hash, template.MerkleRoot, time, bits, 0);
        return new Block(lottery.Award(header), template.Transactions);
    }

    private BlockTemplate Template(NodeContext context, HeaderEntry parent, IReadOnlyList<Transactions.Transaction> body)
    {
        var height = parent.Height + 1;
        var coinbase = Coinbase.Create(height, chain.Rules.Subsidy(height), keyHash, context.Random.NextUInt64());
        return BlockAssembler.Of(height, [coinbase, .. body], 0);
    }
}
