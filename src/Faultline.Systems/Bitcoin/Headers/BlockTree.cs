using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>All blocks that one node knows of, what it thinks of each, and which chain it should follow.</summary>
/// <remarks>
/// <list type="number">
/// <item>The best chain is the one with the most work in all, never the longest; of equals it is the one that was there first.</item>
/// <item>A block that fails takes all that builds on it along; what is only too early is not remembered at all.</item>
/// <item>Everything is in the order in which the node saw it, and nothing depends on a hash table's order.</item>
/// <item>
/// Headers beside the best chain are bounded: see <see cref="NetworkParameters.MostSideHeaders"/>. One that is forgotten has no status, and
/// what is said of it later changes nothing.
/// </item>
/// </list>
/// </remarks>
public sealed class BlockTree
{
    /// <summary>How many blocks of work, at the present target, a chain may be behind the best one and still be kept.</summary>
    private const uint WorthwhileBlocks = 144;

    private readonly HeaderPool _pool;
    private readonly Dictionary<HeaderEntry, Seen> _seen = [];
    private readonly List<HeaderEntry> _order = [];
    private readonly Dictionary<HeaderEntry, List<HeaderEntry>> _waiting = [];
    private int _completed;
    private int _mostSideHeaders;

    /// <summary>A tree of the first block alone, which has its data and is valid.</summary>
    /// <param name="pool">Where its headers are shared with the other nodes of the process; one of its own will do.</param>
    public BlockTree(HeaderPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _pool = pool;
        _mostSideHeaders = pool.Parameters.MostSideHeaders;
        BestHeader = BestBlock = pool.Genesis;
        Keep(pool.Genesis);
        AddData(pool.Genesis);
        MarkValid(pool.Genesis);
    }

    /// <summary>The network.</summary>
    public NetworkParameters Parameters => _pool.Parameters;

    /// <summary>The first block.</summary>
    public HeaderEntry Genesis => _pool.Genesis;

    /// <summary>The header with the most work of all that have not failed; of equals the one seen first.</summary>
    public HeaderEntry BestHeader { get; private set; }

    /// <summary>
    /// The block with the most work of all that have not failed and can be connected, because the node has it and all before it; of
    /// equals the one that could be connected first. The node's chain should end here; connecting may show that it fails.
    /// </summary>
    public HeaderEntry BestBlock { get; private set; }

    /// <summary>Every block that is known, in the order in which its header came: always after its parent.</summary>
    public IReadOnlyList<HeaderEntry> Blocks => _order;

    /// <summary>
    /// Less work than this in all is not worth keeping: the network's least, or that of about a day before the best block.
    /// </summary>
    public UInt256 LeastWorthwhileWork
    {
        get
        {
            var behind = Target.Work(BestBlock.Header.Bits) * WorthwhileBlocks;
            var near = BestBlock.ChainWork > behind ? BestBlock.ChainWork - behind : UInt256.Zero;
            return near > Parameters.LeastChainWork ? near : Parameters.LeastChainWork;
        }
    }

    /// <summary>The block with a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <returns>The block, or null where the node does not know its header.</returns>
    public HeaderEntry? Find(Hash256 hash) => _pool.Find(hash) is { } entry && _seen.ContainsKey(entry) ? entry : null;

    /// <summary>What the node knows of a block.</summary>
    /// <param name="entry">The block.</param>
    /// <returns>All that it knows.</returns>
    public BlockStatus StatusOf(HeaderEntry entry) => _seen.GetValueOrDefault(entry).Status;

    /// <summary>Whether the node knows something of a block.</summary>
    /// <param name="entry">The block.</param>
    /// <param name="status">Any of these is enough.</param>
    /// <returns>Whether it does.</returns>
    public bool Is(HeaderEntry entry, BlockStatus status) => (StatusOf(entry) & status) != 0;

