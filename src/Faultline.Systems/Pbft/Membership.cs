using System.Runtime.CompilerServices;
using System.Text;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Pbft;

/// <summary>Who takes part, with which public keys, and how many of them decide what.</summary>
/// <remarks>
/// Keys follow from names, which is right for a simulated cluster only: whoever knows a name has its private key. A node asks for its own
/// private key and no other.
/// </remarks>
internal sealed class Membership
{
    private static readonly ConditionalWeakTable<Cluster, Membership> Known = [];

    private readonly byte[]?[] _keysOfNodes;
    private readonly byte[]?[] _keysOfClients;

    public Membership(Cluster cluster)
    {
        Nodes = [.. cluster.Nodes];
        Faulty = Quorums.Faulty(Nodes.Length);
        Quorum = Quorums.Quorum(Nodes.Length);
        Weak = Quorums.Weak(Nodes.Length);
        Scheme = SignatureSchemes.Find(cluster.Options["signatures"])!;
        _keysOfNodes = new byte[Nodes.Length][];
        _keysOfClients = new byte[cluster.Clients.Count][];
        var writer = new CanonicalWriter(stackalloc byte[256]);
        writer.Text(Scheme.Name);
        writer.Int32(Nodes.Length);
        foreach (var node in Nodes) writer.Name(node);
        ClusterId = writer.Digest();
    }

    /// <summary>The replicas, in the order in which they become primary.</summary>
    public NodeId[] Nodes { get; }

    public int Count => Nodes.Length;

    public int Clients => _keysOfClients.Length;

    /// <summary>How many may be faulty: f.</summary>
    public int Faulty { get; }

    /// <summary>So many that any two such sets share a correct replica.</summary>
    public int Quorum { get; }

    /// <summary>So many that one of them is correct: f + 1.</summary>
    public int Weak { get; }

    public SignatureScheme Scheme { get; }

    /// <summary>Stands in all that is signed, so that a signature means nothing elsewhere.</summary>
    public Hash256 ClusterId { get; }

    /// <summary>The one membership of a cluster: what one replica has verified of a message object holds for all who share it.</summary>
    public static Membership Of(Cluster cluster) => Known.GetValue(cluster, static cluster => new Membership(cluster));

    /// <summary>The primary of a view.</summary>
    public NodeId Primary(long view) => Nodes[(int)(view % Nodes.Length)];

    /// <summary>A replica's place, from 0; -1 for anyone else.</summary>
    public int PlaceOf(NodeId id) => id.Number >= 1 && id.Number <= Nodes.Length ? id.Number - 1 : -1;

    /// <summary>A client's place, from 0; -1 for anyone else.</summary>
    public int ClientPlaceOf(NodeId id) => id.Number < 0 && -(long)id.Number <= Clients ? -id.Number - 1 : -1;

    /// <summary>The key pair of a name.</summary>
    public KeyPair KeyOf(NodeId id) => Scheme.KeyFrom(SeedOf(id));

    /// <summary>The public key of one who takes part; null for anyone else.</summary>
    public byte[]? PublicKeyOf(NodeId id)
    {
        if (PlaceOf(id) is >= 0 and var place) return _keysOfNodes[place] ??= KeyOf(id).PublicKey;
        return ClientPlaceOf(id) is >= 0 and var client ? _keysOfClients[client] ??= KeyOf(id).PublicKey : null;
    }

    /// <summary>Whether one who takes part has signed a digest.</summary>
    public bool HasSigned(NodeId author, in Hash256 digest, byte[] signature)
    {
        if (PublicKeyOf(author) is not { } key) return false;
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        digest.Write(bytes);
        return Scheme.Verify(key, bytes, signature);
    }

    /// <summary>Whether a replica has said something about a sequence number in a view.</summary>
    public bool HasSigned(NodeId author, StatementKind kind, long view, long sequence, in Hash256 digest, byte[] signature) =>
        HasSigned(author, Statement.About(ClusterId, kind, author, view, sequence, digest), signature);

    private static byte[] SeedOf(NodeId id)
    {
        var seed = new byte[Hash256.Size];
        Hash256.Sha256(Encoding.UTF8.GetBytes($"faultline/pbft/key of {id}")).Write(seed);
        return seed;
    }
}
