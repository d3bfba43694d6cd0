using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Lies;

/// <summary>What a liar says in the place of what is true, under its own signature where the system signs what it says.</summary>
/// <param name="alteration">Makes something else of a record.</param>
/// <param name="world">Whose system signs.</param>
/// <param name="liar">In whose name.</param>
internal sealed class Falsification(Alteration alteration, World world, NodeId liar)
{
    /// <summary>Another message.</summary>
    /// <param name="honest">What is true.</param>
    /// <returns>What is said instead; null where there is nothing to change, or the new signature undoes the change.</returns>
    public Message? Of(Message honest) => alteration.Of(honest) is { } altered ? world.Sealed(liar, honest, altered) : null;

    /// <summary>Another result, as a user gets it who asked the liar itself; nothing is signed there.</summary>
    /// <param name="honest">What is true.</param>
    /// <returns>What is said instead; null where there is nothing to change.</returns>
    public OperationResult? Of(OperationResult honest) => alteration.Of(honest);
}
