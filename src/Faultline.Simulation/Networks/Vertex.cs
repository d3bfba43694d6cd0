using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faultline.Model.Nodes;

namespace Faultline.Simulation.Networks;

/// <summary>An end of a link: a node (<c>n1</c>), a client (<c>c1</c>) or a router (<c>r1</c>).</summary>
/// <remarks>A router only passes messages on; it runs nothing, so it is no <see cref="NodeId"/>.</remarks>
public readonly record struct Vertex
{
    private Vertex(NodeId host, int router) => (Host, RouterNumber) = (host, router);

    /// <summary>The node or client; nobody for a router.</summary>
    public NodeId Host { get; }

    /// <summary>The router's number from 1; zero for a node or client.</summary>
    public int RouterNumber { get; }

    /// <summary>Whether it is a router.</summary>
    public bool IsRouter => RouterNumber > 0;

    /// <summary>The router with this number.</summary>
    /// <param name="number">1 or more.</param>
    /// <returns>The router <c>r{number}</c>.</returns>
    public static Vertex Router(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new Vertex(default, number);
    }

    /// <summary>Reads <c>n3</c>, <c>c2</c> or <c>r1</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vertex">The end of a link, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Vertex vertex)
    {
        vertex = default;
        if (NodeId.TryParse(text, out var host))
        {
            vertex = host;
            return true;
        }

        if (text is not ['r', ..]
            || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1) return false;
        vertex = Router(number);
        return true;
    }

    /// <summary>A node or client is an end of links.</summary>
    /// <param name="host">The node or client.</param>
    public static implicit operator Vertex(NodeId host) => new(host, 0);

    /// <inheritdoc />
    public override string ToString() =>
        IsRouter ? "r" + RouterNumber.ToString(CultureInfo.InvariantCulture) : Host.ToString();
}
