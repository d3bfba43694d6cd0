using System.Net;
using System.Net.Sockets;
using Faultline.Runtime.Security;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Transport;

/// <summary>Accepts connections, and finds out who is there.</summary>
/// <remarks>
/// Whoever is not known yet costs little and can keep nobody out: handshakes have a time limit, and when there are too many of them the
/// oldest ends, which by then is no honest one.
/// </remarks>
internal sealed class Listener(NetworkOptions options, Traffic traffic, ILogger log) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Socket> _handshakes = new();
    private readonly Socket _socket = Sockets.Create(options.Listen!);
    private int _accepted;

    /// <summary>Takes the address.</summary>
    /// <returns>The address, with the port where any was asked for.</returns>
    /// <exception cref="SetupException">The address is in use or not this machine's.</exception>
    public EndPoint Open()
    {
        try
        {
            if (!OperatingSystem.IsWindows()) _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(options.Listen!);
            _socket.Listen(512);
        }
        catch (SocketException error)
        {
            _socket.Dispose();
            var why = error.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? "another program uses that port: choose another, or stop that program"
                : error.Message;
            throw new SetupException($"cannot listen on {options.Listen}: {why}", error);
        }

        log.Listening(_socket.LocalEndPoint);
        return _socket.LocalEndPoint!;
    }

    /// <summary>Accepts until it is cancelled.</summary>
    /// <param name="read">Reads from a connection until it ends.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Func<Connection, CancellationToken, Task> read, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var socket = await _socket.AcceptAsync(cancellation).ConfigureAwait(false);
                if (Volatile.Read(ref _accepted) >= options.MostConnections)
                {
                    Refuse(socket, $"there are {options.MostConnections} connections already");
                    socket.Dispose();
                    continue;
                }

                _ = ServeAsync(socket, read, cancellation);
            }
            catch (SocketException error)
            {
                // Such as no more file descriptors: others will close theirs.
                log.Refused(null, error.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync(Socket socket, Func<Connection, CancellationToken, Task> read, CancellationToken cancellation)
    {
        Connection? connection = null;
        try
        {
            var address = socket.RemoteEndPoint;
            connection = await ShakeHandsAsync(Sockets.Configure(socket), cancellation).ConfigureAwait(false);
            Interlocked.Increment(ref _accepted);
            traffic.Opened();
            log.Accepted(connection.Peer, address);
            await read(connection, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (PeerLink.IsTheWorlds(error) || error is OperationCanceledException)
        {
            if (cancellation.IsCancellationRequested) return;
            if (connection is null) Refuse(socket, error is OperationCanceledException ? "the handshake took too long" : error.Message);
            else if (error is FrameException) log.Ended(connection.Peer, error.Message);
        }
        finally
        {
            if (connection is not null)
            {
                Interlocked.Decrement(ref _accepted);
                traffic.Closed();
                connection.Dispose();
            }

            socket.Dispose();
        }
    }

    private async Task<Connection> ShakeHandsAsync(Socket socket, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.HandshakeTimeout);
        var place = Begin(socket);
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            Identity? proven = null;
            if (options.Credentials is { } credentials)
                (stream, proven) = await credentials.AcceptAsync(stream, limit.Token).ConfigureAwait(false);
            var peer = await Hello.HearAsync(stream, proven, limit.Token).ConfigureAwait(false);
            await Hello.SayAsync(stream, options.Self, limit.Token).ConfigureAwait(false);
            return new Connection(stream, peer, new Outbox(options.MostQueuedBytes), traffic);
        }
        finally
        {
            End(place);
        }
    }

    private LinkedListNode<Socket> Begin(Socket socket)
    {
        lock (_gate)
        {
            if (_handshakes.Count >= options.MostHandshakes) _handshakes.First!.Value.Dispose();
            if (_handshakes.Count >= options.MostHandshakes) _handshakes.RemoveFirst();
            return _handshakes.AddLast(socket);
        }
    }

    private void End(LinkedListNode<Socket> place)
    {
        lock (_gate)
            if (place.List is not null)
                _handshakes.Remove(place);
    }

    private void Refuse(Socket socket, string why)
    {
        traffic.Refuse();
        EndPoint? address = null;
        try
        {
            address = socket.RemoteEndPoint;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        log.Refused(address, why);
    }
}
