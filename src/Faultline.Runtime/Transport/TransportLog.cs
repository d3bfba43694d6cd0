using System.Net;
using Faultline.Model.Nodes;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Transport;

/// <summary>What the transport says in the log.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(1, LogLevel.Information, "connected to {Peer} at {Address}")]
    public static partial void Connected(this ILogger log, NodeId peer, EndPoint address);

    [LoggerMessage(2, LogLevel.Warning, "no connection to {Peer} at {Address}: {Why}")]
    public static partial void NotConnected(this ILogger log, NodeId peer, EndPoint address, string why);

    [LoggerMessage(3, LogLevel.Information, "listening on {Address}")]
    public static partial void Listening(this ILogger log, EndPoint? address);

    [LoggerMessage(4, LogLevel.Warning, "refused a connection from {Address}: {Why}")]
    public static partial void Refused(this ILogger log, EndPoint? address, string why);

    [LoggerMessage(5, LogLevel.Warning, "ended the connection of {Peer}: {Why}")]
    public static partial void Ended(this ILogger log, Security.Identity peer, string why);

    [LoggerMessage(6, LogLevel.Information, "accepted {Peer} from {Address}")]
    public static partial void Accepted(this ILogger log, Security.Identity peer, EndPoint? address);
}
