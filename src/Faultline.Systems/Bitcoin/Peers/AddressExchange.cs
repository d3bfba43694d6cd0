using Faultline.Model.Nodes;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>What one peer tells of addresses and is told, with bounds on both.</summary>
internal sealed class AddressExchange(long now)
{
    /// <summary>How many addresses wait to be told; a further one takes the place of any.</summary>
    public const int MostWaiting = 100;

    /// <summary>How many addresses a peer may tell at once; as many a <see cref="RefillTicks"/> again.</summary>
    public const int Burst = AddressBook.MostTold;

    /// <summary>In this time one more address is taken from a peer that has told too many (Bitcoin Core: one in ten seconds).</summary>
    private const long RefillTicks = 10 * TimeSpan.TicksPerSecond;

    private readonly HashSet<NodeId> _told = [];
    private readonly List<SeenAddress> _waiting = [];
    private long _allowance = 1;
    private long _refilledAt = now;

    /// <summary>Whether it has asked for addresses already: once is answered.</summary>
    public bool HasAsked { get; set; }

    /// <summary>The node has asked it for addresses: it may answer with as many as a message holds.</summary>
    public void Expect() => _allowance += Burst;

    /// <summary>Whether one more address is taken from it.</summary>
    public bool TryTake(long now)
    {
        var refill = (now - _refilledAt) / RefillTicks;
        if (refill > 0)
        {
            _refilledAt += refill * RefillTicks;
            if (_allowance < Burst) _allowance = Math.Min(Burst, _allowance + refill);
        }

        if (_allowance == 0) return false;
        _allowance--;
        return true;
    }

    /// <summary>It knows an address, since it has told it.</summary>
    public void Knows(NodeId address)
    {
        if (_told.Count >= 2 * Burst) _told.Clear();
        _told.Add(address);
    }

    /// <summary>It shall be told of an address, unless it knows it.</summary>
    public void Tell(SeenAddress address)
    {
        if (_waiting.Count < MostWaiting && !_told.Contains(address.Node)) _waiting.Add(address);
    }

    /// <summary>What it is to be told now.</summary>
    public SeenAddress[] TakeWaiting()
    {
        if (_waiting.Count == 0) return [];
        SeenAddress[] told = [.. _waiting];
        _waiting.Clear();
        foreach (var address in told) Knows(address.Node);
        return told;
    }
}
