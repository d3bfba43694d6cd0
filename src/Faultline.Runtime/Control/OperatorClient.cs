using System.Net;
using Faultline.Model.Nodes;
using Faultline.Runtime.Security;
using Faultline.Runtime.Transport;

namespace Faultline.Runtime.Control;

/// <summary>One order to one node.</summary>
internal static class OperatorClient
{
    /// <summary>Gives an order and waits for the answer.</summary>
    /// <exception cref="IOException">The node does not answer.</exception>
    public static async Task<ControlMessage> AskAsync(
        NodeId node, EndPoint address, Credentials? credentials, ControlMessage order, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        using var socket = Sockets.Create(address);
        await socket.ConnectAsync(address, limit.Token).ConfigureAwait(false);
        Stream stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        var identity = Identity.Of(node);
        if (credentials is not null) stream = await credentials.ConnectAsync(stream, identity, limit.Token).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await Hello.SayAsync(stream, Identity.Operator, limit.Token).ConfigureAwait(false);
            await Hello.HearAsync(stream, identity, limit.Token).ConfigureAwait(false);
            var bytes = ControlMessage.Encode(order);
            var frame = new byte[Frame.HeadBytes + bytes.Length];
            Frame.WriteHead(frame, default, default, bytes.Length);
            bytes.CopyTo(frame, Frame.HeadBytes);
            await stream.WriteAsync(frame, limit.Token).ConfigureAwait(false);
            var head = new byte[Frame.HeadBytes];
            await stream.ReadExactlyAsync(head, limit.Token).ConfigureAwait(false);
            Frame.TryRead(head, 1 << 20, out _, out var length);
            var answer = new byte[length - Frame.HeadBytes];
            await stream.ReadExactlyAsync(answer, limit.Token).ConfigureAwait(false);
            return ControlMessage.TryDecode(answer, out var message)
                ? message
                : throw new FrameException("the answer cannot be read");
        }
    }
}
