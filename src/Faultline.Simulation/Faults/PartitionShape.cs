using System.Diagnostics.CodeAnalysis;

namespace Faultline.Simulation.Faults;

/// <summary>The shape of a partition by its name; who is cut off from whom is then drawn from the seed.</summary>
public sealed class PartitionShape
{
    /// <summary>How a shape may be written, for error messages.</summary>
    public const string Form = "halves, isolate-one, one-way, bridge, random-cut or majority-ring";

    private static readonly PartitionShape[] All =
    [
        new("halves", static draw => PartitionFault.Draw(draw, 0)),
        new("isolate-one", static draw => PartitionFault.Draw(draw, 1)),
        new("one-way", static draw => PartitionFault.Draw(draw, 2)),
        new("bridge", static draw => PartitionFault.Draw(draw, 3)),
        new("random-cut", PartialPartitionFault.RandomCut),
        new("majority-ring", PartialPartitionFault.MajorityRing),
    ];

    private readonly string _name;

    private PartitionShape(string name, Func<FaultDraw, Fault?> draw) => (_name, Draw) = (name, draw);

    internal Func<FaultDraw, Fault?> Draw { get; }

    /// <summary>Reads a shape.</summary>
    /// <param name="text">As in <see cref="Form"/>.</param>
    /// <param name="shape">The shape, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PartitionShape? shape)
    {
        shape = Array.Find(All, one => one._name == text);
        return shape is not null;
    }

    /// <inheritdoc />
    public override string ToString() => _name;
}
