using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Mining;

namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>Surrounds a node, so that all that it hears comes from one owner, and shows it a chain that nobody else builds on.</summary>
/// <remarks>
/// <para>
/// Heilman, Kendler, Zohar and Goldberg, "Eclipse Attacks on Bitcoin's Peer-to-Peer Network" (2015). Many nodes of one owner call the
/// victim again and again, which takes its places for callers, and tell it of each other, which fills its address book. When the victim
/// is started again it calls whom it knows. From then on the owner's nodes talk to each other and to the victim alone: the victim follows
/// the blocks that the first of them mines, and takes them for final.
/// </para>
/// <para>Until then they follow the public chain like everyone else. They need no majority of the hash rate, only time.</para>
/// </remarks>
/// <param name="victim">Who is surrounded.</param>
/// <param name="own">The owner's nodes.</param>
/// <param name="at">When they part from the rest: not after the victim's restart.</param>
internal sealed class Eclipse(NodeId victim, IReadOnlyList<NodeId> own, DateTimeOffset at) : MiningStrategy
{
    private readonly HashSet<NodeId> _insiders = [victim, .. own];

    /// <inheritdoc />
    public override NodeId Victim => victim;

    /// <inheritdoc />
    public override IReadOnlyList<NodeId> Lures => own;

    /// <inheritdoc />
    public override bool MeansItsDecisions => false;

    /// <inheritdoc />
    public override bool Shuns(NodeId other, DateTimeOffset now) => now >= at && !_insiders.Contains(other);

    /// <inheritdoc />
    public override int OnFound(MiningView view, Block found) => view.Withheld.Count;

    /// <inheritdoc />
    public override int OnOthers(MiningView view) => view.Withheld.Count;
}
