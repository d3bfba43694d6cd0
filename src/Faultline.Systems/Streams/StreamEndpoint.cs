using Faultline.Model.Nodes;

namespace Faultline.Systems.Streams;

/// <summary>All connections of one host: finds the one that a segment or timer is for, opens new ones, refuses what fits none.</summary>
/// <param name="settings">The settings.</param>
/// <param name="listens">Whether connections to <see cref="ListeningPort"/> are accepted.</param>
/// <param name="changed">
/// Is told when the application may have something to do with a connection: it is open, can be read or written, or is gone.
/// </param>
internal sealed class StreamEndpoint(StreamSettings settings, bool listens, Action<NodeContext, Connection> changed)
{
    /// <summary>The port that is known to everyone.</summary>
    public const int ListeningPort = 5001;

    /// <summary>The first of the ports from which connections are opened (RFC 6335, section 6).</summary>
    public const int FirstEphemeralPort = 49_152;

    /// <summary>So few that a restarted host soon meets what is left of its earlier connections.</summary>
    public const int EphemeralPorts = 64;

    /// <summary>The most connections of a host; further ones are refused.</summary>
    public const int MostConnections = 4_096;

    // Never enumerated.
    private readonly Dictionary<ConnectionKey, Connection> _byKey = [];
    private readonly Dictionary<long, Connection> _byNumber = [];
    private long _lastNumber;
    private int _nextPort;

    /// <summary>The host starts: it knows of no connection, and the first port that it takes is a random one.</summary>
    public void Start(NodeContext context) => _nextPort = context.Random.Below(EphemeralPorts);

    /// <summary>Opens a connection.</summary>
    /// <returns>The connection, or null where no port is free.</returns>
    public Connection? Open(NodeContext context, NodeId peer)
    {
        for (var tried = 0; tried < EphemeralPorts; tried++)
        {
            var key = new ConnectionKey(peer, FirstEphemeralPort + _nextPort, ListeningPort);
            _nextPort = (_nextPort + 1) % EphemeralPorts;
            if (_byKey.ContainsKey(key)) continue;
            var connection = Add(context, key);
            connection.Open(context);
            connection.Flush(context);
            return connection;
        }

        return null;
    }

    public void OnSegment(NodeContext context, NodeId from, Segment segment)
    {
        if (!segment.IsPlausible) return;
        var key = new ConnectionKey(from, segment.DestinationPort, segment.SourcePort);
        if (_byKey.TryGetValue(key, out var connection))
        {
            connection.OnSegment(context, segment);
            Changed(context, connection);
        }
        else if (listens && key.LocalPort == ListeningPort && _byKey.Count < MostConnections
            && segment.Control == SegmentControl.Synchronize)
        {
            connection = Add(context, key);
            connection.Accept(context, segment);
            connection.Flush(context);
        }
        else if (!segment.Has(SegmentControl.Reset))
        {
            context.Send(from, Connection.Refusal(segment));
        }
    }

    /// <summary>A timer of a connection is due.</summary>
    /// <returns>Whether the timer is of streams.</returns>
    public bool OnTimer(NodeContext context, TimerKey timer)
    {
        if (timer.Kind != Connection.Retransmission && timer.Kind != Connection.User && timer.Kind != Connection.TimeWaited) return false;
        if (Find(timer.Id) is not { } connection) return true;
        connection.OnTimer(context, timer.Kind);
        Changed(context, connection);
        return true;
    }

    /// <summary>The connection with a number, or null where it is gone.</summary>
    public Connection? Find(long number) => _byNumber.GetValueOrDefault(number);

    private Connection Add(NodeContext context, ConnectionKey key)
    {
        var connection = new Connection(settings, key, ++_lastNumber, context.Random.Below(Segment.SequenceNumbers / 2));
        _byKey.Add(key, connection);
        _byNumber.Add(connection.Number, connection);
        return connection;
    }

    private void Changed(NodeContext context, Connection connection)
    {
        changed(context, connection);
        connection.Flush(context);
        if (connection.State != ConnectionState.Closed) return;
        _byKey.Remove(connection.Key);
        _byNumber.Remove(connection.Number);
    }
}
