using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;
using Faultline.Systems;

namespace Faultline.Workbench.Runs;

/// <summary>A run that is known to be possible: its settings, who takes part, what is promised and what will go wrong.</summary>
public sealed class RunSetup
{
    /// <summary>The most clients of a run.</summary>
    public const int MostClients = 1_000;

    /// <summary>The fewest operations a second: one in eleven days.</summary>
    public const decimal LeastRate = 0.000001m;

    /// <summary>The most operations a second.</summary>
    public const int MostRate = 1_000_000;

    /// <summary>The most operations of a run: their history is kept in memory, at about 200 bytes each.</summary>
    public const long MostOperations = 10_000_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>How long the system is left alone before the first fault.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private RunSetup(RunSettings settings, SystemDefinition system, Cluster cluster, FaultPlan? plan, WorkloadScript? script)
    {
        (Settings, System, Cluster) = (settings, system, cluster);
        Promises = system.Promises(cluster);
        HasClientHosts = system.CreateClient(cluster, cluster.Clients[0]) is not null;
        Hosts = HasClientHosts ? cluster : cluster with { Clients = [] };

        // After the last fault there must be time to see progress, and to spare.
        var quiet = Promises.Max(static promise => promise.Bound) + TimeSpan.FromSeconds(2);
        HasDrawnPlan = plan is null;
        if (plan is null || settings.Swarm) Kinds = KindsOf(settings, system, cluster);
        var graph = NetworkGraph.Of(settings.Topology, Hosts, settings.Links, settings.Seed, settings.Latency);
        Plan = plan?.Settled(settings.Seed, Hosts, graph) ?? FaultPlan.Draw(
            Kinds, settings.Seed, Hosts, settings.Profile?.Calm ?? Calm, settings.Duration - Longer(quiet, settings.Profile?.Quiet),
            system.Tolerates(cluster), graph);
        if (Plan.Objection(Hosts, settings.Duration, graph) is { } objection) throw new BadInputException(objection);
        if (system.Flood(1) is null && Plan.Faults.Any(static fault => fault is FloodFault))
        {
            throw new BadInputException(
                $"{system.Name} cannot be flooded: it knows no request that serves nobody; leave {FloodFault.Name} out");
        }

        IEnumerable<Fault> unexcused = system.Tolerates(cluster).LyingHashShare is null ? [] : Plan.Faults;
        Unbound = unexcused.SelectMany(static fault => fault.Liars).ToHashSet();
        Script = script;
        if (script?.Objection(cluster) is { } unasked) throw new BadInputException(unasked);
    }

    /// <summary>What the user chose.</summary>
    public RunSettings Settings { get; }

    /// <summary>The system.</summary>
    public SystemDefinition System { get; }

    /// <summary>The nodes, and the users as clients.</summary>
    public Cluster Cluster { get; }

    /// <summary>Who is on the network: without clients where users talk to the nodes themselves.</summary>
    public Cluster Hosts { get; }

    /// <summary>What the system promises.</summary>
    public IReadOnlyList<Promise> Promises { get; }

    /// <summary>What will go wrong.</summary>
    public FaultPlan Plan { get; }

    /// <summary>
    /// The kinds of fault from which the plan was drawn: in a swarm, those that this seed has on. Empty for a plan that was listed.
    /// </summary>
    public IReadOnlyList<FaultKind> Kinds { get; } = [];

    /// <summary>Whether the plan comes from the profile and the seed, so that the settings say everything.</summary>
    public bool HasDrawnPlan { get; }

    /// <summary>What users ask and when; null where it is drawn from the rate and the seed.</summary>
    public WorkloadScript? Script { get; }

    private bool HasClientHosts { get; }

    /// <summary>Liars of whom, and to whose users, nothing is promised: where they count by hash rate, others are bound.</summary>
    internal IReadOnlySet<NodeId> Unbound { get; }

    /// <summary>The host that each user asks.</summary>
    internal IReadOnlyList<NodeId> UserHosts => HasClientHosts
        ? Cluster.Clients
        : [.. Enumerable.Range(0, Settings.Clients).Select(user => Cluster.Nodes[user % Cluster.Nodes.Count])];

    /// <summary>The settings of a system where the user says nothing.</summary>
    /// <param name="name">The system's name.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="BadInputException">There is no such system.</exception>
    public static RunSettings DefaultsOf(string name)
    {
        var system = Find(name);
        return new RunSettings { System = name, Nodes = system.DefaultNodes, Rate = system.DefaultRate, Duration = system.DefaultDuration };
    }

    /// <summary>Checks that a run is possible, and draws its plan.</summary>
    /// <param name="settings">What the user chose.</param>
    /// <param name="plan">The plan, or null to draw it from the profile and the seed.</param>
    /// <param name="script">What users ask and when, or null to draw it from the rate and the seed.</param>
    /// <returns>The run.</returns>
    /// <exception cref="BadInputException">It is not possible.</exception>
    public static RunSetup Of(RunSettings settings, FaultPlan? plan = null, WorkloadScript? script = null) =>
        Of(Find(settings.System), settings, plan, script);

