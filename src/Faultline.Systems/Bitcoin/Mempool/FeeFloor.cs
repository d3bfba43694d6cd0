namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>
/// The least fee rate that a pool takes which has been full: higher than what it had to give up, and falling again with time.
/// </summary>
/// <remarks>
/// Bitcoin Core's rolling minimum (GetMinFee), with whole numbers: within a half-life it falls in a straight line instead of a curve.
/// </remarks>
internal sealed class FeeFloor(MempoolPolicy policy)
{
    /// <summary>How often the floor is reckoned anew, in seconds.</summary>
    private const long Step = 10;

    private long _rate;
    private long _since;
    private bool _hasSeenBlock;

    /// <summary>The pool was full and gave something up.</summary>
    /// <param name="rate">What that was worth.</param>
    public void Raise(FeeRate rate)
    {
        var raised = rate.PerUnit + policy.IncrementalRate;
        if (raised <= _rate) return;
        _rate = raised;
        _hasSeenBlock = false;
    }

    /// <summary>A block has taken from the pool: the floor may fall from now on.</summary>
    /// <param name="now">In seconds since 1970.</param>
    public void OnBlock(long now) => (_hasSeenBlock, _since) = (true, now);

    /// <summary>The least fee for 1,000 bytes, in satoshi; zero where the pool has not been full lately.</summary>
    /// <param name="now">In seconds since 1970.</param>
    /// <param name="bytes">The pool's present size.</param>
    public long At(long now, long bytes)
    {
        if (_hasSeenBlock && _rate > 0 && now > _since + Step) Fall(now, bytes);
        return _rate;
    }

    private void Fall(long now, long bytes)
    {
        // A pool that is nearly empty has no reason to be choosy for long.
        var halfLife = policy.FloorHalfLifeSeconds;
        if (bytes < policy.MostBytes / 4) halfLife /= 4;
        else if (bytes < policy.MostBytes / 2) halfLife /= 2;
        halfLife = Math.Max(halfLife, 1);

        var (halvings, rest) = Math.DivRem(now - _since, halfLife);
        _since = now;
        _rate = halvings < 63 ? _rate >> (int)halvings : 0;
        _rate -= (long)((Int128)_rate * rest / (2 * halfLife));
        if (_rate < policy.IncrementalRate / 2) _rate = 0;
    }
}
