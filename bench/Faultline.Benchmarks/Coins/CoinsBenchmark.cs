using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Benchmarks.Coins;

/// <summary>Blocks connected and transactions taken in a second, and what a thousand nodes cost that do the same.</summary>
internal static class CoinsBenchmark
{
    public const string Name = "coins";

    private const int Rounds = 5;
    private const int Blocks = 50;
    private const int Payments = 1_000;
    private const int Nodes = 1_000;
    private const double MostTimesForAll = 2;

    public static bool Run()
    {
        var chain = new PaymentChain(Blocks, Payments);
        var (receive, first, table, set, all, back) = (new Sample(), new Sample(), new Sample(), new Sample(), new Sample(), new Sample());
        for (var round = 0; round < Rounds; round++)
        {
            Block[] blocks = [];
            receive.Measure(() => blocks = chain.Receive());
            first.Measure(() => Follow(chain, chain.Receive(), new CoinPool(chain.Rules, chain.Genesis)));
            var node = Follow(chain, blocks, new CoinPool(chain.Rules, chain.Genesis));
            table.Measure(() => MoveTable(chain, blocks));
            set.Measure(() => MoveSet(chain, blocks));
            all.Measure(() => FollowTogether(chain, blocks));
            back.Measure(() => GoBack(chain, node));
        }

        var adds = new Sample();
        for (var round = 0; round < Rounds; round++) AddPayments(chain, adds);
        Print(receive, first, table, set, all, back, adds);
        var requirements = new Requirements();
        requirements.Below($"{Nodes:N0} nodes in one process against one node, all rules checked", MostTimesForAll, all.Over(first), "times");
        requirements.Print();
        return requirements.AreMet;
    }

    private static void Print(Sample receive, Sample first, Sample table, Sample set, Sample all, Sample back, Sample adds)
    {
        Console.WriteLine($"""
            chain:    {Blocks} blocks of {Payments:N0} payments, one coin spent and two created in each; simulated signatures
            figures:  medians of {Rounds} rounds, in turns, on one core
            """);
        var figures = new Table("work", "blocks/s", "payments/s", "ns a payment");
        Add("read from bytes, ids hashed", receive, Blocks);
        Add("read and connect: all rules, all signatures", first, Blocks);
        Add("of that, the coins alone: shared trie", set, Blocks);
        Add("the same in a plain hash table", table, Blocks);
        Add("take back by undo data", back, Blocks);
        Add($"read, and connect at {Nodes:N0} nodes of one process", all, (long)Blocks * Nodes);
        Add("take into a mempool, checked for the first time", adds, 1);
        figures.Print();

        void Add(string what, Sample sample, long blocks) => figures.Add(
            what,
            Number(blocks / sample.MedianSeconds),
            Number(blocks * Payments / sample.MedianSeconds),
            Number(sample.MedianSeconds / (blocks * Payments) * 1e9));
    }

    private static string Number(double number) => number.ToString(number < 10 ? "N2" : "N0", CultureInfo.InvariantCulture);

    private static ChainState Follow(PaymentChain chain, Block[] blocks, CoinPool pool)
    {
        var node = chain.NewChain(pool);
        foreach (var block in blocks) PaymentChain.Give(node, block);
        return node;
    }

    /// <summary>The blocks again, freshly read, one after the other at all nodes.</summary>
    private static void FollowTogether(PaymentChain chain, Block[] known)
    {
        var pool = new CoinPool(chain.Rules, chain.Genesis);
        ChainState[] nodes = [.. Enumerable.Range(0, Nodes).Select(_ => chain.NewChain(pool))];
        for (var i = 0; i < known.Length; i++)
        {
            var block = Block.TryRead(known[i].Bytes, out _)!;
            foreach (var node in nodes) PaymentChain.Give(node, block);
        }
    }

    private static void GoBack(PaymentChain chain, ChainState node)
    {
        var coins = node.Coins;
        for (var at = node.Tip; at.Parent is not null; at = at.Parent)
            coins = BlockConnector.Disconnect(node.Find(at)!, coins, node.UndoOf(at)!)!;
        if (coins.Count != chain.Genesis.Count) throw new InvalidOperationException("not all coins came back");
    }

    private static void MoveSet(PaymentChain chain, Block[] blocks)
    {
        var coins = chain.Genesis;
        foreach (var block in blocks)
        {
            var editor = coins.Edit();
            foreach (var transaction in block.Transactions)
            {
                if (!transaction.IsCoinbase)
                    foreach (var input in transaction.Inputs)
                        editor.Remove(input.Prevout);
                for (var i = 0; i < transaction.Outputs.Length; i++)
                    editor.TryAdd(new Coin(transaction.Coin(i), transaction.Outputs[i], 1, 1, transaction.IsCoinbase));
            }

            coins = editor.ToSet();
        }
    }

    private static void MoveTable(PaymentChain chain, Block[] blocks)
    {
        var coins = chain.Genesis.ToDictionary(static coin => coin.At);
        foreach (var block in blocks)
        {
            foreach (var transaction in block.Transactions)
            {
                if (!transaction.IsCoinbase)
                    foreach (var input in transaction.Inputs)
                        coins.Remove(input.Prevout, out _);
                for (var i = 0; i < transaction.Outputs.Length; i++)
                    coins.TryAdd(transaction.Coin(i), new Coin(transaction.Coin(i), transaction.Outputs[i], 1, 1, transaction.IsCoinbase));
            }
        }
    }

    private static void AddPayments(PaymentChain chain, Sample sample)
    {
        var node = Follow(chain, chain.Receive(), new CoinPool(chain.Rules, chain.Genesis));
        var pool = new TransactionPool(node, new MempoolPolicy());
        Transaction[] payments = [.. chain.Purses.Select(purse => PaymentChain.Pay(purse, purse.Output.Lock))];
        sample.Measure(() =>
        {
            foreach (var payment in payments)
                if (pool.TryAdd(payment, 0) is { } rejection)
                    throw new InvalidOperationException(rejection.Reason);
        });
    }
}
