using System.Net;
using System.Net.Sockets;

namespace Faultline.Runtime.Transport;

/// <summary>Sockets with the settings that all connections here have.</summary>
internal static class Sockets
{
    private const int LinuxTcpLevel = 6;
    private const int LinuxUserTimeout = 18;

    /// <summary>How long the other end may leave what was sent unacknowledged, or be silent altogether, in seconds.</summary>
    private const int SecondsOfSilence = 10;

    /// <summary>A socket for an address.</summary>
    public static Socket Create(EndPoint address)
    {
        var family = address is IPEndPoint ip ? ip.AddressFamily : AddressFamily.Unspecified;
        return family == AddressFamily.Unspecified
            ? Configure(new Socket(SocketType.Stream, ProtocolType.Tcp))
            : Configure(new Socket(family, SocketType.Stream, ProtocolType.Tcp));
    }

    /// <summary>
    /// Gives a socket these settings: no waiting for more to send, and an end to a connection whose other end has vanished.
    /// </summary>
    public static Socket Configure(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsOfSilence / 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, SecondsOfSilence / 2);

        // RFC 5482. Keep-alive alone does not end a connection on which something was sent.
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LinuxTcpLevel, LinuxUserTimeout, BitConverter.GetBytes(SecondsOfSilence * 1000));
        return socket;
    }
}
