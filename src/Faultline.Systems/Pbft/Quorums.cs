namespace Faultline.Systems.Pbft;

/// <summary>How many replicas it takes, for any number of them.</summary>
/// <remarks>
/// With n replicas of which f are faulty, two quorums must share a correct replica (2q - n >= f + 1), and the correct ones must be a quorum
/// by themselves (q &lt;= n - f). Only for n = 3f + 1 is that 2f + 1.
/// </remarks>
internal static class Quorums
{
    /// <summary>The most faulty replicas among so many: f.</summary>
    public static int Faulty(int replicas) => (replicas - 1) / 3;

    /// <summary>A quorum: the smallest number of which any two share a correct replica.</summary>
    public static int Quorum(int replicas) => (replicas + Faulty(replicas) + 2) / 2;

    /// <summary>So many that one of them is correct: f + 1.</summary>
    public static int Weak(int replicas) => Faulty(replicas) + 1;
}
