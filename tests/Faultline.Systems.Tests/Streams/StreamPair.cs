using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Systems.Streams;
using Faultline.Systems.Tests.Nodes;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Streams;

/// <summary>A sending and a receiving host; the test is the wire between them and their clock.</summary>
internal sealed class StreamPair
{
    public const int Size = 5_000;

    private readonly StreamSettings _settings;

    public StreamPair(params (string Name, string Value)[] options)
    {
        _settings = Settings(options);
        Client = NewClient();
        Server = NewServer();
    }

    /// <summary>The host c1, which sends.</summary>
    public NodeBench Client { get; private set; }

    /// <summary>The host n1, which receives.</summary>
    public NodeBench Server { get; private set; }

    public static StreamSettings Settings(params (string Name, string Value)[] options) => new(new SystemOptions(
        StreamSettings.Options, options.ToDictionary(static option => option.Name, static option => option.Value)));

    /// <summary>A user of c1 wants a transfer.</summary>
    public StreamPair Ask(long id = 1, int bytes = Size)
    {
        Client.Ask(id, new Transfer(id, "n1", bytes));
        return this;
    }

    /// <summary>The handshake, and what the client sends at once after it.</summary>
    public List<Segment> Begin()
    {
        Ask();
        ToServer(FromClient());
        ToClient(FromServer());
        return FromClient();
    }

    public List<Segment> FromClient() => Client.Take<Segment>();

    public List<Segment> FromServer() => Server.Take<Segment>();

    public void ToServer(params IEnumerable<Segment> segments) => Server.Hear(C1, [.. segments]);

    public void ToClient(params IEnumerable<Segment> segments) => Client.Hear(N1, [.. segments]);

    /// <summary>Carries all segments to and fro until there are none, except those that are lost on the way.</summary>
    public StreamPair Exchange(Func<Segment, bool>? isLost = null)
    {
        while (Client.Sent.Count + Server.Sent.Count > 0)
        {
            ToServer(FromClient().Where(segment => isLost?.Invoke(segment) != true));
            ToClient(FromServer().Where(segment => isLost?.Invoke(segment) != true));
        }

        return this;
    }

    /// <summary>Time passes until the next timer of either host rings.</summary>
    public StreamPair Ring()
    {
        var bench = NextTimer(Client) <= NextTimer(Server) ? Client : Server;
        bench.RingNext();
        Client.Now = Server.Now = bench.Now;
        return this;
    }

    public void RestartClient() => Client = NewClient(Client.Now);

    public void RestartServer() => Server = NewServer(Server.Now);

    /// <summary>The one transfer has arrived, and its user knows.</summary>
    public void Arrived(long id = 1, int bytes = Size)
    {
        var digest = TransferContent.DigestOf(id, bytes);
        var said = Assert.Single(Server.Said);
        Assert.Equal((id, digest), (said.Index, said.Digest));
        Assert.Equal([(id, OperationOutcome.Ok, new Transferred(bytes, digest.ToString("x16")))], Client.Completed);
    }

    private static TimeSpan NextTimer(NodeBench bench) =>
        bench.Timers.Count == 0 ? TimeSpan.MaxValue : bench.Timers.Values.Min(static timer => timer.At);

    private NodeBench NewClient(TimeSpan now = default) => new(new TransferClient(_settings), C1) { Now = now };

    private NodeBench NewServer(TimeSpan now = default) => new(new TransferServer(_settings), N1, seed: 2) { Now = now };
}
