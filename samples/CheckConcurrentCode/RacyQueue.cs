/// <summary>A queue with a mistake that a test on one thread never shows: between looking at the head and moving on, another
/// thread can look at the same head.</summary>
internal sealed class RacyQueue
{
    private readonly string?[] _items = new string?[1 << 16];
    private int _head;
    private int _tail;

    public void Enqueue(string value) => Volatile.Write(ref _items[Interlocked.Increment(ref _tail) - 1], value);

    public string? Dequeue()
    {
        var head = Volatile.Read(ref _head);
        var value = Volatile.Read(ref _items[head]);
        if (value is null) return null;

        Thread.Yield();
        Volatile.Write(ref _head, head + 1);
        return value;
    }
}
