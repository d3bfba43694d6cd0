using Faultline.Checking.Linearizability.Models;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Sequential;

/// <summary>Fixed pseudo-random numbers; a configuration is identified by the exclusive-or of those of its parts.</summary>
/// <remarks>Two different ones coincide with probability 2^-128; see <c>VisitedConfigurations</c> for what that means.</remarks>
internal static class Digests
{
    private const ulong Position = 0x706F736974696F6E;
    private const ulong State = 0x7374617465206F66;

    /// <summary>That a process is at a position.</summary>
    public static UInt128 OfPosition(int process, int position) => Of(Position, process, position);

    /// <summary>That a part is in a state.</summary>
    public static UInt128 OfState(int part, int state) => Of(State, part, state);

    // A position and a state with equal numbers must not cancel each other out.
    private static UInt128 Of(ulong kind, int left, int right)
    {
        var pair = StableHash.Mix(kind, unchecked(((ulong)(uint)left << 32) | (uint)right));
        return StateDigest.Spread(pair);
    }
}
