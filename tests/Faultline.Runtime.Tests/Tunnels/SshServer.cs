using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Faultline.Runtime.Tunnels;

namespace Faultline.Runtime.Tests.Tunnels;

/// <summary>A real OpenSSH server on loopback, with keys of its own, that lets this user in by key alone.</summary>
internal sealed class SshServer : IDisposable
{
    private const string Program = "/usr/sbin/sshd";

    private readonly Process _process;

    public SshServer(string folder)
    {
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory("/run/sshd");
        var (hostKey, userKey) = (Path.Combine(folder, "host"), Path.Combine(folder, "user"));
        foreach (var key in (string[])[hostKey, userKey]) Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        Port = ((IPEndPoint)RealCluster.FreeAddress()).Port;
        var authorized = Path.Combine(folder, "authorized");
        File.Copy(userKey + ".pub", authorized);
        var known = Path.Combine(folder, "known");
        File.WriteAllText(known, $"[127.0.0.1]:{Port} {File.ReadAllText(hostKey + ".pub")}");
        var config = Path.Combine(folder, "config");
        File.WriteAllText(config, $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {hostKey}
            AuthorizedKeysFile {authorized}
            PidFile {Path.Combine(folder, "pid")}
            PasswordAuthentication no
            UsePAM no
            StrictModes no

            """);
        Settings = new SshSettings(Environment.UserName, Port, userKey, known);
        _process = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", config]) { RedirectStandardError = true })!;
        _process.BeginErrorReadLine();
        for (var attempt = 0; attempt < 100 && !Listens(); attempt++) Thread.Sleep(50);
    }

    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    public SshSettings Settings { get; }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private bool Listens()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
