using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Chat;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Pbft;
using Faultline.Systems.Sessions;
using Transaction = Faultline.Systems.Bitcoin.Transactions.Transaction;

namespace Faultline.Systems.Tests.Fuzzing;

/// <summary>Everything that reads bytes of strangers, or of a disk that may be damaged.</summary>
internal static class Decoders
{
    private const int Each = 12;

    public static IReadOnlyList<Decoder> All { get; } =
    [
        Headers(), Proofs(), Transactions(), Blocks(), Undo(), CompactSizes(), EvidenceOfReplicas(),
        Images(), ChatImages(), CoinImages(), .. SystemCatalog.All.Select(static system => Messages(system.Name, system.Codec)),
    ];

    public static Decoder Messages(string name, MessageCodec codec) => new(
        $"messages of {name}",
        Samples.Of(codec, Each),
        bytes =>
        {
            codec.TryDecode(bytes, out _);
            return null;
        },
        bytes => codec.TryDecode(bytes, out _));

    private static Decoder Headers() => Canonical("header", static samples => Written(output => output.WriteHeader(samples.Header())), static bytes =>
        BlockHeader.TryRead(bytes, out var header) is null ? Written(output => output.WriteHeader(header)) : null);

    private static Decoder Proofs() => Canonical("Merkle proof", static samples => Written(Proof(samples).Write), static bytes =>
        MerkleProof.TryRead(bytes, out var proof) is null ? Written(proof!.Write) : null);

    private static Decoder Transactions() => Canonical("transaction", static samples => samples.Transaction().Bytes.ToArray(), static bytes =>
        Transaction.TryRead(bytes, out _) is { } read ? new Transaction(read.Version, [.. read.Inputs], [.. read.Outputs], read.LockTime).Bytes.ToArray() : null);

    private static Decoder Blocks() => Canonical("block", static samples => samples.Block().Bytes, static bytes =>
        Block.TryRead(bytes, out _) is { } read ? new Block(read.Header, [.. read.Transactions]).Bytes : null);

    private static Decoder Undo() => Canonical("undo data", static samples => UndoOf(samples).ToBytes(), static bytes =>
        BlockUndo.TryRead(bytes, out _)?.ToBytes());

    private static Decoder EvidenceOfReplicas()
    {
        var samples = new Samples(Prng.Stream(1, "evidence"));
        return new Decoder(
            "evidence",
            [.. Enumerable.Range(0, Each).Select(_ => samples.Of<Evidence>().ToBytes())],
            static bytes =>
            {
                // Whoever reads it verifies the signatures, not the encoding.
                Evidence.TryRead(bytes, out _);
                return null;
            },
            static bytes => Evidence.TryRead(bytes, out _));
    }

    private static Decoder Images()
    {
        var samples = new Samples(Prng.Stream(1, "image"));
        return new Decoder(
            "image of a store", [.. Enumerable.Range(0, Each).Select(count => ImageOf(samples, count))],
            static bytes =>
            {
                KvImage.TryRead(bytes);
                return null;
            },
            static bytes => new KvMachine(Each).TryLoad(bytes));
    }

    private static Decoder ChatImages()
    {
        var samples = new Samples(Prng.Stream(1, "chat"));
        return new Decoder(
            "image of a chat", [.. Enumerable.Range(0, Each).Select(count => ChatOf(samples, count))],
            static bytes =>
            {
                ChatImage.TryRead(bytes);
                return null;
            },
            static bytes => new ChatMachine(Each, new ChatLimits()).TryLoad(bytes));
    }

    private static byte[] ChatOf(Samples samples, int count)
    {
        var machine = new ChatMachine(Each, new ChatLimits());
        for (var i = 0; i < count; i++)
        {
            machine.Execute(new ChatSignUp("user" + i, Convert.ToHexStringLower(samples.Bytes(1 + i))));
            machine.Execute(new ChatLogIn("user" + i, "token" + i, i));
            machine.Execute(new ChatJoin("token" + i, "room"));
            machine.Execute(new ChatPost("token" + i, "room", Convert.ToHexStringLower(samples.Bytes(1 + i)), 1_000));
            machine.Apply(new SessionCommand(default, 0, i, null));
        }

        return machine.Save();
    }

    private static Decoder CoinImages()
    {
        var samples = new Samples(Prng.Stream(1, "coins"));
        return new Decoder(
            "image of coins", [.. Enumerable.Range(0, Each).Select(_ => CoinsOf(samples).ToBytes())],
            static bytes =>
            {
                // Coins may stand in any order, so there is more than one encoding.
                CoinImage.TryRead(bytes);
                return null;
            },
            static bytes => CoinImage.TryRead(bytes) is not null);
    }

    private static CoinImage CoinsOf(Samples samples)
    {
        var coins = CoinSet.Empty.Edit();
        foreach (var coin in UndoOf(samples).Spent)
        {
            if (Money.IsInRange(coins.Total + coin.Amount))
                coins.TryAdd(coin);
        }

        return new CoinImage(samples.Hash(), coins.ToSet());
    }

    private static byte[] ImageOf(Samples samples, int count)
    {
        var machine = new KvMachine(Each);
        for (var i = 0; i < count; i++)
        {
            machine.Execute(new KvPut(Convert.ToHexStringLower(samples.Bytes(1 + i)), Convert.ToHexStringLower(samples.Bytes(i))));
            machine.Apply(new SessionCommand(default, 0, i, null));
        }

        return machine.Save();
    }

    private static Decoder CompactSizes() => Canonical("compact size", static samples => Written(output => output.WriteCompactSize(1 << samples.Bytes(1)[0] % 25)), static bytes =>
    {
        var input = new WireReader(bytes);
        var size = input.ReadCompactSize();
        return input.End() is null ? Written(output => output.WriteCompactSize((int)size)) : null;
    });

    private static Decoder Canonical(string name, Func<Samples, byte[]> make, Func<byte[], byte[]?> read)
    {
        var samples = new Samples(Prng.Stream(1, name));
        return new Decoder(name, [.. Enumerable.Range(0, Each).Select(_ => make(samples))], read, bytes => read(bytes) is not null);
    }

    private static byte[] Written(Action<WireWriter> write)
    {
        var output = new WireWriter();
        write(output);
        return output.Written.ToArray();
    }

    private static MerkleProof Proof(Samples samples)
    {
        Hash256[] leaves = [.. Enumerable.Range(0, 1 + (samples.Bytes(1)[0] % 40)).Select(_ => samples.Hash())];
        return MerkleProof.Of(leaves, samples.Bytes(1)[0] % leaves.Length);
    }

    private static BlockUndo UndoOf(Samples samples) => new(
    [
        .. samples.Transaction().Outputs.ToArray().Select(output => new Coin(new OutPoint(samples.Hash(), 1), output, 7, 8, samples.Bytes(1)[0] % 2 == 0)),
    ]);
}
