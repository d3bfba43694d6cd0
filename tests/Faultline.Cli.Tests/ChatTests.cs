using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Cli.Tests;

/// <summary>The demo in one process, and users at terminals in others.</summary>
public sealed class ChatTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Theory]
    [InlineData("hosted", 1)]
    [InlineData("replicated", 3)]
    public void Users_at_two_terminals_see_the_same_and_go_on_after_a_restart_or_without_a_node(string architecture, int servers)
    {
        var port = FreePorts(servers);
        using var demo = Start("chat-demo", architecture, "--data", "chat", "--port", $"{port}");
        var printed = ReadUntil(demo, "users come with");
        var server = printed.Split("--server ")[1].Split(' ')[0];

        Assert.Equal("ann: hello\nann: world\n", Chat("password of ann\nhello\nworld\n", "--user", "ann", "--sign-up", "--server", server));
        Assert.Equal("ann: hello\nann: world\nbob: hi\n", Chat("password of bob\nhi\n", "--user", "bob", "--sign-up", "--server", server));

        demo.StandardInput.WriteLine("stop 1");
        ReadUntil(demo, "server 1 is stopped");
        if (servers == 1) demo.StandardInput.WriteLine("start 1");
        Assert.Equal("ann: hello\nann: world\nbob: hi\nann: still here\n", Chat("password of ann\nstill here\n", "--user", "ann", "--server", server));
        demo.StandardInput.WriteLine("stop nobody");
        ReadUntil(demo, $"write stop N or start N, with N from 1 to {servers}");
        demo.Kill();
        demo.WaitForExit();
    }

    [Fact]
    public void What_cannot_be_is_refused_in_one_sentence_and_nothing_is_written()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        _faultline.Run("chat-demo", "clouded").IsBadInput("there is no architecture \"clouded\": there are hosted, replicated");
        _faultline.Run("chat-demo", "hosted", "--port", "0").IsBadInput("--port cannot be 0: write a number from 1 to 65000");
        _faultline.Run("chat-demo", "replicated", "--port", $"{port}").IsBadInput($"cannot listen on 127.0.0.1:{port}: Address already in use; name another --port");
        _faultline.Run("chat", "--user", "ann", "--server", "nowhere").IsBadInput("--server cannot be \"nowhere\": write an address such as");
        _faultline.Run("chat").IsBadInput("--user");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_faultline.Folder));

        Directory.CreateDirectory(_faultline.PathOf("chat"));
        _faultline.Write(Path.Combine("chat", "chat.db"), new string('x', 5_000));
        _faultline.Run("chat-demo", "hosted", "--data", "chat", "--port", $"{FreePorts(1)}").IsBadInput("is no database of a chat");
        Assert.Equal(5_000, new FileInfo(_faultline.PathOf("chat", "chat.db")).Length);
    }

    private static int FreePorts(int count)
    {
        for (var port = 20_000; port < 60_000; port += 97)
            if (Enumerable.Range(port, count).All(IsFree))
                return port;
        throw new InvalidOperationException("no ports are free");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string ReadUntil(Process process, string words)
    {
        while (process.StandardOutput.ReadLine() is { } line)
            if (line.Contains(words, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException($"it ended before it wrote \"{words}\": {process.StandardError.ReadToEnd()}");
    }

    private string Chat(string input, params string[] arguments)
    {
        using var client = Start(["chat", .. arguments]);
        client.StandardInput.Write(input);
        client.StandardInput.Close();
        var output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        Assert.True(client.ExitCode == 0, client.StandardError.ReadToEnd());
        return output;
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _faultline.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "faultline.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
