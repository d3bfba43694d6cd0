using System.Buffers.Binary;
using System.IO.Hashing;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Streams;

/// <summary>The application that receives: reads a transfer to its end, and answers with how much came and its digest.</summary>
internal sealed class TransferServer : Node
{
    /// <summary>A slow application reads so often.</summary>
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(10);

    private static readonly TimerKind Reading = new("application reads");

    private readonly StreamSettings _settings;
    private readonly StreamEndpoint _endpoint;

    /// <summary>What is being received, by the connection's number. Never enumerated.</summary>
    private readonly Dictionary<long, Incoming> _incoming = [];

    public TransferServer(StreamSettings settings)
    {
        _settings = settings;
        _endpoint = new StreamEndpoint(settings, listens: true, OnChanged);
    }

    public override void OnStart(NodeContext context) => _endpoint.Start(context);

    public override void OnMessage(NodeContext context, NodeId from, Message message) =>
        _endpoint.OnSegment(context, from, (Segment)message);

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (_endpoint.OnTimer(context, timer) || _endpoint.Find(timer.Id) is not { } connection) return;
        var incoming = _incoming[connection.Number];
        incoming.IsReading = false;
        Read(context, connection, incoming, _settings.ReadRate * (int)ReadPause.TotalMilliseconds);
        connection.Flush(context);
    }

    private void OnChanged(NodeContext context, Connection connection)
    {
        if (connection.State == ConnectionState.Closed)
        {
            _incoming.Remove(connection.Number);
            context.CancelTimer(Reading, connection.Number);
            return;
        }

        if (!_incoming.TryGetValue(connection.Number, out var incoming)) _incoming.Add(connection.Number, incoming = new Incoming());
        if (_settings.ReadRate == 0) Read(context, connection, incoming, int.MaxValue);
        else if (!incoming.IsReading) ReadLater(context, connection, incoming);
    }

    private static void Read(NodeContext context, Connection connection, Incoming incoming, int most)
    {
        incoming.Add(connection.Read(most));
        if (connection.Available > 0) ReadLater(context, connection, incoming);
        else if (connection.PeerFinished && !incoming.IsAnswered) Answer(context, connection, incoming);
    }

    private static void ReadLater(NodeContext context, Connection connection, Incoming incoming)
    {
        incoming.IsReading = true;
        context.SetTimer(Reading, ReadPause, connection.Number);
    }

    private static void Answer(NodeContext context, Connection connection, Incoming incoming)
    {
        incoming.IsAnswered = true;
        if (incoming.Id is { } id)
        {
            context.Emit(new NodeEvent(NodeEventKind.Received, id, incoming.Digest));
            Span<byte> answer = stackalloc byte[TransferClient.AnswerSize];
            BinaryPrimitives.WriteInt64LittleEndian(answer, incoming.Bytes);
            BinaryPrimitives.WriteUInt64LittleEndian(answer[sizeof(long)..], incoming.Digest);
            connection.Write(answer);
        }

        connection.Close();
    }

    /// <summary>A transfer on its way in: its number, then bytes, of which a running digest is kept and nothing else.</summary>
    private sealed class Incoming
    {
        private readonly byte[] _header = new byte[TransferClient.HeaderSize];
        private readonly XxHash3 _digest = new();
        private int _headerBytes;

        /// <summary>The transfer's number; null until it has come.</summary>
        public long? Id => _headerBytes == _header.Length ? BinaryPrimitives.ReadInt64LittleEndian(_header) : null;

        public long Bytes { get; private set; }

        public ulong Digest => _digest.GetCurrentHashAsUInt64();

        public bool IsReading { get; set; }

        public bool IsAnswered { get; set; }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            var header = Math.Min(_header.Length - _headerBytes, bytes.Length);
            bytes[..header].CopyTo(_header.AsSpan(_headerBytes));
            _headerBytes += header;
            _digest.Append(bytes[header..]);
            Bytes += bytes.Length - header;
        }
    }
}
