namespace Faultline.Runtime.Storage;

/// <summary>How much a node may keep on its disk: a limit of its own, below that of the device.</summary>
internal sealed class DiskSpace
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private long _used;
    private long _limit = long.MaxValue;

    /// <summary>How many bytes its files have.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>How many they may have; any thread may change it. Default: no limit.</summary>
    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    /// <summary>Whether a failure means that the device has no room.</summary>
    public static bool IsFull(IOException error) =>
        error.HResult is NoSpaceLeft or QuotaExceeded or WindowsDiskFull || (error.HResult & 0xFFFF) is NoSpaceLeft or QuotaExceeded;

    /// <summary>Takes so many bytes more.</summary>
    /// <exception cref="IOException">The limit does not allow them; nothing is taken.</exception>
    public void Take(long bytes)
    {
        if (bytes > 0 && _used + bytes > Limit) throw new IOException("the disk's quota is used up", QuotaExceeded);
        Volatile.Write(ref _used, _used + bytes);
    }

    /// <summary>Gives bytes back.</summary>
    public void GiveBack(long bytes) => Volatile.Write(ref _used, _used - bytes);
}
