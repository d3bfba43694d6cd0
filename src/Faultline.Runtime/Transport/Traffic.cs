namespace Faultline.Runtime.Transport;

/// <summary>Counts what a process sends, receives and refuses. Thread-safe.</summary>
internal sealed class Traffic
{
    private long _messagesSent;
    private long _messagesReceived;
    private long _messagesDropped;
    private long _bytesSent;
    private long _bytesReceived;
    private long _refused;
    private long _connections;

    public long MessagesSent => Volatile.Read(ref _messagesSent);

    public long MessagesReceived => Volatile.Read(ref _messagesReceived);

    /// <summary>Messages that found no connection, no room in its queue, or a link fault.</summary>
    public long MessagesDropped => Volatile.Read(ref _messagesDropped);

    public long BytesSent => Volatile.Read(ref _bytesSent);

    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Connections that were refused, and messages that nobody could read or that their sender may not send.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Connections of the moment whose two ends know each other.</summary>
    public long Connections => Volatile.Read(ref _connections);

    public void MessageSent() => Interlocked.Increment(ref _messagesSent);

    public void MessageDropped() => Interlocked.Increment(ref _messagesDropped);

    public void MessagesCame(int count) => Interlocked.Add(ref _messagesReceived, count);

    public void Sent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    public void Received(int bytes) => Interlocked.Add(ref _bytesReceived, bytes);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Opened() => Interlocked.Increment(ref _connections);

    public void Closed() => Interlocked.Decrement(ref _connections);
}
