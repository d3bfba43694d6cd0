using System.Buffers.Binary;
using Faultline.Model.Randomness;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mining;

/// <summary>Proof of work without the work: the world decides when a miner has found a block, and gives a ticket for it.</summary>
/// <remarks>
/// <para>
/// Searching for a hash below a target has no memory: the time until one is found is exponential, with the target's work over the hash rate
/// as its mean. So it can be drawn instead of spent, and drawn anew whenever what is searched for changes.
/// </para>
/// <para>
/// The ticket is a keyed hash over the first 76 bytes of the header and stands in its nonce. It is no cryptography: whoever has this class
/// could make one. What makes up or alters headers in a simulated world (lies, damage) does not have it, and guesses one in 2^32; an
/// attacker's code gets tickets from its draws alone, like everyone else. Real miners have no lottery: see the rule for hashes below
/// targets.
/// </para>
/// </remarks>
internal sealed class Lottery(ulong key)
{
    private const int TicketAt = BlockHeader.Size - sizeof(uint);

    /// <summary>Longer than this nobody waits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>How long it takes until a miner finds a block.</summary>
    /// <param name="random">The miner's random numbers.</param>
    /// <param name="work">How many hashes a block takes on average.</param>
    /// <param name="hashesPerSecond">The miner's hash rate; above zero.</param>
    public static TimeSpan Draw(Prng random, double work, double hashesPerSecond)
    {
        // Inverse transform, from operations that are the same to the last bit on every machine.
        var ticks = -PortableMath.Ln(PortableMath.Share(random)) * (work / hashesPerSecond) * TimeSpan.TicksPerSecond;
        return ticks < 1 ? new TimeSpan(1) : ticks > Longest.Ticks ? Longest : new TimeSpan((long)ticks);
    }

    /// <summary>The header with its ticket: what a miner gets whose draw is due.</summary>
    public BlockHeader Award(in BlockHeader header) => header with { Nonce = TicketOf(header) };

    /// <summary>Whether a header has its ticket.</summary>
    public bool IsAwarded(in BlockHeader header) => header.Nonce == TicketOf(header);

    private uint TicketOf(in BlockHeader header)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Size];
        header.Write(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[TicketAt..], 0);
        return unchecked((uint)StableHash.Mix(key, StableHash.Of(bytes)));
    }
}