    /// <summary>The same for a system that need not be in the catalogue.</summary>
    internal static RunSetup Of(SystemDefinition system, RunSettings settings, FaultPlan? plan = null, WorkloadScript? script = null)
    {
        if (settings.Nodes < system.LeastNodes || settings.Nodes > system.MostNodes)
        {
            throw new BadInputException(system.LeastNodes == system.MostNodes
                ? $"{settings.Nodes} nodes are not possible: {system.Name} has {system.LeastNodes}"
                : $"{settings.Nodes} nodes are not possible: {system.Name} runs with {system.LeastNodes} to {system.MostNodes}");
        }

        if (settings.Clients is < 1 or > MostClients)
            throw new BadInputException($"{settings.Clients} clients are not possible: a run has 1 to {MostClients}");
        if (settings.Rate is < LeastRate or > MostRate)
            throw new BadInputException($"a rate of {settings.Rate} is not possible: give {LeastRate} to {MostRate} operations a second");
        if (settings.Convergence < TimeSpan.Zero)
            throw new BadInputException($"a convergence of {Duration.Format(settings.Convergence)} is not possible: give 0 or more");
        if (settings.Duration < Shortest || settings.Duration > Longest)
            throw new BadInputException($"a run of {Duration.Format(settings.Duration)} is not possible: give 1s to 8784h");
        var operations = (long)(settings.Duration.Ticks * settings.Rate / TimeSpan.TicksPerSecond);
        if (operations > MostOperations)
        {
            throw new BadInputException(
                $"a run of {Duration.Format(settings.Duration)} at {settings.Rate} operations a second has {operations} operations, and "
                + $"{MostOperations} are possible: give a lower rate or a shorter time");
        }

        if (settings.Inbox is < 1) throw new BadInputException($"an inbox of {settings.Inbox} is not possible: give 1 or more");
        try
        {
            var cluster = Cluster.Of(settings.Nodes, settings.Clients, new SystemOptions(system.Options, settings.Options));

            // A system looks at how its options fit together when it makes something of them.
            system.CreateNode(cluster, NodeId.Node(1));
            system.CreateWorkload(cluster);
            return new RunSetup(settings, system, cluster, plan, script);
        }
        catch (ArgumentException error)
        {
            throw new BadInputException(error.Message, error);
        }
    }

    private static IReadOnlyList<FaultKind> KindsOf(RunSettings settings, SystemDefinition system, Cluster cluster)
    {
        if (settings.Profile?.Objection() is { } objection) throw new BadInputException($"profile {settings.Faults}: {objection}");
        var kinds = settings.Profile?.Rated()
            ?? [.. FaultKinds.OfProfile(settings.Faults, system.Tolerates(cluster)).Select(kind => kind.Slower(system.FaultTimeScale))];
        return settings.Swarm ? Simulation.Faults.Swarm.Of(kinds, settings.Seed) : kinds;
    }

    private static TimeSpan Longer(TimeSpan time, TimeSpan? other) => other > time ? other.Value : time;

    /// <summary>The world at its start.</summary>
    /// <param name="options">How the run is watched.</param>
    /// <returns>The world and its load.</returns>
    internal (World World, ClientLoad Load) Build(RunOptions options)
    {
        var world = new World(
            new WorldOptions
            {
                Seed = Settings.Seed,
                Cluster = Hosts,
                CreateNode = id => id.IsClient ? System.CreateClient(Cluster, id)! : System.CreateNode(Cluster, id),
                Format = id => System.Format(Cluster, id),
                Codec = System.Codec,
                SignsMessages = System.SignsMessages,
                Seal = (liar, altered) => System.Seal(Cluster, liar, altered),
                Plan = Plan,
                Latency = Settings.Latency,
                Topology = Settings.Topology,
                Links = Settings.Links,
                Bandwidth = Settings.Bandwidth,
                Queue = Settings.Queue,
                Convergence = Settings.Convergence,
                FrameChecksum = Settings.FrameChecksum,
                DiskLatency = new DiskLatency { Sync = Settings.Disk },
                Service = Settings.Service,
                Inbox = Settings.Inbox ?? int.MaxValue,
                Flood = number => System.Flood(number)!,
                CarryBytes = options.CarryBytes,
            },
            options.KeepFingerprints,
            options.Expected);
        var load = Script is { } script
            ? new ClientLoad(world, script, UserHosts)
            : new ClientLoad(world, System.CreateWorkload(Cluster), UserHosts, Settings.Seed, Settings.Rate, Settings.Duration);
        if (Settings.FailFast && Promises.Any(static promise => promise.Kind == PromiseKind.Linearizable))
            FirstViolation.Watch(world, load);
        return (world, load);
    }

    /// <summary>The system with a name.</summary>
    /// <param name="name">Such as <c>kv-paxos</c>.</param>
    /// <returns>The system.</returns>
    /// <exception cref="BadInputException">There is no such system; the message names those that there are.</exception>
    public static SystemDefinition Find(string name) => SystemCatalog.Find(name) ?? throw new BadInputException(
        $"there is no system \"{name}\": there are {string.Join(", ", SystemCatalog.All.Select(static system => system.Name))}");
}
