using System.Buffers;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Simulation.Lies;

namespace Faultline.Simulation.Worlds;

/// <summary>How hosts lie, and sign what they say.</summary>
public sealed partial class World
{
    private bool _someLied;

    /// <summary>From now on a host lies. Returns what makes it honest again.</summary>
    internal Action MakeLiar(Host host, Lie lie)
    {
        _someLied = true;
        host.Lies.Add(lie);
        return () => host.Lies.Remove(lie);
    }

    /// <summary>What a liar says in an honest message's place, signed anew; null where that is the honest message again.</summary>
    internal Message? Sealed(NodeId liar, Message honest, Message altered)
    {
        var said = _options.Seal(liar, altered);
        return ReferenceEquals(said, altered) || !Encoded(said).SequenceEqual(Encoded(honest)) ? said : null;
    }

    private ReadOnlySpan<byte> Encoded(Message message)
    {
        // Not the buffer of the world: two messages are compared, and one may be on its way out at this moment.
        var bytes = new ArrayBufferWriter<byte>();
        _options.Codec.Encode(message, bytes);
        return bytes.WrittenSpan;
    }

    private void SendLies(Host host, in Sending honest)
    {
        foreach (var sending in Lie.All(host.Lies, honest))
            if (sending.HeldUntil <= NowTicks) Send(host, sending);
            else Hold(host, sending);
    }

    /// <summary>Sends a message later, unless its process is gone by then.</summary>
    private void Hold(Host host, Sending sending)
    {
        var incarnation = host.Incarnation;
        At(sending.HeldUntil, new WorldAction("a message that was held back is sent", () =>
        {
            if (host.IsUp && host.Incarnation == incarnation) Send(host, sending);
        }));
    }
}
