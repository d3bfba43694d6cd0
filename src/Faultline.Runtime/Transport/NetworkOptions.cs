using System.Net;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Runtime.Security;

namespace Faultline.Runtime.Transport;

/// <summary>How a process is connected.</summary>
internal sealed record NetworkOptions
{
    /// <summary>Who this process is.</summary>
    public required Identity Self { get; init; }

    /// <summary>The proof of it; null for connections in the clear, in which everybody is believed.</summary>
    public required Credentials? Credentials { get; init; }

    /// <summary>The nodes that it sends to, each with its address.</summary>
    public required IReadOnlyDictionary<NodeId, EndPoint> Peers { get; init; }

    /// <summary>Where it listens; null for a client.</summary>
    public EndPoint? Listen { get; init; }

    /// <summary>The system's messages.</summary>
    public required MessageCodec Codec { get; init; }

    /// <summary>What clients may say; the rest is for nodes among themselves.</summary>
    public Func<Message, bool> IsForClients { get; init; } = static _ => true;

    /// <summary>The longest frame, in bytes.</summary>
    public int MostFrameBytes { get; init; } = 16 << 20;

    /// <summary>How much may wait for one connection, in bytes; further messages are dropped.</summary>
    public int MostQueuedBytes { get; init; } = 8 << 20;

    /// <summary>How long a connection may take until both ends know each other.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections may be in that state; beyond that the oldest of them is closed.</summary>
    public int MostHandshakes { get; init; } = 512;

    /// <summary>How many accepted connections there may be; further ones are closed.</summary>
    public int MostConnections { get; init; } = 4096;

    /// <summary>How many messages may wait for the loop before no more are read from connections.</summary>
    public int MostWaiting { get; init; } = 100_000;
}
