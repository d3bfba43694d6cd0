namespace Faultline.Simulation.Networks;

/// <summary>A message on its way along a route.</summary>
/// <param name="From">The place of the host that has sent it.</param>
/// <param name="Name">The place of the host in whose name it was sent: another one only where that is a lie.</param>
/// <param name="To">The receiver's place.</param>
/// <param name="Number">The message's number.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Digest">The hash of its bytes, as they are now.</param>
/// <param name="Payload">The message, its bytes, or a damaged frame.</param>
/// <param name="Hops">How many links it has passed.</param>
internal sealed record Packet(int From, int Name, int To, long Number, int Bytes, ulong Digest, object Payload, int Hops = 0)
{
    /// <summary>Whether it was copied on its way; it is not copied again, and its copy neither.</summary>
    public bool IsCopied { get; init; }
}
