using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Runtime.Control;
using Faultline.Runtime.Hosting;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Transport;

/// <summary>Carries messages between this process and others. What is lost, is lost: protocols repeat themselves.</summary>
/// <remarks>
/// A process opens a connection to each node and sends on it; what it receives comes on those that others open. Clients, which nobody can
/// call, get their answers on the connection on which they asked.
/// </remarks>
internal sealed class Network : IAsyncDisposable
{
    private const int MostClientsPerConnection = 65_536;

    private readonly NetworkOptions _options;
    private readonly SortedDictionary<NodeId, PeerLink> _links = [];
    private readonly Dictionary<NodeId, Connection> _clients = [];
    private readonly HashSet<Connection> _unflushed = [];
    private readonly Dictionary<NodeId, LinkFault> _faults = [];
    private readonly ConcurrentDictionary<NodeId, bool> _deaf = [];
    private readonly ArrayBufferWriter<byte> _encoded = new(4096);
    private readonly Prng _random = new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
    private readonly CancellationTokenSource _stop = new();
    private readonly Listener? _listener;
    private readonly List<Task> _running = [];
    private Message? _last;
    private NodeLoop? _loop;

    public Network(NetworkOptions options, ILogger log)
    {
        _options = options;
        foreach (var (peer, address) in options.Peers) _links.Add(peer, new PeerLink(peer, address, options, Traffic, log));
        if (options.Listen is null) return;
        _listener = new Listener(options, Traffic, log);
        Address = _listener.Open();
    }

    /// <summary>What it carries.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>What link faults have done; on the loop's thread.</summary>
    public StruckMessages Struck { get; private set; }

    /// <summary>Where it listens.</summary>
    public EndPoint? Address { get; }

    /// <summary>The nodes to which a connection is open.</summary>
    public IEnumerable<NodeId> Reached => _links.Where(static link => link.Value.IsOpen).Select(static link => link.Key);

    /// <summary>Answers operators; null where there are none.</summary>
    public Func<ControlMessage, ValueTask<ControlMessage>>? Operators { get; set; }

    /// <summary>Begins to connect and to listen.</summary>
    /// <param name="loop">Who takes what comes.</param>
    public void Start(NodeLoop loop)
    {
        _loop = loop;
        foreach (var link in _links.Values) _running.Add(Task.Run(() => link.RunAsync(ReadAsync, _stop.Token)));
        if (_listener is not null) _running.Add(Task.Run(() => _listener.RunAsync(ReadAsync, _stop.Token)));
    }

    /// <summary>Sends a message; on the loop's thread.</summary>
    public void Send(NodeId from, NodeId to, Message message)
    {
        Traffic.MessageSent();
        if (_faults.TryGetValue(to, out var fault)) SendBadly(fault, from, to, message);
        else Transmit(from, to, message);
    }

    /// <summary>Lets everything leave that was sent; on the loop's thread.</summary>
    public void Flush()
    {
        _last = null;
        foreach (var link in _links.Values) link.Flush();
        foreach (var connection in _unflushed) connection.Flush();
        _unflushed.Clear();
    }

    /// <summary>Puts something wrong on the way to another, or, with null, makes it good again; on the loop's thread.</summary>
    public void SetFault(NodeId peer, LinkFault? fault)
    {
        if (fault is null) _faults.Remove(peer);
        else _faults[peer] = fault;
        if (fault?.IsDeaf == true) _deaf[peer] = true;
        else _deaf.TryRemove(peer, out _);
    }

    /// <summary>Gives the address up, where it was never started.</summary>
    public void Close() => _listener?.Dispose();

    /// <summary>Ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void SendBadly(LinkFault fault, NodeId from, NodeId to, Message message)
    {
        if (fault.IsCut || _random.Below(1_000_000) < fault.LossPerMillion)
        {
            Traffic.MessageDropped();
            Struck += new StruckMessages(1, 0, 0);
            return;
        }

        var copies = _random.Below(1_000_000) < fault.CopiesPerMillion ? 2 : 1;
        Struck += new StruckMessages(0, fault.MostDelay > TimeSpan.Zero ? 1 : 0, copies - 1);
        for (var i = 0; i < copies; i++)
        {
            if (fault.MostDelay == TimeSpan.Zero) Transmit(from, to, message);
            else _loop!.Later(_random.Between(fault.LeastDelay, fault.MostDelay), () => Transmit(from, to, message));
        }
    }

