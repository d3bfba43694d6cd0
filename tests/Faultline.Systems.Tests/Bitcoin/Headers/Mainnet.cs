using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

/// <summary>Headers of mainnet.</summary>
internal static class Mainnet
{
    public static readonly (int Height, string Bytes, string Hash)[] Headers =
    [
        (
            0,
            "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd" +
            "7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c",
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
        (
            1,
            "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd" +
            "1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299",
            "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"),
        (
            2,
            "010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc54" +
            "1e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61",
            "000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd"),
        (
            2016,
            "010000006397bb6abd4fc521c0d3f6071b5650389f0b4551bc40b4e6b067306900000000ace470ae" +
            "cda9c8818c8fe57688cd2a772b5a57954a00df0420a7dd546b6d2c576b0e7f49ffff001d33f0192f",
            "00000000a141216a896c54f211301c436e557a8d55900637bbdce14c6c7bddef"),
        (
            30240,
            "01000000e6bf7fd7f7790a63786faa878d0dc7fd8f2ff365732e45862c66075100000000700d342f" +
            "65c7b6834dffb615358a1897016f0448913372190cbe3d27a4b53355b1512b4bffff001dbfb02519",
            "000000000fa8bfa0f0dd32f956b874b2c7f1772c5fbedcb1b35e03335c7fb0a8"),
        (
            32255,
            "0100000049c1daab3b6536ff1b2633c3a316a6e06ec287676cdeec4ca7baae6b00000000ac10b36b" +
            "8f354b3353207de15940a5edbc05bb8364af75b4b5409e7823f2b48923ec3a4bffff001dbd5fa412",
            "00000000984f962134a7291e3693075ae03e521f0ee33378ec30a334d860034b"),
        (
            32256,
            "010000004b0360d834a330ec7833e30e1f523ee05a0793361e29a73421964f980000000027b64a02" +
            "0af294e903feed93768705336a20090612a043f47af462a2f5e5b564f8ee3a4b6ad8001dd3a43707",
            "000000004f2886a170adb7204cb0c7a824217dd24d11a74423d564c4e0904967"),
        (
            68543,
            "010000000cfc9e4c2703d2da0276db10d809fbad119f4a7a015b83ffbdac090300000000c5907cdb" +
            "4d947c8b73204658e6a6faae0307527bc4f6f5fdcf5e96d63b549d918788404cf4a3051c193bdd00",
            "0000000003dfbfa2b33707e691ab2ab7cda7503be2c2cce43d1b21cd1cc757fb"),
        (
            68544,
            "01000000fb57c71ccd211b3de4ccc2e23b50a7cdb72aab91e60737b3a2bfdf030000000088a88ad9" +
            "df68925e880e5d52b7e50cef225871c68b40a2cd0bca1084cd436037f388404cfd68011caeb1f801",
            "0000000000519051eb5f3c5943cdbc176a0eff4e1fbc3e08287bdb76299b8e5c"),
        (
            100000,
            "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a925" +
            "2aacd5c0b2940996ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710",
            "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506"),
        (
            125552,
            "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2" +
            "fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695",
            "00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d"),
    ];

    public static BlockHeader At(int height) =>
        BlockHeader.From(Convert.FromHexString(Headers.Single(header => header.Height == height).Bytes));

    /// <summary>Times of the heights 0 to 12.</summary>
    public static readonly uint[] FirstTimes =
    [
        1231006505, 1231469665, 1231469744, 1231470173, 1231470988, 1231471428, 1231471789, 1231472369, 1231472743, 1231473279, 1231473952,
        1231474360, 1231474888,
    ];

    /// <summary>What must be after them: the median times of the heights 0 to 12.</summary>
    public static readonly uint[] FirstMedians =
    [
        1231006505, 1231469665, 1231469665, 1231469744, 1231469744, 1231470173, 1231470173, 1231470988, 1231470988, 1231471428, 1231471428,
        1231471789, 1231472369,
    ];

    /// <summary>What each of the 18 periods of 2,016 blocks from height 32,256 on had for bits.</summary>
    public static readonly uint[] BitsFrom32256To68543 =
    [
        0x1d00d86a, 0x1d00c428, 0x1d00be71, 0x1d008cc3, 0x1c654657, 0x1c43b3e5, 0x1c387f6f, 0x1c381375, 0x1c2a1115, 0x1c20bca7, 0x1c16546f, 0x1c13ec53,
        0x1c159c24, 0x1c0f675c, 0x1c0eba64, 0x1c0d3142, 0x1c0ae493, 0x1c05a3f4,
    ];

    /// <summary>An entry with the times, at real heights but without real headers between them.</summary>
    public static HeaderEntry ChainOf(IEnumerable<uint> times)
    {
        HeaderEntry? at = null;
        foreach (var time in times)
        {
            var header = new BlockHeader(1, at?.Hash ?? Hash256.Zero, Hash256.Zero, time, 0x1d00ffff, 0);
            at = new HeaderEntry(header, header.Hash(), at);
        }

        return at!;
    }
}
