using System.Buffers;
using Faultline.Model.Invariants;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Lies;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tracing;

namespace Faultline.Simulation.Worlds;

/// <summary>A simulated world: hosts, network, disks and clocks in virtual time, all from one seed.</summary>
/// <remarks>
/// <para>Same build, same options, same requests at the same times: same trace hash, on any machine.</para>
/// <para>A world has one owner and no threads; different worlds are independent.</para>
/// </remarks>
public sealed partial class World
{
    /// <summary>So many events without time passing are a livelock.</summary>
    private const int MostEventsAtOneTime = 1_000_000;

    private readonly WorldOptions _options;
    private readonly EventQueue _queue = new();
    private readonly Host[] _hosts;
    private readonly List<WorldObserver> _observers = [];
    private WorldObserver[] _tracers = [];
    private readonly ArrayBufferWriter<byte> _encoded = new(1024);
    private readonly int _nodes;
    private int _eventsAtThisTime;
    private long _timerSettings;
    private long _messages;

    /// <summary>A world at time zero, in which every host is about to start.</summary>
    /// <param name="options">What decides everything.</param>
    /// <param name="keepFingerprints">Whether the trace keeps a fingerprint for each event, for a later replay.</param>
    /// <param name="expected">The fingerprints of an earlier run to compare with, or null.</param>
    public World(WorldOptions options, bool keepFingerprints = false, ushort[]? expected = null)
    {
        _options = options;
        _nodes = options.Cluster.Nodes.Count;
        Trace = new Trace(keepFingerprints, expected);
        NodeId[] crowd = [.. CrowdOf(options)];
        NodeId[] ids = [.. options.Cluster.Nodes, .. options.Cluster.Clients, .. crowd];
        Network = new Network(options with { Cluster = options.Cluster with { Clients = [.. options.Cluster.Clients, .. crowd] } });
        _hosts = new Host[ids.Length];
        var notYetThere = options.Plan.Faults.SelectMany(static fault => fault.NotYetThere).ToHashSet();
        for (var i = 0; i < ids.Length; i++)
        {
            var disk = new SimulatedDisk(
                options.DiskLatency, Prng.Stream(options.Seed, "disk", i), Prng.Stream(options.Seed, "disk faults", i));
            if (!IsCrowd(i))
                foreach (var file in options.Format(ids[i]))
                    disk.Format(file);
            _hosts[i] = new Host(ids[i], i, disk);
            if (i < _nodes && options.Service is not null) ProcessorOf(_hosts[i]);
            if (notYetThere.Contains(ids[i])) continue;
            ref var start = ref _queue.Push(0);
            start.Kind = WorldEventKind.Start;
            start.Target = i;
        }

        Effects = [.. options.Plan.Faults.Select(static _ => new FaultEffect())];
        for (var i = 0; i < Effects.Count; i++) Schedule(options.Plan.Faults[i], Effects[i]);
    }

    /// <summary>Time since the start of the world.</summary>
    public TimeSpan Now => new(NowTicks);

    /// <summary>What has happened, as a hash.</summary>
    public Trace Trace { get; }

    /// <summary>What the network has carried.</summary>
    public NetworkCounters NetworkCounters => Network.Counters;

    /// <summary>What each fault of the plan has done so far, in the plan's order.</summary>
    public IReadOnlyList<FaultEffect> Effects { get; }

    /// <summary>Why the world stopped, or null while it goes on.</summary>
    public Finding? Finding { get; private set; }

    /// <summary>The event at which this run parts from the one that it was compared with, in words; null while there is none.</summary>
    public string? Divergence { get; private set; }

    /// <summary>When that event happened; zero while there is none.</summary>
    public TimeSpan DivergedAt { get; private set; }

    internal ulong Seed => _options.Seed;

    internal Cluster Cluster => _options.Cluster;

    internal bool SignsMessages => _options.SignsMessages;

    internal long NowTicks { get; private set; }

    internal Network Network { get; }

