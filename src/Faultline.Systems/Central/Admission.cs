using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.Central;

/// <summary>A request that waits for the server.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Message">What is asked.</param>
/// <param name="CameAt">When it came, by the server's monotonic clock.</param>
internal sealed record WaitingRequest(NodeId Client, ClientMessage Message, long CameAt);

/// <summary>Who may wait for the server, and who is next.</summary>
internal abstract class Admission
{
    /// <summary>The options as users see them.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("work", "0", "how long the server works on a request, in milliseconds"),
        new("admission", "unbounded",
            "who may wait for the server: all (unbounded), so many (shed), all for so long (deadline), so many of each (per-client)",
            "unbounded", "shed", "deadline", "per-client"),
        new("queue", "32", "with admission=shed: how many requests wait; a further client is told that the server is busy"),
        new("patience", "300", "with admission=deadline: how long a request may have waited and still be worked on, in milliseconds"),
        new("per-client", "1", "with admission=per-client: how many requests of one client wait; the clients take turns"),
    ];

    /// <summary>What the options ask for.</summary>
    /// <exception cref="ArgumentException">The options do not fit together; the message is for the user.</exception>
    public static Admission Of(SystemOptions options)
    {
        if (options["admission"] != "unbounded" && options.Number("work") == 0)
            throw new ArgumentException("option admission needs option work above 0: where work takes no time nobody waits");
        return options["admission"] switch
        {
            "shed" => new Shedding(Positive(options, "queue")),
            "deadline" => new DeadlineDrop(TimeSpan.FromMilliseconds(Positive(options, "patience"))),
            "per-client" => new TurnsOfClients(Positive(options, "per-client")),
            _ => new Shedding(int.MaxValue),
        };
    }

    /// <summary>Lets a request wait; false where there is no room for it and its client must be told.</summary>
    public abstract bool TryAdmit(WaitingRequest request);

    /// <summary>The next request that is worth working on, or null where none waits.</summary>
    public abstract WaitingRequest? Next(LocalClock clock);

    private static int Positive(SystemOptions options, string name) => options.Number(name) > 0
        ? options.Number(name)
        : throw new ArgumentException($"option {name} must be at least 1");

    /// <summary>First come, first served, for no more than a bound.</summary>
    private sealed class Shedding(int bound) : Admission
    {
        private readonly Queue<WaitingRequest> _waiting = new();

        public override bool TryAdmit(WaitingRequest request)
        {
            if (_waiting.Count >= bound) return false;
            _waiting.Enqueue(request);
            return true;
        }

        public override WaitingRequest? Next(LocalClock clock) => _waiting.TryDequeue(out var next) ? next : null;
    }

    /// <summary>All wait, and those are forgotten who waited so long that their client has asked again or gone.</summary>
    private sealed class DeadlineDrop(TimeSpan patience) : Admission
    {
        private readonly Queue<WaitingRequest> _waiting = new();

        public override bool TryAdmit(WaitingRequest request)
        {
            _waiting.Enqueue(request);
            return true;
        }

        public override WaitingRequest? Next(LocalClock clock)
        {
            while (_waiting.TryDequeue(out var next))
                if (clock.GetElapsedTime(next.CameAt) <= patience)
                    return next;
            return null;
        }
    }

    /// <summary>Each client has a short line of its own, and the lines take turns: who asks more gets no more (Nagle, RFC 970).</summary>
    private sealed class TurnsOfClients(int bound) : Admission
    {
        private readonly Dictionary<NodeId, Queue<WaitingRequest>> _lines = [];
        private readonly Queue<NodeId> _turns = new();

        public override bool TryAdmit(WaitingRequest request)
        {
            if (!_lines.TryGetValue(request.Client, out var line)) _lines.Add(request.Client, line = new Queue<WaitingRequest>());
            if (line.Count >= bound) return false;
            if (line.Count == 0) _turns.Enqueue(request.Client);
            line.Enqueue(request);
            return true;
        }

        public override WaitingRequest? Next(LocalClock clock)
        {
            if (!_turns.TryDequeue(out var client)) return null;
            var line = _lines[client];
            var next = line.Dequeue();
            if (line.Count > 0) _turns.Enqueue(client);
            else _lines.Remove(client);
            return next;
        }
    }
}
