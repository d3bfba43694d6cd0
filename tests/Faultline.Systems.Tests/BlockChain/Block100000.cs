using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.BlockChain;

/// <summary>The transactions of mainnet's block 100,000.</summary>
internal static class Block100000
{
    public static readonly Hash256[] Transactions =
    [
        Hash256.Parse("8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87"),
        Hash256.Parse("fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4"),
        Hash256.Parse("6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4"),
        Hash256.Parse("e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d"),
    ];
}