    private void Transmit(NodeId from, NodeId to, Message message)
    {
        // A broadcast is encoded once.
        if (!ReferenceEquals(_last, message))
        {
            _encoded.ResetWrittenCount();
            _options.Codec.Encode(message, _encoded);
            _last = message;
        }

        bool isSent;
        if (_links.TryGetValue(to, out var link))
        {
            isSent = link.TrySend(from, _encoded.WrittenSpan);
        }
        else if (_clients.TryGetValue(to, out var connection))
        {
            isSent = connection.Outbox.TryAdd(from, to, _encoded.WrittenSpan);
            _unflushed.Add(connection);
        }
        else
        {
            isSent = false;
        }

        if (!isSent) Traffic.MessageDropped();
    }

    private async Task ReadAsync(Connection connection, CancellationToken cancellation)
    {
        var clients = new HashSet<NodeId>();
        try
        {
            await connection.ReadAsync(_options.MostFrameBytes, bytes => TakeAsync(connection, clients, bytes), cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            _loop!.Call(() => Forget(connection, clients));
        }
    }

    private async ValueTask<int> TakeAsync(Connection connection, HashSet<NodeId> clients, ReadOnlyMemory<byte> bytes)
    {
        var envelopes = new List<Envelope>();
        var used = 0;
        while (TryRead(connection, bytes.Span[used..], out var envelope, out var control, out var length))
        {
            used += length;
            if (control is not null) await AnswerAsync(connection, control).ConfigureAwait(false);
            if (envelope is not { } message) continue;
            envelopes.Add(message);
            if (message.From.IsClient && clients.Add(message.From)) Introduce(connection, message.From, clients.Count);
        }

        if (envelopes.Count == 0) return used;
        Traffic.MessagesCame(envelopes.Count);
        _loop!.Deliver(envelopes);

        // Whoever sends more than the loop can take waits, and with them all who send on this connection.
        while (_loop.Waiting > _options.MostWaiting) await Task.Delay(1).ConfigureAwait(false);
        return used;
    }

    /// <summary>Reads one frame, which may hold a message, an operator's order, or nothing that counts.</summary>
    private bool TryRead(
        Connection connection, ReadOnlySpan<byte> bytes, out Envelope? envelope, out ControlMessage? control, out int length)
    {
        (envelope, control) = (null, null);
        if (!Frame.TryRead(bytes, _options.MostFrameBytes, out var frame, out length)) return false;
        var peer = connection.Peer;
        if (peer == Security.Identity.Operator)
        {
            if (!ControlMessage.TryDecode(frame.Message, out control)) throw new FrameException("the order cannot be read");
        }
        else if (!peer.MaySpeakFor(frame.From))
        {
            throw new FrameException($"it speaks for {frame.From}");
        }
        else if (!_options.Codec.TryDecode(frame.Message, out var message) || (frame.From.IsClient && !_options.IsForClients(message)))
        {
            Traffic.Refuse();
        }
        else if (!_deaf.ContainsKey(frame.From))
        {
            envelope = new Envelope(frame.From, frame.To, message);
        }

        return true;
    }

    private void Introduce(Connection connection, NodeId client, int count)
    {
        if (count > MostClientsPerConnection) throw new FrameException($"it speaks for more than {MostClientsPerConnection} clients");
        _loop!.Call(() => _clients[client] = connection);
    }

    private void Forget(Connection connection, HashSet<NodeId> clients)
    {
        _unflushed.Remove(connection);
        foreach (var client in clients)
            if (_clients.TryGetValue(client, out var current) && current == connection)
                _clients.Remove(client);
    }

    private async ValueTask AnswerAsync(Connection connection, ControlMessage order)
    {
        if (Operators is not { } operators) throw new FrameException("nobody takes orders here");
        var answer = await operators(order).ConfigureAwait(false);
        connection.Outbox.TryAdd(default, default, ControlMessage.Encode(answer));
        connection.Flush();
    }
}
