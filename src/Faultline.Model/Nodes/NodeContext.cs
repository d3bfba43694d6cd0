using Faultline.Model.Clocks;
using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;

namespace Faultline.Model.Nodes;

/// <summary>A node's only contact with the world: what it may read, and a list of what it wants done.</summary>
/// <remarks>
/// <para>
/// The context only records. A host (the simulator, the real runtime, a unit test) sets <see cref="Clock"/>, calls a
/// handler, performs <see cref="Effects"/> in their order and calls <see cref="Clear"/>.
/// </para>
/// <para>The context belongs to one node object and is never used by two threads.</para>
/// </remarks>
/// <param name="self">The node that it serves.</param>
/// <param name="random">The node's own stream of random numbers.</param>
public sealed class NodeContext(NodeId self, Prng random)
{
    private Effect[] _effects = new Effect[16];
    private int _count;

    /// <summary>The node that this context serves.</summary>
    public NodeId Self { get; } = self;

    /// <summary>The node's own random numbers, the same in every run from the same seed.</summary>
    public Prng Random { get; } = random;

    /// <summary>The node's own clock, as it stands during this step; time does not pass within a step.</summary>
    public LocalClock Clock { get; set; }

    /// <summary>
    /// How many bytes the node may hold, as it counts them in <see cref="Node.MemoryInUse"/>; a host that finds more ends the process.
    /// Default: no limit.
    /// </summary>
    public long MemoryBudget { get; set; } = long.MaxValue;

    /// <summary>What the node wants done so far, in order.</summary>
    public ReadOnlySpan<Effect> Effects => _effects.AsSpan(0, _count);

    /// <summary>Forgets all effects; the host calls it when they are done.</summary>
    public void Clear()
    {
        _effects.AsSpan(0, _count).Clear();
        _count = 0;
    }

    /// <summary>Sends a message. It may be lost, doubled, delayed or overtaken.</summary>
    /// <param name="to">The receiver; sending to oneself goes through the network as well.</param>
    /// <param name="message">The message; it is immutable, and shared with the receiver.</param>
    public void Send(NodeId to, Message message)
    {
        ref var effect = ref Add(EffectKind.Send);
        effect.To = to;
        effect.Payload = message;
    }

    /// <summary>Sends a message to each of the receivers except the node itself, in their order.</summary>
    /// <param name="receivers">The receivers.</param>
    /// <param name="message">The message.</param>
    public void Broadcast(IReadOnlyList<NodeId> receivers, Message message)
    {
        for (var i = 0; i < receivers.Count; i++)
            if (receivers[i] != Self)
                Send(receivers[i], message);
    }

    /// <summary>Sets a timer; a timer with the same kind and id is replaced.</summary>
    /// <param name="kind">What the timer is for.</param>
    /// <param name="delay">How long from now, by the node's own clock; zero or more.</param>
    /// <param name="id">Tells timers of the same kind apart.</param>
    public void SetTimer(TimerKind kind, TimeSpan delay, long id = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ref var effect = ref Add(EffectKind.SetTimer);
        effect.Timer = new TimerKey(kind, id);
        effect.Number = delay.Ticks;
    }

    /// <summary>Cancels a timer; does nothing where it is not set.</summary>
    /// <param name="kind">What the timer is for.</param>
    /// <param name="id">Tells timers of the same kind apart.</param>
    public void CancelTimer(TimerKind kind, long id = 0) => Add(EffectKind.CancelTimer).Timer = new TimerKey(kind, id);

    /// <summary>Writes bytes to a file. They can be read at once and are durable only after a <see cref="Sync"/>.</summary>
    /// <param name="file">The file; it comes into being with the first write.</param>
    /// <param name="offset">Where, in bytes from the start; at most the file's length.</param>
    /// <param name="bytes">What; the node must not change them afterwards.</param>
    public void Write(StorageFile file, long offset, ReadOnlyMemory<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ref var effect = ref Add(EffectKind.Write);
        effect.File = file;
        effect.Number = offset;
        effect.Bytes = bytes;
    }

    /// <summary>Makes every earlier write to the file durable, then calls <see cref="Node.OnStorage"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="token">Comes back in the completion.</param>
    public void Sync(StorageFile file, long token)
    {
        ref var effect = ref Add(EffectKind.Sync);
        effect.File = file;
        effect.Number = token;
    }

    /// <summary>Reads a whole file, then calls <see cref="Node.OnStorage"/> with its bytes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="token">Comes back in the completion.</param>
    public void Read(StorageFile file, long token)
    {
        ref var effect = ref Add(EffectKind.Read);
        effect.File = file;
        effect.Number = token;
    }

    /// <summary>
    /// Replaces a whole file, atomically and durably (a temporary file, synced and renamed over it), then calls
    /// <see cref="Node.OnStorage"/>. A crash before that leaves the old or the new content, never a mixture.
    /// </summary>
    /// <param name="file">The file. Later writes to it go to the new content.</param>
    /// <param name="bytes">The new content; the node must not change it afterwards.</param>
    /// <param name="token">Comes back in the completion.</param>
    public void Replace(StorageFile file, ReadOnlyMemory<byte> bytes, long token)
    {
        ref var effect = ref Add(EffectKind.Replace);
        effect.File = file;
        effect.Number = token;
        effect.Bytes = bytes;
    }

    /// <summary>Ends a client request that took effect.</summary>
    /// <param name="request">The request's number.</param>
    /// <param name="result">What the user gets.</param>
    public void Complete(long request, OperationResult result)
    {
        ref var effect = ref Add(EffectKind.Complete);
        effect.Number = request;
        effect.Outcome = OperationOutcome.Ok;
        effect.Payload = result;
    }

    /// <summary>Ends a client request without a result.</summary>
    /// <param name="request">The request's number.</param>
    /// <param name="outcome">
    /// <see cref="OperationOutcome.Fail"/> where it certainly took and takes no effect, else <see cref="OperationOutcome.Info"/>.
    /// </param>
    /// <param name="reason">Why, in a few words.</param>
    public void Abandon(long request, OperationOutcome outcome, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(outcome, OperationOutcome.Ok);
        ref var effect = ref Add(EffectKind.Complete);
        effect.Number = request;
        effect.Outcome = outcome;
        effect.Payload = reason;
    }

    /// <summary>Tells observers what happened; it changes nothing in the run.</summary>
    /// <param name="nodeEvent">What happened.</param>
    public void Emit(in NodeEvent nodeEvent) => Add(EffectKind.Emit).Event = nodeEvent;

    private ref Effect Add(EffectKind kind)
    {
        if (_count == _effects.Length) Array.Resize(ref _effects, 2 * _count);
        ref var effect = ref _effects[_count++];
        effect.Kind = kind;
        return ref effect;
    }
}
