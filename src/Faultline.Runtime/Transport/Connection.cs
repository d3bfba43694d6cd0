using Faultline.Runtime.Security;

namespace Faultline.Runtime.Transport;

/// <summary>A connection whose two ends know each other.</summary>
/// <remarks>Writing is done by whoever flushes, as long as the socket takes it; behind that it goes on by itself.</remarks>
internal sealed class Connection(Stream stream, Identity peer, Outbox outbox, Traffic traffic) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isWriting;
    private bool _isAskedAgain;
    private int _isClosed;

    /// <summary>Who is at the other end.</summary>
    public Identity Peer { get; } = peer;

    /// <summary>What waits to be sent.</summary>
    public Outbox Outbox { get; } = outbox;

    /// <summary>Sends what waits. Does not wait for it.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _isAskedAgain = true;
            if (_isWriting) return;
            _isWriting = true;
        }

        _ = WriteAsync();
    }

    /// <summary>Reads frames until the connection ends.</summary>
    /// <param name="mostFrameBytes">The longest frame.</param>
    /// <param name="take">Takes in all frames that have come together; false ends the connection.</param>
    /// <param name="cancellation">Ends the connection.</param>
    /// <exception cref="IOException">It broke, or what came is no frame.</exception>
    public async Task ReadAsync(int mostFrameBytes, FrameTaker take, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        var filled = 0;
        while (true)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (count == 0) return;
            traffic.Received(count);
            filled += count;
            var used = await take(buffer.AsMemory(0, filled)).ConfigureAwait(false);
            buffer.AsSpan(used..filled).CopyTo(buffer);
            filled -= used;

            // It grows as bytes come and not as a length promises them.
            if (filled == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * buffer.Length, mostFrameBytes));
            else if (used > 0 && filled == 0 && buffer.Length < 65536 && count == buffer.Length) buffer = new byte[65536];
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0) stream.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (!_isAskedAgain)
                    {
                        _isWriting = false;
                        return;
                    }

                    _isAskedAgain = false;
                }

                var bytes = Outbox.Take();
                if (bytes.IsEmpty) continue;
                await stream.WriteAsync(bytes).ConfigureAwait(false);
                traffic.Sent(bytes.Length);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader finds the connection closed and tells.
            Dispose();
        }
    }
}

/// <summary>Takes frames in.</summary>
/// <param name="bytes">What has come and was not used yet.</param>
/// <returns>How many of these bytes were used.</returns>
internal delegate ValueTask<int> FrameTaker(ReadOnlyMemory<byte> bytes);
