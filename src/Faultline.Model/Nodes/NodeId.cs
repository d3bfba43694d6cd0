using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Faultline.Model.Nodes;

/// <summary>The name of one participant: a node of the system (<c>n1</c>, <c>n2</c>, ...) or a client (<c>c1</c>, ...).</summary>
/// <remarks>
/// Nodes are numbered from 1 upwards and clients from -1 downwards, so that an id is one number on the wire.
/// The default value names nobody.
/// </remarks>
/// <param name="Number">Positive for a node, negative for a client, zero for nobody.</param>
public readonly record struct NodeId(int Number) : IComparable<NodeId>
{
    /// <summary>Whether this is a client and not a node of the system.</summary>
    public bool IsClient => Number < 0;

    /// <summary>Whether this names nobody.</summary>
    public bool IsNone => Number == 0;

    /// <summary>The node with this number.</summary>
    /// <param name="number">1 or more.</param>
    /// <returns>The id <c>n{number}</c>.</returns>
    public static NodeId Node(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new NodeId(number);
    }

    /// <summary>The client with this number.</summary>
    /// <param name="number">1 or more.</param>
    /// <returns>The id <c>c{number}</c>.</returns>
    public static NodeId Client(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new NodeId(-number);
    }

    /// <summary>Reads <c>n3</c> or <c>c2</c>.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="id">The id, when the text is one.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out NodeId id)
    {
        id = default;
        if (text is null || text.Length < 2 || text[0] is not ('n' or 'c')) return false;
        if (!int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (number < 1) return false;
        id = text[0] == 'n' ? Node(number) : Client(number);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(NodeId other) => Number.CompareTo(other.Number);

    /// <summary>Orders ids by number.</summary>
    public static bool operator <(NodeId left, NodeId right) => left.Number < right.Number;

    /// <summary>Orders ids by number.</summary>
    public static bool operator >(NodeId left, NodeId right) => left.Number > right.Number;

    /// <summary>Orders ids by number.</summary>
    public static bool operator <=(NodeId left, NodeId right) => left.Number <= right.Number;

    /// <summary>Orders ids by number.</summary>
    public static bool operator >=(NodeId left, NodeId right) => left.Number >= right.Number;

    /// <inheritdoc />
    public override string ToString() => Number switch
    {
        > 0 => "n" + Number.ToString(CultureInfo.InvariantCulture),
        < 0 => "c" + (-(long)Number).ToString(CultureInfo.InvariantCulture),
        _ => "nobody",
    };
}
