using Faultline.Model.Clocks;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Systems.Journals;

namespace Faultline.Systems.Tests.Nodes;

/// <summary>One node and no world: the test is its network, its disk and its clock.</summary>
internal sealed class NodeBench
{
    private readonly Queue<(StorageRequest Kind, StorageFile File, long Token, byte[] Content)> _disk = new();
    private readonly NodeContext _context;
    private readonly Node _node;
    private byte[] _written;

    /// <summary>Starts the node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="self">Its id.</param>
    /// <param name="disk">What an earlier node left on its disk; by default a journal without records, and empty for no file at all.</param>
    /// <param name="seed">The seed of its random numbers.</param>
    public NodeBench(Node node, NodeId self, byte[]? disk = null, ulong seed = 1)
    {
        _node = node;
        _context = new NodeContext(self, new Prng(seed));
        _written = Durable = disk ?? FrameFile.Format();
        Step(_node.OnStart);
    }

    /// <summary>What the file holds durably.</summary>
    public byte[] Durable { get; private set; }

    /// <summary>What the operating system has of the file, which survives a crash and not a power loss.</summary>
    public byte[] Written => _written;

    public TimeSpan Now { get; set; }

    public long MemoryInUse => _node.MemoryInUse;

    public long MemoryBudget { set => _context.MemoryBudget = value; }

    public List<(NodeId To, Message Message)> Sent { get; } = [];

    public List<NodeEvent> Said { get; } = [];

    public List<(long Request, OperationOutcome Outcome, object? Answer)> Completed { get; } = [];

    public SortedDictionary<string, (TimerKey Key, TimeSpan At)> Timers { get; } = [];

    public bool DiskIsBusy => _disk.Count > 0;

    public void Hear(NodeId from, params Message[] messages)
    {
        foreach (var message in messages) Step(context => _node.OnMessage(context, from, message));
    }

    public void Ask(long number, Operation operation) =>
        Step(context => _node.OnRequest(context, new ClientRequest(number, operation)));

    /// <summary>The timer rings that is due first, or the named one, at its time.</summary>
    public void RingNext(string? only = null)
    {
        var (name, (key, at)) = Timers.Where(timer => only is null || timer.Key == only).MinBy(static timer => timer.Value.At);
        Now = at;
        Timers.Remove(name);
        Step(context => _node.OnTimer(context, key));
    }

    /// <summary>The disk does the oldest thing that it was asked for, or cannot.</summary>
    public void FinishOne(StorageStatus status = StorageStatus.Ok)
    {
        var (kind, file, token, content) = _disk.Dequeue();
        if (kind == StorageRequest.Read && content.Length == 0) status = StorageStatus.Missing;
        if (status != StorageStatus.Ok) _written = Durable;
        else if (kind != StorageRequest.Read) Durable = content;
        var bytes = kind == StorageRequest.Read && status == StorageStatus.Ok ? content : default(ReadOnlyMemory<byte>);
        Step(context => _node.OnStorage(context, new StorageCompletion(kind, file, token, status, bytes)));
    }

    /// <summary>The disk does everything, and what that leads to.</summary>
    public void FinishDisk()
    {
        while (DiskIsBusy) FinishOne();
    }

    /// <summary>The messages of one kind that were sent since the last look, to anyone.</summary>
    public List<T> Take<T>() where T : Message
    {
        var taken = Sent.Select(static sent => sent.Message).OfType<T>().ToList();
        Sent.RemoveAll(static sent => sent.Message is T);
        return taken;
    }

    private void Step(Action<NodeContext> handle)
    {
        _context.Clock = new LocalClock(Now.Ticks, Now.Ticks);
        handle(_context);
        foreach (ref readonly var effect in _context.Effects) Perform(effect);
        _context.Clear();
    }

    private void Perform(in Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Send:
                Sent.Add((effect.To, (Message)effect.Payload!));
                break;
            case EffectKind.SetTimer:
                Timers[effect.Timer.ToString()] = (effect.Timer, Now + new TimeSpan(effect.Number));
                break;
            case EffectKind.CancelTimer:
                Timers.Remove(effect.Timer.ToString());
                break;
            case EffectKind.Write:
                var end = (int)effect.Number + effect.Bytes.Length;
                _written = [
                    .. _written.AsSpan(0, (int)effect.Number), .. effect.Bytes.Span, .. _written.AsSpan(Math.Min(end, _written.Length)),
                ];
                break;
            case EffectKind.Replace:
                _written = effect.Bytes.ToArray();
                _disk.Enqueue((StorageRequest.Replace, effect.File, effect.Number, _written));
                break;
            case EffectKind.Sync:
                _disk.Enqueue((StorageRequest.Sync, effect.File, effect.Number, _written));
                break;
            case EffectKind.Read:
                _disk.Enqueue((StorageRequest.Read, effect.File, effect.Number, _written));
                break;
            case EffectKind.Complete:
                Completed.Add((effect.Number, effect.Outcome, effect.Payload));
                break;
            default:
                Said.Add(effect.Event);
                break;
        }
    }
}
