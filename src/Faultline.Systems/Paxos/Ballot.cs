using System.Globalization;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Paxos;

/// <summary>A ballot number. Each node has its own, so no two nodes ever use the same one.</summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), section 2.5: different proposers choose their numbers from disjoint sets.
/// One number (round, then node) and not two fields, so that its bytes have no padding.
/// </remarks>
/// <param name="Number">The round times 4,096 plus the node's number; zero before every ballot.</param>
public readonly record struct Ballot(long Number) : IComparable<Ballot>
{
    private const int NodesPerRound = 4096;

    /// <summary>Before every ballot.</summary>
    public static Ballot None => default;

    /// <summary>The round, from 1.</summary>
    public long Round => Number / NodesPerRound;

    /// <summary>Whose ballot it is.</summary>
    public NodeId Node => new((int)(Number % NodesPerRound));

    /// <summary>The lowest ballot of a node above this one.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The ballot.</returns>
    public Ballot Next(NodeId node) => new(((Round + 1) * NodesPerRound) + node.Number);

    /// <inheritdoc />
    public int CompareTo(Ballot other) => Number.CompareTo(other.Number);

    /// <summary>Orders ballots.</summary>
    public static bool operator <(Ballot left, Ballot right) => left.Number < right.Number;

    /// <summary>Orders ballots.</summary>
    public static bool operator >(Ballot left, Ballot right) => left.Number > right.Number;

    /// <summary>Orders ballots.</summary>
    public static bool operator <=(Ballot left, Ballot right) => left.Number <= right.Number;

    /// <summary>Orders ballots.</summary>
    public static bool operator >=(Ballot left, Ballot right) => left.Number >= right.Number;

    /// <inheritdoc />
    public override string ToString() =>
        Number == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Round}.{Node}");
}
