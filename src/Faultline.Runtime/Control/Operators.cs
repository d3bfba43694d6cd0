using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Faultline.Model.Nodes;
using Faultline.Runtime.Security;
using Faultline.Runtime.Transport;

namespace Faultline.Runtime.Control;

/// <summary>Those who run a cluster: they ask its nodes how they are and give them orders, over the nodes' own port.</summary>
/// <param name="nodes">The nodes with their addresses.</param>
/// <param name="credentials">The operators' certificate; null for connections in the clear.</param>
public sealed class Operators(IReadOnlyDictionary<NodeId, EndPoint> nodes, Credentials? credentials)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>How a node is.</summary>
    /// <param name="node">Which node.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it is; null where it does not answer.</returns>
    public async Task<NodeStatus?> StatusAsync(NodeId node, CancellationToken cancellation) =>
        await TryAskAsync(node, new AskStatus(), cancellation).ConfigureAwait(false) as NodeStatus;

    /// <summary>Puts something wrong on the way from a node to another.</summary>
    /// <param name="node">The node.</param>
    /// <param name="peer">The other.</param>
    /// <param name="fault">What; null makes it good again.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether the node has answered.</returns>
    public async Task<bool> SetLinkAsync(NodeId node, NodeId peer, LinkFault? fault, CancellationToken cancellation)
    {
        fault ??= new LinkFault();
        var order = new SetLink(
            peer, fault.IsCut, fault.IsDeaf, fault.LossPerMillion, fault.CopiesPerMillion, fault.LeastDelay.Ticks, fault.MostDelay.Ticks);
        return await TryAskAsync(node, order, cancellation).ConfigureAwait(false) is OrderDone;
    }

    /// <summary>Sets how many bytes a node's files may have.</summary>
    /// <param name="node">The node.</param>
    /// <param name="bytes">How many; null for no limit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether the node has answered.</returns>
    public async Task<bool> SetQuotaAsync(NodeId node, long? bytes, CancellationToken cancellation) =>
        await TryAskAsync(node, new SetQuota(bytes ?? long.MaxValue), cancellation).ConfigureAwait(false) is OrderDone;

    /// <summary>Asks a node to stop.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether the node has answered.</returns>
    public async Task<bool> StopAsync(NodeId node, CancellationToken cancellation) =>
        await TryAskAsync(node, new StopNode(), cancellation).ConfigureAwait(false) is OrderDone;

    private async Task<ControlMessage?> TryAskAsync(NodeId node, ControlMessage order, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(node, order, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or AuthenticationException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<ControlMessage> AskAsync(NodeId node, ControlMessage order, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestWait);
        using var socket = Sockets.Create(nodes[node]);
        await socket.ConnectAsync(nodes[node], limit.Token).ConfigureAwait(false);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
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
            return ControlMessage.TryDecode(answer, out var message) ? message : throw new FrameException("the answer cannot be read");
        }
    }
}
