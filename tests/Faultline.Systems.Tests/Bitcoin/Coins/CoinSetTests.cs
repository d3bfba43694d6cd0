using CsCheck;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Coins;

public sealed class CoinSetTests
{
    private static readonly ulong[] Words = [0, 1, 32, 1UL << 60, ulong.MaxValue];

    /// <summary>Few words, so that many names share their bits, and some share all that the trie looks at.</summary>
    private static readonly Gen<OutPoint> Names =
        from word in Gen.Int[0, Words.Length - 1]
        from rest in Gen.ULong[0, 3]
        from index in Gen.UInt[0, 2]
        select new OutPoint(new Hash256(Words[word], rest, 0, 0), index);

    [Fact]
    public void It_holds_what_a_plain_table_would_hold() => Gen.Select(Names, Gen.Bool).Array[0, 200].Sample(
        static steps =>
        {
            var expected = new SortedDictionary<OutPoint, Coin>(Comparer<OutPoint>.Create(static (one, other) => one.CompareTo(other)));
            var sets = new List<(CoinSet Set, OutPoint[] Names)> { (CoinSet.Empty, []) };
            var editor = CoinSet.Empty.Edit();
            foreach (var (name, isAdded) in steps)
            {
                if (isAdded) Assert.Equal(expected.TryAdd(name, CoinAt(name)), editor.TryAdd(CoinAt(name)));
                else Assert.Equal(expected.Remove(name), editor.Remove(name) is not null);
                if (expected.Count % 7 == 0) sets.Add((editor.ToSet(), [.. expected.Keys]));
            }

            sets.Add((editor.ToSet(), [.. expected.Keys]));
            foreach (var (set, names) in sets)
            {
                Assert.Equal(names.Length, set.Count);
                Assert.Equal(names.Sum(static name => CoinAt(name).Amount), set.Total);
                Assert.Equal(names, set.Select(static coin => coin.At).Order(Comparer<OutPoint>.Create(static (one, other) => one.CompareTo(other))));
                Assert.All(names, name => Assert.Equal(name, set.Find(name)!.At));
            }
        },
        seed: "0000KaDgLqT8",
        iter: 300);

    [Fact]
    public void Its_order_follows_from_what_it_holds() => Gen.Select(Names.Array[1, 60], Gen.ULong).Sample(
        static (names, seed) =>
        {
            var one = CoinSet.Empty.Edit();
            foreach (var name in names) one.TryAdd(CoinAt(name));
            var other = CoinSet.Empty.Edit();
            for (var i = 1; i <= 3; i++) other.TryAdd(CoinAt(new OutPoint(new Hash256(0, seed, 5, 5), (uint)i)));
            foreach (var name in names.Reverse()) other.TryAdd(CoinAt(name));
            for (var i = 1; i <= 3; i++) other.Remove(new OutPoint(new Hash256(0, seed, 5, 5), (uint)i));

            Assert.Equal(one.ToSet().Select(static coin => coin.At), other.ToSet().Select(static coin => coin.At));
        },
        seed: "0000KaDgLqT8",
        iter: 300);

    private static Coin CoinAt(OutPoint name) => new(name, TransactionOutput.To(1 + name.Index, Hash256.Zero), 0, 0, isCoinbase: false);
}
