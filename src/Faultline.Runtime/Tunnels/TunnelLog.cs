using Faultline.Model.Nodes;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Tunnels;

/// <summary>What tunnels say in the log.</summary>
internal static partial class TunnelLog
{
    [LoggerMessage(20, LogLevel.Information, "opens a tunnel to {Node} at {Host}, process {Process}")]
    public static partial void TunnelStarted(this ILogger log, NodeId node, string host, int process);

    [LoggerMessage(21, LogLevel.Warning, "the tunnel to {Node} at {Host} has ended: {Why}")]
    public static partial void TunnelEnded(this ILogger log, NodeId node, string host, string why);
}
