using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Clients;

/// <summary>The users: each wants operations at random moments or as a script says, whether the system keeps up or not.</summary>
/// <remarks>
/// An open load: wishes come independently of answers. A user has one operation open at a time; wishes that come meanwhile
/// wait, up to <see cref="MostWaiting"/> a user, and fail unsent beyond that.
/// </remarks>
public sealed class ClientLoad : WorldObserver
{
    /// <summary>How many wishes a user keeps waiting; a further one fails at once.</summary>
    public const int MostWaiting = 32;

    private readonly World _world;
    private readonly Demand _demand;
    private readonly ClientHistory _recorder;
    private readonly User[] _users;
    private readonly Dictionary<long, User> _open = [];
    private readonly List<TimeSpan> _wanted = [];
    private long _requests;

    /// <summary>Starts a load that is drawn from the seed, at time zero.</summary>
    /// <param name="world">The world that it loads.</param>
    /// <param name="workload">What users ask.</param>
    /// <param name="hosts">The host that each user asks, one a user.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rate">Operations a second of all users together; above zero.</param>
    /// <param name="end">When users stop asking.</param>
    public ClientLoad(World world, Workload workload, IReadOnlyList<NodeId> hosts, ulong seed, decimal rate, TimeSpan end)
        : this(world, new DrawnDemand(workload, hosts.Count, seed, rate, end), hosts)
    {
    }

    /// <summary>Starts a load that is written down, at time zero.</summary>
    /// <param name="world">The world that it loads.</param>
    /// <param name="script">What users ask and when.</param>
    /// <param name="hosts">The host that each user asks, one a user.</param>
    public ClientLoad(World world, WorkloadScript script, IReadOnlyList<NodeId> hosts)
        : this(world, new ScriptedDemand(script, hosts.Count), hosts)
    {
    }

    private ClientLoad(World world, Demand demand, IReadOnlyList<NodeId> hosts)
    {
        _world = world;
        _demand = demand;
        _recorder = new ClientHistory(hosts.Count);
        _users = new User[hosts.Count];
        world.Observe(this);
        for (var i = 0; i < _users.Length; i++)
        {
            var user = new User(i, hosts[i]);
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

    /// <summary>Is told of each operation when it is sent; null for nobody.</summary>
    public Action<HistoryEntry>? Invoked { get; set; }

    /// <summary>Is told of each operation when it has ended; null for nobody.</summary>
    public Action<HistoryEntry>? Completed { get; set; }

    /// <inheritdoc />
    public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason)
    {
        if (!_open.Remove(request, out var user)) return;
        var entry = user.Entry!;
        user.Entry = null;
        _recorder.Complete(user.Place, entry, outcome, result, reason, _world.Now);
        Completed?.Invoke(entry);
        if (result is not null) _demand.Completed(user.Place, entry.Operation, result);
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
        var at = _demand.NextWish(user.Place, _world.NowTicks);
        if (at >= 0) _world.At(at, user.Wish!);
    }

    private void Wish(User user)
    {
        ScheduleWish(user);
        _wanted.Add(_world.Now);
        if (user.Waiting.Count >= MostWaiting)
        {
            // The oldest wish is given up for the new one: nobody waits for ever.
            var operation = _demand.NextOperation(user.Place);
            _recorder.GiveUp(user.Place, operation, user.Waiting.Dequeue(), "never sent: the user gave up waiting", _world.Now);
        }

        user.Waiting.Enqueue(_world.Now);
        if (user.Entry is null) Next(user);
    }

    private void Next(User user)
    {
        if (!user.Waiting.TryDequeue(out var wanted)) return;
        user.Request = ++_requests;
        user.Entry = _recorder.Invoke(user.Place, _demand.NextOperation(user.Place), wanted, _world.Now);
        Invoked?.Invoke(user.Entry);
        _open.Add(user.Request, user);
        _world.Request(user.Host, new ClientRequest(user.Request, user.Entry.Operation));
    }

    private sealed class User(int place, NodeId host)
    {
        public int Place { get; } = place;

        public NodeId Host { get; } = host;

        public WorldAction? Wish { get; set; }

        /// <summary>When the wishes came that wait for their turn.</summary>
        public Queue<TimeSpan> Waiting { get; } = new();

        public HistoryEntry? Entry { get; set; }

        public long Request { get; set; }
    }
}
