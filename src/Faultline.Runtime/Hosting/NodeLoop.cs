using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Faultline.Model.Clocks;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Runtime.Storage;
using Faultline.Runtime.Transport;

namespace Faultline.Runtime.Hosting;

/// <summary>One thread on which nodes take their steps, one event after another: a server's one node, or many clients.</summary>
/// <remarks>
/// What the simulator's world is for simulated nodes: it shows the clock, calls a handler, and does what the handler asked for, in that
/// order. What nodes send within one turn of the loop leaves together at its end.
/// </remarks>
internal sealed class NodeLoop
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Mailbox _mailbox = new();
    private readonly TimerQueue _timers = new();
    private readonly Dictionary<NodeId, HostedNode> _nodes = [];
    private readonly Network _network;
    private readonly LoopWatch _watch;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _requests;
    private bool _isStopping;

    /// <summary>A loop that stands still until <see cref="Start"/>.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="network">What carries the messages.</param>
    /// <param name="watch">Who is told what happens; on the loop's thread.</param>
    public NodeLoop(string name, Network network, LoopWatch watch)
    {
        _network = network;
        _watch = watch;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Ends when the loop has stopped; with the exception of a node that threw one.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Time by the clock that timers and histories go by, in ticks of 100 ns since the machine started.</summary>
    public static long Now => Stopwatch.GetElapsedTime(0).Ticks;

    /// <summary>How many events wait for their turn.</summary>
    public int Waiting => _mailbox.Count;

    /// <summary>Adds a node, before the loop starts.</summary>
    public HostedNode Add(Node node, NodeId id, NodeDisk? disk)
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        var hosted = new HostedNode(node, new NodeContext(id, new Prng(BitConverter.ToUInt64(seed))), disk);
        _nodes.Add(id, hosted);
        _mailbox.Post(new LoopEvent(LoopEventKind.Start, hosted));
        disk?.Start(completion => _mailbox.Post(new LoopEvent(LoopEventKind.Storage, hosted, Completion: completion)));
        return hosted;
    }

    /// <summary>Lets the nodes start.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends the loop behind what has already come.</summary>
    public void Stop() => Call(() => _isStopping = true);

    /// <summary>Does something on the loop, between two steps.</summary>
    public void Call(Action action) => _mailbox.Post(new LoopEvent(LoopEventKind.Call, null, What: action));

    /// <summary>Does something on the loop after a while; to be called on the loop.</summary>
    public void Later(TimeSpan delay, Action action) => _timers.Set(action, Now + delay.Ticks);

    /// <summary>Hands a user's operation to a node.</summary>
    public void Request(HostedNode node, PendingRequest request) =>
        _mailbox.Post(new LoopEvent(LoopEventKind.Request, node, What: request));

    /// <summary>Takes messages in; those for a node that is not here are dropped.</summary>
    public void Deliver(IReadOnlyList<Envelope> envelopes)
    {
        var events = new List<LoopEvent>(envelopes.Count);
        foreach (var (from, to, message) in envelopes)
            if (_nodes.TryGetValue(to, out var node))
                events.Add(new LoopEvent(LoopEventKind.Message, node, from, message));
        _mailbox.Post(events);
    }

    private void Run()
    {
#pragma warning disable CA1031 // Whatever a node throws ends the process, whose owner is told why.
        try
        {
            var events = new List<LoopEvent>(256);
            while (!_isStopping)
            {
                events = _mailbox.Take(events, new TimeSpan(_timers.Until(Now, LongestWait.Ticks)));
                var began = Now;
                foreach (ref readonly var item in CollectionsMarshal.AsSpan(events)) Handle(item);
                while (_timers.TryTake(Now, out var due))
                {
                    if (due.Action is { } action) action();
                    else Step(due.Node!, new LoopEvent(LoopEventKind.Timer, due.Node), due.Timer);
                }

                _network.Flush();
                if (events.Count > 0) _watch.OnTurn(events.Count, new TimeSpan(Now - began));
                events.Clear();
            }

            _ended.SetResult();
        }
        catch (Exception error)
        {
            _ended.SetException(error);
        }
#pragma warning restore CA1031
    }

    private void Handle(in LoopEvent item)
    {
        if (item.Kind == LoopEventKind.Call) ((Action)item.What!)();
        else Step(item.Node!, item, default);
    }

    private void Step(HostedNode hosted, in LoopEvent item, TimerKey timer)
    {
        var (node, context) = (hosted.Node, hosted.Context);
        context.Clock = new LocalClock(DateTime.UtcNow.Ticks, Now);
        switch (item.Kind)
        {
            case LoopEventKind.Start:
                node.OnStart(context);
                break;
            case LoopEventKind.Message:
                node.OnMessage(context, item.From, (Message)item.What!);
                break;
            case LoopEventKind.Storage:
                node.OnStorage(context, item.Completion);
                break;
            case LoopEventKind.Request:
                var request = (PendingRequest)item.What!;
                hosted.Requests.Add(++_requests, request);
                request.Invoked?.Invoke();
                node.OnRequest(context, new ClientRequest(_requests, request.Operation));
                break;
            case LoopEventKind.Timer:
                node.OnTimer(context, timer);
                break;
        }

        foreach (ref readonly var effect in context.Effects) Perform(hosted, effect);
        context.Clear();
    }

    private void Perform(HostedNode hosted, in Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Send:
                Send(hosted.Id, effect.To, (Message)effect.Payload!);
                break;
            case EffectKind.SetTimer:
                _timers.Set(hosted, effect.Timer, hosted.Context.Clock.GetTimestamp() + effect.Number);
                break;
            case EffectKind.CancelTimer:
                hosted.Timers.Remove(effect.Timer);
                break;
            case EffectKind.Complete:
                if (hosted.Requests.Remove(effect.Number, out var request))
                    request.Ended(new Ending(effect.Outcome, effect.Payload as OperationResult, effect.Payload as string));
                break;
            case EffectKind.Emit:
                _watch.OnEmitted(hosted.Id, effect.Event);
                break;
            default:
                if (hosted.Disk is not { } disk) throw new InvalidOperationException($"{hosted.Id} has no disk");
                disk.Ask(effect);
                break;
        }
    }

    private void Send(NodeId from, NodeId to, Message message)
    {
        if (_nodes.TryGetValue(to, out var here)) _mailbox.Post(new LoopEvent(LoopEventKind.Message, here, from, message));
        else _network.Send(from, to, message);
    }
}
