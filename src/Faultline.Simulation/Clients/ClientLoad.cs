using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Clients;

/// <summary>The users: each wants operations at random moments, at a set mean rate, whether the system keeps up or not.</summary>
/// <remarks>
/// An open load: wishes come independently of answers. A user has one operation open at a time; wishes that come meanwhile
/// wait, up to <see cref="MostWaiting"/> a user, and fail unsent beyond that.
/// </remarks>
public sealed class ClientLoad : WorldObserver
{
    /// <summary>How many wishes a user keeps waiting; a further one fails at once.</summary>
    public const int MostWaiting = 32;

    private readonly World _world;
    private readonly Workload _workload;
    private readonly HistoryRecorder _recorder;
    private readonly User[] _users;
    private readonly Dictionary<long, User> _open = [];
    private readonly List<TimeSpan> _wanted = [];
    private readonly TimeSpan _end;
    private readonly long _meanPause;
    private long _requests;

    /// <summary>Starts the load at time zero.</summary>
    /// <param name="world">The world that it loads.</param>
    /// <param name="workload">What users ask.</param>
    /// <param name="hosts">The host that each user asks, one a user.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rate">Operations a second of all users together; 1 or more.</param>
    /// <param name="end">When users stop asking.</param>
    public ClientLoad(World world, Workload workload, IReadOnlyList<NodeId> hosts, ulong seed, int rate, TimeSpan end)
    {
        _world = world;
        _workload = workload;
        _recorder = new HistoryRecorder(hosts.Count);
        _end = end;
        _meanPause = Math.Max(1, TimeSpan.TicksPerSecond * hosts.Count / rate);
        _users = new User[hosts.Count];
        world.Observe(this);
        for (var i = 0; i < _users.Length; i++)
        {
            var user = new User(i, hosts[i], Prng.Stream(seed, "wishes", i), Prng.Stream(seed, "workload", i));
            user.Wish = new WorldAction($"user {i + 1} wants something", () => Wish(user));
            _users[i] = user;
            ScheduleWish(user);
        }
    }

    /// <summary>What was asked and answered so far. Complete once the world has stopped.</summary>
    public History History => _recorder.History;

    /// <summary>
    /// When users wanted an operation, in order: the offered load. What still waits for its turn at the end is in no history.
    /// </summary>
    public IReadOnlyList<TimeSpan> Wanted => _wanted;

    /// <inheritdoc />
    public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason)
    {
        if (!_open.Remove(request, out var user)) return;
        var entry = user.Entry!;
        user.Entry = null;
        _recorder.Complete(user.Place, entry, outcome, result, reason, _world.Now);
        if (result is not null) _workload.Completed(user.Place, entry.Operation, result);
        Next(user);
    }

    /// <inheritdoc />
    public override void OnDown(TimeSpan time, NodeId node)
    {
        foreach (var user in _users)
            if (user.Host == node && user.Entry is not null)
                OnCompleted(user.Request, OperationOutcome.Info, null, $"{node} went down");
    }

    private void ScheduleWish(User user)
    {
        // Pauses between nothing and twice the mean: no floating point, and rates that add up.
        var at = _world.NowTicks + user.Pauses.Below(2 * _meanPause) + 1;
        if (at < _end.Ticks) _world.At(at, user.Wish!);
    }

    private void Wish(User user)
    {
        ScheduleWish(user);
        _wanted.Add(_world.Now);
        if (user.Waiting.Count >= MostWaiting)
        {
            // The oldest wish is given up for the new one: nobody waits for ever.
            var operation = _workload.NextOperation(user.Place, user.Random);
            _recorder.GiveUp(user.Place, operation, user.Waiting.Dequeue(), "never sent: the user gave up waiting", _world.Now);
        }

        user.Waiting.Enqueue(_world.Now);
        if (user.Entry is null) Next(user);
    }

    private void Next(User user)
    {
        if (!user.Waiting.TryDequeue(out var wanted)) return;
        user.Request = ++_requests;
        user.Entry = _recorder.Invoke(
            user.Place, _workload.NextOperation(user.Place, user.Random), wanted, _world.Now);
        _open.Add(user.Request, user);
        _world.Request(user.Host, new ClientRequest(user.Request, user.Entry.Operation));
    }

    private sealed class User(int place, NodeId host, Prng pauses, Prng random)
    {
        public int Place { get; } = place;

        public NodeId Host { get; } = host;

        /// <summary>When it wants something: numbers of its own, so that answers do not change when wishes come.</summary>
        public Prng Pauses { get; } = pauses;

        /// <summary>What it wants.</summary>
        public Prng Random { get; } = random;

        public WorldAction? Wish { get; set; }

        /// <summary>When the wishes came that wait for their turn.</summary>
        public Queue<TimeSpan> Waiting { get; } = new();

        public HistoryEntry? Entry { get; set; }

        public long Request { get; set; }
    }
}
