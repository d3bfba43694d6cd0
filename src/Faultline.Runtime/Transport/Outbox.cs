using System.Buffers;
using Faultline.Model.Nodes;

namespace Faultline.Runtime.Transport;

/// <summary>What waits to be sent on one connection, as frames one behind the other. Thread-safe.</summary>
/// <param name="mostBytes">How much may wait; more is dropped.</param>
internal sealed class Outbox(int mostBytes)
{
    private const int WorthKeeping = 1 << 20;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _leaving = new(4096);

    /// <summary>Adds a frame.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool TryAdd(NodeId from, NodeId to, ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            if (_filling.WrittenCount + message.Length > mostBytes) return false;
            Frame.WriteHead(_filling.GetSpan(Frame.HeadBytes), from, to, message.Length);
            _filling.Advance(Frame.HeadBytes);
            _filling.Write(message);
            return true;
        }
    }

    /// <summary>Takes all that waits. It is valid until the next time.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (_gate)
        {
            if (_leaving.Capacity > WorthKeeping) _leaving = new ArrayBufferWriter<byte>(4096);
            else _leaving.ResetWrittenCount();
            (_filling, _leaving) = (_leaving, _filling);
            return _leaving.WrittenMemory;
        }
    }

    /// <summary>Drops all that waits.</summary>
    public void Clear()
    {
        lock (_gate) _filling.ResetWrittenCount();
    }
}
