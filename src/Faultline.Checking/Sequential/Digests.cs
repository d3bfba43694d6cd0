using Faultline.Model.Randomness;

namespace Faultline.Checking.Sequential;

/// <summary>Fixed pseudo-random numbers; a set of things is identified by the exclusive-or of theirs.</summary>
/// <remarks>Two different sets coincide with probability 2^-128; see <c>VisitedConfigurations</c> for what that means.</remarks>
internal static class Digests
{
    private const ulong High = 0x73657175656E7469;
    private const ulong Low = 0x616C206F72646572;

    public static UInt128 OfPair(int left, int right)
    {
        var pair = unchecked(((ulong)(uint)left << 32) | (uint)right);
        return new UInt128(StableHash.Mix(pair, High), StableHash.Mix(pair, Low));
    }
}