    /// <summary>Validates a header and takes it in. One that is known already is no mistake.</summary>
    /// <param name="header">The header.</param>
    /// <param name="now">The node's time, in seconds since 1970.</param>
    /// <param name="entry">Its entry, where it is or was taken in.</param>
    /// <returns>Why it was not, or null.</returns>
    public Rejection? Add(in BlockHeader header, long now, out HeaderEntry? entry)
    {
        var hash = header.Hash();
        entry = Find(hash);
        if (entry is not null) return Is(entry, BlockStatus.AnyFailure) ? HeaderRules.AlreadyFailed : null;
        if (HeaderRules.CheckWork(header, hash, Parameters) is { } noWork) return noWork;
        if (Find(header.Previous) is not { } parent) return HeaderRules.UnknownParent;
        if (Is(parent, BlockStatus.AnyFailure)) return HeaderRules.FailedParent;
        if (_pool.Admit(header, hash, parent, out var admitted) is { } broken) return broken;
        if (HeaderRules.CheckTime(header, now, Parameters) is { } early) return early;
        entry = admitted!;
        Keep(entry);
        return null;
    }

    /// <summary>Says that the node has a block's body, and that what can be checked of it alone is as it should be.</summary>
    /// <param name="entry">A block of this tree.</param>
    public void AddData(HeaderEntry entry)
    {
        if (!Change(entry, BlockStatus.HasData)) return;
        if (entry.Parent is not { } parent || Is(parent, BlockStatus.IsComplete))
        {
            Complete(entry);
            return;
        }

        if (!_waiting.TryGetValue(parent, out var waiting)) _waiting.Add(parent, waiting = []);
        waiting.Add(entry);
    }

    /// <summary>Says that a block was connected and keeps all rules.</summary>
    /// <param name="entry">A block of this tree.</param>
    public void MarkValid(HeaderEntry entry) => Change(entry, BlockStatus.Valid);

