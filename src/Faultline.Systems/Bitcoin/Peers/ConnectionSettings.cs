using Faultline.Model.Nodes;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>How many connections a node keeps, and how patient it is.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>Whom a node knows that has never been connected to anyone.</summary>
    public required IReadOnlyList<NodeId> Seeds { get; init; }

    /// <summary>How many nodes there can be: an address beyond is none.</summary>
    public required int Nodes { get; init; }

    /// <summary>How many neighbouring numbers make a group of addresses.</summary>
    public int GroupSize { get; init; } = 1;

    /// <summary>How many of the last nodes belong to one attacker, and so are one group of addresses. Default: none.</summary>
    public int Accomplices { get; init; }

    /// <summary>How many addresses a bucket of the address book holds. Default: 32.</summary>
    public int AddressPlaces { get; init; } = AddressBook.Places;

    /// <summary>
    /// Whether the node defends itself against being surrounded (Heilman et al. 2015, section 6): address buckets by group and a test
    /// before eviction from them, only those it called itself taken for tried, feelers, anchors, one connection to a group, one more when
    /// blocks stay away, callers evicted by diversity, few addresses taken unasked. Default: true.
    /// </summary>
    public bool IsGuarded { get; init; } = true;

    /// <summary>How many full connections a node opens. Default: 8.</summary>
    public int Outbound { get; init; } = 8;

    /// <summary>How many connections for blocks alone it opens. Default: 2.</summary>
    public int BlocksOnly { get; init; } = 2;

    /// <summary>How many connections it accepts. Default: 115.</summary>
    public int Inbound { get; init; } = 115;

    /// <summary>How often it looks after its connections.</summary>
    public required TimeSpan MaintainEvery { get; init; }

    /// <summary>How long it waits for the answer to an opening. Default: 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long a silence it asks whether somebody is there.</summary>
    public required TimeSpan PingAfter { get; init; }

    /// <summary>How long it waits for the answer.</summary>
    public required TimeSpan PingTimeout { get; init; }

    /// <summary>How often it looks whether somebody answers at an address that it does not need now.</summary>
    public required TimeSpan FeelerEvery { get; init; }

    /// <summary>How long a ban lasts. Default: 24 h.</summary>
    public TimeSpan BanFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The group of an address.</summary>
    public int GroupOf(NodeId address) => address.Number > Nodes - Accomplices ? Nodes : (address.Number - 1) / GroupSize;
}
