using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

/// <summary>Makes blocks for tests, with real proof of work at easy targets.</summary>
internal static class Mined
{
    public const uint Minutes = 60;

    /// <summary>A valid header after another, ten minutes later where no time is given.</summary>
    public static BlockHeader After(HeaderEntry parent, NetworkParameters parameters, uint? time = null, ulong salt = 0) =>
        Solve(
            new BlockHeader(
                4, parent.Hash, new Hash256(salt, 0, 0, 0), time ?? parent.Header.Time + (10 * Minutes),
                Retargeting.BitsAfter(parent, parameters), 0),
            parameters);

    /// <summary>The header with a nonce under which it is proof of its work.</summary>
    public static BlockHeader Solve(BlockHeader header, NetworkParameters parameters)
    {
        while (!Target.IsMet(header.Hash(), header.Bits, parameters.EasiestTarget)) header = header with { Nonce = header.Nonce + 1 };
        return header;
    }

    /// <summary>The header with a nonce under which it is not.</summary>
    public static BlockHeader Unsolve(BlockHeader header, NetworkParameters parameters)
    {
        while (Target.IsMet(header.Hash(), header.Bits, parameters.EasiestTarget)) header = header with { Nonce = header.Nonce + 1 };
        return header;
    }

    /// <summary>Adds a header after a block to a tree, which must take it.</summary>
    public static HeaderEntry Extend(BlockTree tree, HeaderEntry parent, uint? time = null, ulong salt = 0)
    {
        Assert.Null(tree.Add(After(parent, tree.Parameters, time, salt), long.MaxValue / 2, out var entry));
        return entry!;
    }

    /// <summary>Adds some headers after a block, each after the other, and gives the last.</summary>
    public static HeaderEntry Extend(BlockTree tree, HeaderEntry parent, int count, ulong salt = 0)
    {
        for (var i = 0; i < count; i++) parent = Extend(tree, parent, salt: salt);
        return parent;
    }

    /// <summary>A tree of the network in which nothing is expensive.</summary>
    public static BlockTree Tree(NetworkParameters? parameters = null) => new(new HeaderPool(parameters ?? NetworkParameters.Regtest));
}