    /// <summary>Says that a block breaks a rule, or that the operator does not want it; what builds on it fails with it.</summary>
    /// <remarks>Never for a rejection that is not <see cref="Rejection.IsFinal"/>.</remarks>
    /// <param name="entry">A block of this tree, but not the first.</param>
    public void MarkFailed(HeaderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry.Parent);
        if (!Change(entry, BlockStatus.Failed)) return;
        foreach (var block in _order)
            if (block.Parent is { } parent && Is(parent, BlockStatus.AnyFailure))
                Change(block, BlockStatus.FailedDescendant);
        ChooseAgain();
    }

    /// <summary>Takes back that a block failed, and everything before and after it: they will be checked again.</summary>
    /// <param name="entry">A block of this tree.</param>
    public void Reconsider(HeaderEntry entry)
    {
        foreach (var block in _order)
            if (Is(block, BlockStatus.AnyFailure) && (block.IsAncestorOf(entry) || entry.IsAncestorOf(block)))
                Clear(block, BlockStatus.AnyFailure);

        // Branches beside it may still stand on a block that failed.
        foreach (var block in _order)
        {
            if (block.Parent is { } parent && Is(parent, BlockStatus.AnyFailure)) Change(block, BlockStatus.FailedDescendant);
            else Clear(block, BlockStatus.FailedDescendant);
        }

        ChooseAgain();
    }

    /// <summary>The node is gone: the headers are no longer held on its account. The tree is of no use afterwards.</summary>
    internal void GiveBack()
    {
        foreach (var entry in _order) _pool.Release(entry);
        _order.Clear();
        _seen.Clear();
    }

    private int SideHeaders => _order.Count - 1 - BestHeader.Height;

    private static bool HasMoreWork(HeaderEntry entry, HeaderEntry than) => entry.ChainWork > than.ChainWork;

    private void Keep(HeaderEntry entry)
    {
        _pool.Hold(entry);
        _seen.Add(entry, new Seen(BlockStatus.HeaderValid, 0));
        _order.Add(entry);
        if (HasMoreWork(entry, BestHeader)) BestHeader = entry;
        if (SideHeaders > _mostSideHeaders) ForgetPoorBranches(entry);
    }

    /// <summary>Walks on to all blocks that waited for this one, without recursion: a chain may be long.</summary>
    private void Complete(HeaderEntry first)
    {
        var ready = new Queue<HeaderEntry>([first]);
        while (ready.TryDequeue(out var entry))
        {
            _seen[entry] = new Seen(StatusOf(entry) | BlockStatus.IsComplete, ++_completed);
            if (!Is(entry, BlockStatus.AnyFailure) && HasMoreWork(entry, BestBlock)) BestBlock = entry;
            if (!_waiting.Remove(entry, out var waiting)) continue;
            foreach (var child in waiting) ready.Enqueue(child);
        }
    }

    private void ChooseAgain()
    {
        BestHeader = BestBlock = Genesis;
        foreach (var entry in _order)
        {
            var seen = _seen[entry];
            if ((seen.Status & BlockStatus.AnyFailure) != 0) continue;
            if (HasMoreWork(entry, BestHeader)) BestHeader = entry;
            if ((seen.Status & BlockStatus.IsComplete) == 0) continue;
            var order = entry.ChainWork.CompareTo(BestBlock.ChainWork);
            if (order > 0 || (order == 0 && seen.Completed < _seen[BestBlock].Completed)) BestBlock = entry;
        }
    }

    /// <summary>
    /// Forgets headers without data beside the best chain until half as many as allowed are left, those with the most work.
    /// </summary>
    /// <param name="newest">Stays: whoever added it is about to use it.</param>
    private void ForgetPoorBranches(HeaderEntry newest)
    {
        // What a branch is worth is the most work that is built on it, so that nothing is forgotten from under something better.
        var worth = new Dictionary<HeaderEntry, UInt256>();
        for (var i = _order.Count - 1; i >= 0; i--)
        {
            var entry = _order[i];
            var own = worth.TryGetValue(entry, out var above) ? above : worth[entry] = entry.ChainWork;
            if (entry.Parent is { } parent && (!worth.TryGetValue(parent, out var known) || known < own)) worth[parent] = own;
        }

        var poor = _order.Where(entry => !entry.IsAncestorOf(BestHeader)).Select((entry, age) => (entry, age)).ToList();
        poor.Sort((one, other) => worth[other.entry].CompareTo(worth[one.entry]) is not 0 and var order ? order : one.age - other.age);
        var forgotten = new HashSet<HeaderEntry>();
        for (var i = poor.Count - 1; i >= Parameters.MostSideHeaders / 2; i--)
        {
            var entry = poor[i].entry;
            if (!Is(entry, BlockStatus.HasData)) forgotten.Add(entry);
        }

        // What stays keeps the headers before it.
        forgotten.Remove(newest);
        for (var i = _order.Count - 1; i >= 0; i--)
            if (!forgotten.Contains(_order[i]) && _order[i].Parent is { } parent)
                forgotten.Remove(parent);

        _order.RemoveAll(entry => forgotten.Contains(entry) && Forget(entry));
        // Where blocks with data fill the room, which are not forgotten, the next look is not at the very next header.
        var quarter = Parameters.MostSideHeaders / 4;
        _mostSideHeaders = Math.Max(Parameters.MostSideHeaders, SideHeaders + quarter);
    }

    private bool Forget(HeaderEntry entry)
    {
        _pool.Release(entry);
        return _seen.Remove(entry);
    }

    private bool Change(HeaderEntry entry, BlockStatus add)
    {
        if (!_seen.TryGetValue(entry, out var seen) || (seen.Status & add) == add) return false;
        _seen[entry] = seen with { Status = seen.Status | add };
        return true;
    }

    private void Clear(HeaderEntry entry, BlockStatus remove)
    {
        var seen = _seen[entry];
        if ((seen.Status & remove) != 0) _seen[entry] = seen with { Status = seen.Status & ~remove };
    }

    /// <summary>What this node thinks of a block.</summary>
    /// <param name="Status">All that it knows.</param>
    /// <param name="Completed">When it could be connected, counted from 1; zero as long as it cannot.</param>
    private readonly record struct Seen(BlockStatus Status, int Completed);
}