    internal IEnumerable<int> NodeIndexes => Enumerable.Range(0, _nodes);

    internal int HostCount => _hosts.Length;

    /// <summary>Adds an observer, which is told of everything from now on.</summary>
    /// <param name="observer">The observer.</param>
    public void Observe(WorldObserver observer)
    {
        _observers.Add(observer);
        if (observer.WantsTrace) _tracers = [.. _tracers, observer];
    }

    /// <summary>Whether a host has a running process, which may stand still.</summary>
    /// <param name="id">The host.</param>
    /// <returns>Whether it does.</returns>
    public bool IsUp(NodeId id) => HostOf(id).IsUp;

    /// <summary>The node object on a host, for tests that look inside; null while it is down.</summary>
    /// <param name="id">The host.</param>
    /// <returns>The node.</returns>
    public Node? NodeOn(NodeId id) => HostOf(id).Node;

    /// <summary>Asks a host for an operation, now.</summary>
    /// <param name="id">The host.</param>
    /// <param name="request">The operation, with a number that no other request of this world has.</param>
    public void Request(NodeId id, ClientRequest request)
    {
        ref var item = ref _queue.Push(NowTicks);
        item.Kind = WorldEventKind.Request;
        item.Target = IndexOf(id);
        item.Number = request.Id;
        item.Payload = request.Operation;
    }

    /// <summary>Does something at a set time, after everything that was already due then.</summary>
    /// <param name="time">When; not in the past.</param>
    /// <param name="name">What it is, for the trace; it counts for the hash.</param>
    /// <param name="action">What to do.</param>
    public void At(TimeSpan time, string name, Action action) => At(time.Ticks, new WorldAction(name, action));

    /// <summary>Lets everything happen that is due by a time, or until there is a finding.</summary>
    /// <param name="time">Until when, inclusive; afterwards it is this time.</param>
    public void RunUntil(TimeSpan time)
    {
        while (!IsStopped && Finding is null && _queue.Count > 0 && _queue.NextTime <= time.Ticks) Step();
        if (!IsStopped && Finding is null) NowTicks = Math.Max(NowTicks, time.Ticks);
    }

    /// <summary>Whether somebody stopped it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Ends the run behind the step that is being taken.</summary>
    public void Stop() => IsStopped = true;

