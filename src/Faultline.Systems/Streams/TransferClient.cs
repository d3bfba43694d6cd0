using System.Buffers.Binary;
using System.Globalization;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Systems.Streams;

/// <summary>
/// The application that sends: a connection for each transfer, on which it writes the transfer's number and bytes, finishes, and
/// waits for what the receiver says that it got.
/// </summary>
/// <remarks>
/// A transfer that is lost before its end was sent has failed for certain: nobody can have received all of it. One that is lost
/// later has an unknown outcome. There is no second try: what a second transfer would double is for the user to judge.
/// </remarks>
internal sealed class TransferClient : Node
{
    /// <summary>The transfer's number goes before its bytes.</summary>
    public const int HeaderSize = sizeof(long);

    /// <summary>The number of bytes that came, and their digest.</summary>
    public const int AnswerSize = sizeof(long) + sizeof(ulong);

    private readonly StreamEndpoint _endpoint;
    private ClientRequest? _open;
    private Connection? _connection;
    private long _written;

    public TransferClient(StreamSettings settings) => _endpoint = new StreamEndpoint(settings, listens: false, OnChanged);

    public override void OnStart(NodeContext context) => _endpoint.Start(context);

    public override void OnRequest(NodeContext context, in ClientRequest request)
    {
        var transfer = (Transfer)request.Operation;
        if (!NodeId.TryParse(transfer.To, out var to)) throw new ArgumentException($"{transfer.To} is not a node");
        _connection = _endpoint.Open(context, to);
        _open = request;
        _written = 0;
        if (_connection is null) Abandon(context, request, OperationOutcome.Fail, "no port was free");
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message) =>
        _endpoint.OnSegment(context, from, (Segment)message);

    public override void OnTimer(NodeContext context, TimerKey timer) => _endpoint.OnTimer(context, timer);

    private void OnChanged(NodeContext context, Connection connection)
    {
        if (connection != _connection || _open is not { } open) return;
        if (connection.Available >= AnswerSize)
        {
            var answer = connection.Read(AnswerSize);
            _open = null;
            context.Complete(open.Id, new Transferred(
                BinaryPrimitives.ReadInt64LittleEndian(answer),
                BinaryPrimitives.ReadUInt64LittleEndian(answer.AsSpan(sizeof(long))).ToString("x16", CultureInfo.InvariantCulture)));
        }
        else if (connection.Failure is { } reason)
        {
            Abandon(context, open, connection.FinishSent ? OperationOutcome.Info : OperationOutcome.Fail, reason);
        }
        else if (connection.PeerFinished)
        {
            Abandon(context, open, OperationOutcome.Info, "the receiver finished without an answer");
        }
        else
        {
            Write(connection, (Transfer)open.Operation);
        }
    }

    private void Write(Connection connection, Transfer transfer)
    {
        var end = HeaderSize + (long)transfer.Bytes;
        if (_written == end) return;
        if (_written == 0)
        {
            Span<byte> header = stackalloc byte[HeaderSize];
            BinaryPrimitives.WriteInt64LittleEndian(header, transfer.Id);
            _written = connection.Write(header);
        }

        var bytes = new byte[Math.Min(connection.Room, end - _written)];
        TransferContent.Fill(transfer.Id, _written - HeaderSize, bytes);
        _written += connection.Write(bytes);
        if (_written == end) connection.Close();
    }

    private void Abandon(NodeContext context, in ClientRequest request, OperationOutcome outcome, string reason)
    {
        _open = null;
        context.Abandon(request.Id, outcome, reason);
    }
}
