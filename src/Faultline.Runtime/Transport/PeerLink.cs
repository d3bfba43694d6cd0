using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Faultline.Model.Nodes;
using Faultline.Runtime.Security;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Transport;

/// <summary>The connection that this process opens to one node, opened again whenever it ends.</summary>
internal sealed class PeerLink(NodeId peer, EndPoint address, NetworkOptions options, Traffic traffic, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Outbox _outbox = new(options.MostQueuedBytes);
    private volatile Connection? _connection;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _connection is not null;

    /// <summary>Adds a frame to what waits.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TrySend(NodeId from, ReadOnlySpan<byte> message) => _outbox.TryAdd(from, peer, message);

    /// <summary>Sends what waits, where the connection is open.</summary>
    public void Flush() => _connection?.Flush();

    /// <summary>Keeps the connection open until it is cancelled.</summary>
    /// <param name="read">Reads from a connection until it ends.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Func<Connection, CancellationToken, Task> read, CancellationToken cancellation)
    {
        var pause = FirstPause;
        string? last = null;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var connection = await OpenAsync(cancellation).ConfigureAwait(false);
                pause = FirstPause;
                last = null;
                log.Connected(peer, address);
                traffic.Opened();
                _connection = connection;
                try
                {
                    connection.Flush();
                    await read(connection, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    _connection = null;
                    traffic.Closed();
                }
            }
            catch (Exception error) when (IsTheWorlds(error) || error is OperationCanceledException)
            {
                if (cancellation.IsCancellationRequested) return;

                // The same trouble again and again is told once.
                if (last != error.Message) log.NotConnected(peer, address, error.Message);
                last = error.Message;
            }

            // What was to be said a while ago is not worth saying any more.
            _outbox.Clear();
            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause + pause < LongestPause ? pause + pause : LongestPause;
        }
    }

    /// <summary>Whether an exception is the network's or the other end's doing.</summary>
    internal static bool IsTheWorlds(Exception error) =>
        error is IOException or SocketException or AuthenticationException or ObjectDisposedException;

    private async Task<Connection> OpenAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.HandshakeTimeout);
        var socket = Sockets.Create(address);
        IDisposable opened = socket;
        try
        {
            await socket.ConnectAsync(address, limit.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            opened = stream;
            var identity = Identity.Of(peer);
            if (options.Credentials is { } credentials)
                opened = stream = await credentials.ConnectAsync(stream, identity, limit.Token).ConfigureAwait(false);
            await Hello.SayAsync(stream, options.Self, limit.Token).ConfigureAwait(false);
            var heard = await Hello.HearAsync(stream, identity, limit.Token).ConfigureAwait(false);
            return new Connection(stream, heard, _outbox, traffic);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            opened.Dispose();
            throw new IOException($"no answer within {options.HandshakeTimeout.TotalSeconds:0.#} s");
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