    internal void At(long time, WorldAction action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, NowTicks);
        ref var item = ref _queue.Push(time);
        item.Kind = WorldEventKind.Action;
        item.Payload = action;
    }

    internal int IndexOf(NodeId id)
    {
        var index = PlaceOf(id);
        return index >= 0 ? index : throw new InvalidOperationException($"there is no {id} in this world");
    }

    internal Host HostOf(NodeId id) => _hosts[IndexOf(id)];

    /// <summary>Stops a host, for as long as a fault lasts. Returns what ends the outage.</summary>
    internal Action TakeDown(Host host, FaultEffect effect)
    {
        var since = NowTicks;
        host.Outages++;
        host.OutageEffects.Add(effect);
        if (host.IsUp)
        {
            host.Stop();
            NoticeChangeOfRoutes();
            Tell(TraceKind.Stopped, host.Id);
            if (host.Processor is { } processor)
                foreach (var item in processor.Empty())
                    Miss(host, item);
            foreach (var observer in _observers) observer.OnDown(Now, host.Id);
        }

        return () =>
        {
            effect.Add(EffectUnit.TicksDown, NowTicks - since);
            host.OutageEffects.Remove(effect);
            if (--host.Outages > 0) return;
            effect.Add(host.Incarnation == 0 ? EffectUnit.Joins : EffectUnit.Restarts, 1);
            ref var item = ref _queue.Push(NowTicks);
            item.Kind = WorldEventKind.Start;
            item.Target = host.Index;
            NoticeChangeOfRoutes();
        };
    }

    /// <summary>Lets a process end in order, as far as it can: one that stands still, or is busy, hears nothing of it.</summary>
    internal void SayGoodbye(Host host)
    {
        if (host.PausedUntil > NowTicks || host.Processor is { IsBusy: true }) return;
        Take(host, new WorldEvent { Kind = WorldEventKind.Leave, Target = host.Index });
    }

    /// <summary>A host's clocks gain, or lose, so many millionths from now on, and its timers ring when they show their time.</summary>
    internal void Drift(Host host, int perMillion)
    {
        host.Clock.Drift(NowTicks, perMillion);
        var shown = host.Clock.Timestamp(NowTicks);
        foreach (var (timer, setting) in host.Timers.OrderBy(static entry => entry.Value.Number))
            SetTimer(host, timer, Math.Max(0, setting.Due - shown));
    }

    private int PlaceOf(NodeId id)
    {
        var index = id.IsClient ? _nodes - id.Number - 1 : id.Number - 1;
        return index < (id.IsClient ? _hosts.Length : _nodes) ? index : -1;
    }

    private void Schedule(Fault fault, FaultEffect effect)
    {
        At(fault.Start.Ticks, new WorldAction($"{fault.Kind} begins: {fault.Where}", () =>
        {
            Tell(TraceKind.FaultBegan, default, what: fault);
            var heal = fault.Begin(this, effect);
            if (fault.Forever) return;
            At(fault.End.Ticks, new WorldAction($"{fault.Kind} heals: {fault.Where}", () =>
            {
                heal();
                Tell(TraceKind.FaultHealed, default, what: fault);
            }));
        }));
    }

    /// <summary>Tells those observers that want everything; does nothing where there are none.</summary>
    private void Tell(TraceKind kind, NodeId host, NodeId peer = default, long number = 0, object? what = null)
    {
        if (_tracers.Length == 0) return;
        var entry = new TraceEntry(Trace.Events, Now, kind, host, peer, number, what);
        foreach (var tracer in _tracers) tracer.OnTrace(entry);
    }

    private void Step()
    {
        var time = _queue.NextTime;
        _eventsAtThisTime = time == NowTicks ? _eventsAtThisTime + 1 : 0;
        NowTicks = time;
        ref readonly var item = ref _queue.Pop();
        if (item.Kind == WorldEventKind.Action)
        {
            var action = (WorldAction)item.Payload!;
            Begin(item, action.Digest);
            action.Run();
        }
        else if (item.Kind == WorldEventKind.Hop)
        {
            Begin(item, item.Digest);
            PassOn(item);
        }
        else if (!Handle(_hosts[item.Target], item))
        {
            return;
        }

        if (_eventsAtThisTime > MostEventsAtOneTime)
            Stop(default, item, $"{MostEventsAtOneTime:N0} events without time passing: a livelock");
        if (!Trace.EndEvent()) return;
        Divergence = Describe(item);
        DivergedAt = Now;
    }

    /// <summary>Handles an event of a host; false where it was put off and nothing has happened.</summary>
    private bool Handle(Host host, in WorldEvent item)
    {
        if (host.PausedUntil > NowTicks)
        {
            host.PauseEffect!.Add(EffectUnit.StepsDelayed, 1);
            _queue.Push(host.PausedUntil) = item;
            return false;
        }

        if (host.Processor is { } processor && host.IsUp) return Process(host, processor, item);
        return Take(host, item);
    }

    /// <summary>Lets a host take a step, or find that it is down.</summary>
    private bool Take(Host host, in WorldEvent item)
    {
        Begin(item, item.Digest);
        if (item.Kind == WorldEventKind.Start) Start(host);
        if (host.Context is not { } context || host.Node is not { } node)
        {
            Miss(host, item);
            return true;
        }

        context.Clock = host.Clock.Read(NowTicks);
        foreach (var effect in host.ClockEffects) effect.Add(EffectUnit.StepsWithWrongClock, 1);
#pragma warning disable CA1031 // Whatever a node throws is a finding of the run, not a failure of the simulator.
        try
        {
            Call(node, context, host, item);

            // What a node wants done can be as impossible as what it does: a write that leaves a hole, an unknown receiver.
            Perform(host, context);
            if (host.MemoryLimits.Count > 0 && host.IsUp) GuardMemory(host, node);
        }
        catch (InvariantViolationException violation)
        {
            Stop(host.Id, item, violation.Message);
        }
        catch (Exception error)
        {
            Stop(host.Id, item, $"{error.GetType().Name}: {error.Message}{Environment.NewLine}{error.StackTrace}");
        }
#pragma warning restore CA1031

        return true;
    }

    private void Begin(in WorldEvent item, ulong digest)
    {
        Trace.Mix(NowTicks);
        Trace.Mix(((long)item.Kind << 56) | ((long)item.Source << 28) | (uint)item.Target);
        Trace.Mix(digest);
    }

    private void Start(Host host)
    {
        if (host.Outages > 0 || host.IsUp) return;
        host.Incarnation++;
        host.Node = IsCrowd(host.Index) ? new CrowdMember() : _options.CreateNode(host.Id);
        var stream = ((long)host.Index << 32) | (uint)host.Incarnation;
        host.Context = new NodeContext(host.Id, Prng.Stream(_options.Seed, "node", stream));
        host.ShowMemoryBudget();
        Tell(TraceKind.Started, host.Id, number: host.Incarnation);
    }

    /// <summary>Ends a process that holds more than it may, as an operating system does that has no memory left.</summary>
    private void GuardMemory(Host host, Node node)
    {
        var limit = host.MemoryLimits.MinBy(static limit => limit.Budget)!;
        var left = limit.Budget - node.MemoryInUse;
        if (left >= limit.Headroom / 2) return;
        limit.Effect.Add(EffectUnit.StepsShortOfMemory, 1);
        if (left >= 0) return;
        limit.Effect.Add(EffectUnit.Kills, 1);
        host.Disk.Crash();
        At(NowTicks + limit.RestartAfter.Ticks, new WorldAction($"{host.Id} is started again", TakeDown(host, limit.Effect)));
    }

    /// <summary>Something came to a host that is down.</summary>
    private void Miss(Host host, in WorldEvent item)
    {
        if (item.Kind == WorldEventKind.Message)
        {
            Network.Counters.Lose(LossReason.ReceiverDown);
            Tell(TraceKind.Missed, host.Id, _hosts[item.Source].Id, item.Number, item.Payload);
            if (host.OutageEffects.Count > 0) host.OutageEffects[0].Add(EffectUnit.MessagesDropped, 1);
        }
        else if (item.Kind == WorldEventKind.Storage)
        {
            // The machine may be up although the process is not: its disk finishes what it was asked.
            host.Disk.Finish((DiskRequest)item.Payload!);
        }
        else if (item.Kind == WorldEventKind.Request)
        {
            foreach (var observer in _observers)
                observer.OnCompleted(item.Number, OperationOutcome.Fail, null, $"{host.Id} is down");
        }
    }

    private void Call(Node node, NodeContext context, Host host, in WorldEvent item)
    {
        switch (item.Kind)
        {
            case WorldEventKind.Start:
                node.OnStart(context);
                break;
            case WorldEventKind.Message:
                if (Read(item) is not { } message) break;
                Network.Counters.Delivered++;
                Tell(TraceKind.Arrived, host.Id, _hosts[item.Source].Id, item.Number, message);
                node.OnMessage(context, _hosts[item.Source].Id, message);
                break;
            case WorldEventKind.Leave:
                node.OnLeave(context);
                break;
            case WorldEventKind.Timer:
                if (IsValid(host, item))
                {
                    host.Timers.Remove(item.Timer);
                    Tell(TraceKind.Timer, host.Id, what: item.Timer);
                    node.OnTimer(context, item.Timer);
                }

                break;
            case WorldEventKind.Storage:
                var completion = host.Disk.Finish((DiskRequest)item.Payload!);
                Tell(TraceKind.DiskDone, host.Id, number: completion.Token, what: completion);
                if (host.Incarnation == item.Incarnation) node.OnStorage(context, completion);
                break;
            case WorldEventKind.Request:
                Tell(TraceKind.Requested, host.Id, number: item.Number, what: item.Payload);
                node.OnRequest(context, new ClientRequest(item.Number, (Operation)item.Payload!));
                break;
            default:
                throw new InvalidOperationException($"a host does not handle {item.Kind}");
        }
    }

    /// <summary>Whether a timer is neither cancelled nor set anew, and of this process.</summary>
    private static bool IsValid(Host host, in WorldEvent timer) =>
        host.Timers.TryGetValue(timer.Timer, out var setting) && setting.Number == timer.Number && host.Incarnation == timer.Incarnation;

    private void Perform(Host host, NodeContext context)
    {
        foreach (ref readonly var effect in context.Effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.Send:
                    var honest = new Sending(host.Id, effect.To, (Message)effect.Payload!);
                    if (host.Lies.Count == 0 || effect.To == host.Id) Send(host, honest);
                    else SendLies(host, honest);
                    break;
                case EffectKind.SetTimer:
                    SetTimer(host, effect.Timer, effect.Number);
                    break;
                case EffectKind.CancelTimer:
                    host.Timers.Remove(effect.Timer);
                    break;
                case EffectKind.Write:
                    Trace.Mix(effect.File.Digest);
                    Trace.Mix(effect.Number);
                    Trace.Mix(StableHash.Of(effect.Bytes.Span));
                    host.Disk.Write(effect.File, effect.Number, effect.Bytes);
                    break;
                case EffectKind.Sync:
                case EffectKind.Read:
                case EffectKind.Replace:
                    AskDisk(host, effect);
                    break;
                case EffectKind.Complete:
                    Trace.Mix(effect.Number);
                    Trace.Mix((long)effect.Outcome);
                    var result = effect.Payload as OperationResult;
                    if (result is not null)
                        foreach (var lie in host.Lies)
                            result = lie.Answer(result);
                    Tell(TraceKind.Answered, host.Id, number: effect.Number, what: result ?? effect.Payload);
                    foreach (var observer in _observers)
                        observer.OnCompleted(effect.Number, effect.Outcome, result, effect.Payload as string);
                    break;
                case EffectKind.Emit:
                    Trace.Mix((long)effect.Event.Kind);
                    Trace.Mix(effect.Event.Index);
                    Trace.Mix(effect.Event.Digest);
                    if (_tracers.Length > 0) Tell(TraceKind.Said, host.Id, number: effect.Event.Index, what: effect.Event);
                    foreach (var observer in _observers) observer.OnNodeEvent(Now, host.Id, effect.Event);
                    break;
                default:
                    throw new InvalidOperationException($"unknown effect {effect.Kind}");
            }
        }

        context.Clear();
        if (host.AtUnsyncedWrite.Count > 0 && host.Disk.HasUnsyncedWrites) LosePowerAtWrite(host);
    }

    private static void LosePowerAtWrite(Host host)
    {
        var strikes = host.AtUnsyncedWrite.ToArray();
        host.AtUnsyncedWrite.Clear();
        foreach (var strike in strikes) strike();
    }

    private void Send(Host host, in Sending sending)
    {
        // Who was lied to may believe in hosts that do not exist, and what goes there is lost; without liars it is a bug.
        if (_someLied && PlaceOf(sending.To) < 0) return;
        var message = sending.Message;
        _encoded.ResetWrittenCount();
        _options.Codec.Encode(message, _encoded);
        var digest = StableHash.Of(_encoded.WrittenSpan);
        var from = IndexOf(sending.From);
        var to = IndexOf(sending.To);
        Trace.Mix(to);
        Trace.Mix(digest);
        var number = ++_messages;
        Network.Counters.Sent++;
        var bytes = _encoded.WrittenCount + message.BytesBesides();
        Network.Counters.Bytes += bytes;
        Tell(TraceKind.Sent, host.Id, sending.To, number, message);
        if (from != host.Index && SignsMessages)
        {
            // The signature is not that of the name.
            Lose(host.Index, to, number, LossReason.Forged, to);
            return;
        }

        object payload = _options.CarryBytes ? _encoded.WrittenSpan.ToArray() : message;
        if (Network.Routing is not null && to != host.Index)
        {
            SendAlongRoute(new Packet(host.Index, from, to, number, bytes, digest, payload));
            return;
        }

        var link = Network[host.Index, to];
        var passage = link.Carry(NowTicks, bytes);
        Trace.Mix(passage.Delay);
        if (passage.IsLost)
        {
            Lose(host.Index, to, number, passage.Lost, host.Index);
            return;
        }

        if (passage.CopyDelay >= 0) Network.Counters.Duplicated++;
        if (passage.Corrupted)
        {
            var frame = Damage(payload, link);
            Deliver(from, to, passage.Delay, number, frame.Digest, frame);
        }
        else
        {
            Deliver(from, to, passage.Delay, number, digest, payload);
        }

        if (passage.CopyDelay >= 0) Deliver(from, to, passage.CopyDelay, number, digest, payload);
    }

    private void Deliver(int from, int to, long delay, long number, ulong digest, object payload)
    {
        ref var item = ref _queue.Push(NowTicks + delay);
        item.Kind = WorldEventKind.Message;
        item.Source = from;
        item.Target = to;
        item.Number = number;
        item.Digest = digest;
        item.Payload = payload;
    }

    private void SetTimer(Host host, in TimerKey timer, long localTicks)
    {
        ref var setting = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(host.Timers, timer, out _);
        setting = new TimerSetting(++_timerSettings, host.Clock.Timestamp(NowTicks) + localTicks);
        ref var item = ref _queue.Push(NowTicks + host.Clock.ToTrue(localTicks));
        item.Kind = WorldEventKind.Timer;
        item.Target = host.Index;
        item.Incarnation = host.Incarnation;
        item.Number = setting.Number;
        item.Timer = timer;
        item.Digest = timer.Kind.Digest;
    }

    private void AskDisk(Host host, in Effect effect)
    {
        Trace.Mix(effect.File.Digest);
        Trace.Mix(effect.Number);
        var request = host.Disk.Begin(effect, NowTicks);
        Tell(TraceKind.DiskAsked, host.Id, number: effect.Number, what: request);
        ref var item = ref _queue.Push(request.DoneAt);
        item.Kind = WorldEventKind.Storage;
        item.Target = host.Index;
        item.Incarnation = host.Incarnation;
        item.Payload = request;
        item.Digest = effect.File.Digest;
    }

    private void Stop(NodeId node, in WorldEvent item, string message) =>
        Finding = new Finding(Now, node, Describe(item), message);

    private string Describe(in WorldEvent item) => item.Kind switch
    {
        WorldEventKind.Action => ((WorldAction)item.Payload!).Name,
        WorldEventKind.Start => $"start of {_hosts[item.Target].Id}",
        WorldEventKind.Message => $"message from {_hosts[item.Source].Id} to {_hosts[item.Target].Id}: {Content(item.Payload!)}",
        WorldEventKind.Hop => $"hop of a message from {Network.EndAt(item.Source)} to {Network.EndAt(item.Target)}: {item.Payload}",
        WorldEventKind.Timer => $"timer of {_hosts[item.Target].Id}: {item.Timer}",
        WorldEventKind.Leave => $"goodbye of {_hosts[item.Target].Id}",
        WorldEventKind.Work => $"end of a step of {_hosts[item.Target].Id}",
        WorldEventKind.Storage => $"disk of {_hosts[item.Target].Id}: {item.Payload}",
        _ => $"request to {_hosts[item.Target].Id}: {item.Payload}",
    };

}
