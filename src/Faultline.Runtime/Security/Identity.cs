using Faultline.Model.Nodes;

namespace Faultline.Runtime.Security;

/// <summary>Whom a certificate names: one node, the clients, or the operators.</summary>
/// <remarks>
/// It stands in the certificate as a URI among the alternative names, <c>faultline:n1</c>, <c>faultline:client</c> or
/// <c>faultline:operator</c>. Host names mean nothing here: a node may move, and keeps its name.
/// </remarks>
/// <param name="Name">The name behind <c>faultline:</c>.</param>
public readonly record struct Identity(string Name)
{
    /// <summary>How the URI begins.</summary>
    public const string Scheme = "faultline:";

    /// <summary>All clients: they may speak for any client, and for no node.</summary>
    public static Identity Client { get; } = new("client");

    /// <summary>Those who run the cluster: they may ask how a node is and give it orders, and may not speak for anyone.</summary>
    public static Identity Operator { get; } = new("operator");

    /// <summary>A node.</summary>
    /// <param name="id">Which one.</param>
    /// <returns>Its identity.</returns>
    public static Identity Of(NodeId id) => id.IsClient ? Client : new Identity(id.ToString());

    /// <summary>Whether a message may come from whoever has this identity.</summary>
    /// <param name="sender">The sender that the message names.</param>
    /// <returns>Whether it is the node itself or, of the clients' identity, any client.</returns>
    public bool MaySpeakFor(NodeId sender) => !sender.IsNone && this == Of(sender);

    /// <inheritdoc />
    public override string ToString() => Name;
}
