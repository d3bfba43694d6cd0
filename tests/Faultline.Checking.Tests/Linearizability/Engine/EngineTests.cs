using System.Diagnostics;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Linearizability.Engine;

public sealed class EngineTests
{
    private static readonly KeyValueModel Model = new();

    [Theory]
    [InlineData(20_000, 1, 3, 500)]
    [InlineData(20_000, 1, 0, 500)]
    [InlineData(20_000, 16, 3, 2_000)]
    public void The_order_of_a_long_history_is_a_certificate(int operations, int keys, int values, int unknownPerMillion)
    {
        var history = GeneratedHistory.Create(3, operations, 6, keys, values, unknownPerMillion);

        Assert.True(Engines.DepthFirst(history, Model));
        Assert.True(Engines.Frontier(history, Model));
        var found = Check(history, Model, new SearchLimits { Threads = 2 });

        Assert.Equal(Verdict.Held, found.Result.Verdict);
        Assert.Equal(keys, found.ByPart.Count);
        foreach (var part in found.ByPart)
        {
            var entries = history.Entries.Where(entry => Model.NameOfPart(Model.PartOf(entry.Operation)) == part.Name);
            Assert.Null(Certificates.Objection(entries, part.Order, Model));
        }
    }

    [Fact]
    public void Changed_results_of_legal_histories_are_caught()
    {
        var (held, broken) = (0, 0);
        for (var seed = 0UL; seed < 300; seed++)
        {
            var random = Prng.Stream(seed, "changed");
            var history = GeneratedHistory.Create(seed, 120, 4, 1, 3, 10_000);
            var entry = random.Pick(history.Entries.Where(static e => e is { Operation: KvGet or KvCas, Outcome: OperationOutcome.Ok }).ToList());
            entry.Result = entry.Result switch
            {
                KvResult { Applied: true, Value: null } when entry.Operation is KvCas => KvResult.Mismatch,
                KvResult { Applied: false } => KvResult.Done,
                KvResult { Value: "0" } => new KvResult(true, "1"),
                _ => new KvResult(true, "0"),
            };

            var isLegal = Engines.DepthFirst(history, Model);

            Assert.Equal(isLegal, Engines.Frontier(history, Model));
            var found = Check(history, Model).Result;
            Assert.Equal(isLegal ? Verdict.Held : Verdict.Broken, found.Verdict);
            if (isLegal) held++;
            else broken++;
            if (isLegal) continue;
            Assert.False(Engines.DepthFirst(new History(found.Evidence), Model));
            Assert.True(found.LongestOrder.Count < found.Evidence.Count);
        }

        Assert.InRange(broken, 150, 299);
        Assert.InRange(held, 1, 150);
    }

    [Fact]
    public void The_longest_order_of_the_evidence_is_legal()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var history = GeneratedHistory.Create(seed, 60, 4, 1, 2, 10_000);
            var read = history.Entries.Last(static e => e is { Operation: KvGet, Outcome: OperationOutcome.Ok });
            read.Result = new KvResult(true, "never put");
            foreach (SequentialModel<string?> model in new SequentialModel<string?>[] { Model, new OpaqueModel<string?>(Model) })
            {
                var found = Check(history, model).Result;

                Assert.Equal(Verdict.Broken, found.Verdict);
                Assert.Null(Certificates.Objection([], found.LongestOrder, model));
                Assert.All(found.LongestOrder, entry => Assert.Contains(entry, found.Evidence));
            }
        }
    }

    [Fact]
    public void A_check_without_end_answers_when_its_time_is_over()
    {
        var watch = Stopwatch.StartNew();
        var limits = new SearchLimits { Time = TimeSpan.FromMilliseconds(300), Steps = long.MaxValue / 4, States = 50_000_000 };

        var found = Check(Hopeless(), new OpaqueModel<string?>(Model), limits).Result;

        Assert.Equal(Verdict.Undecided, found.Verdict);
        Assert.Contains("; the time limit of 0.300 s was reached: give it more, or check a shorter history", found.Detail,
            StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.3, 5);
    }

    [Fact]
    public void A_check_that_may_remember_little_says_so()
    {
        var limits = new SearchLimits { States = 2_000 };

        var found = Check(Hopeless(), new OpaqueModel<string?>(Model), limits).Result;

        Assert.Equal(Verdict.Undecided, found.Verdict);
        Assert.Contains("; the limit of 2,000 states was reached: raise it, or check a shorter history", found.Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_broken_part_is_told_however_many_threads_check()
    {
        for (var seed = 0UL; seed < 30; seed++)
        {
            var history = GeneratedHistory.Create(seed, 2_000, 6, 40, 3, 5_000);
            var reads = history.Entries.Where(static e => e is { Operation: KvGet, Outcome: OperationOutcome.Ok }).ToList();
            foreach (var read in reads.TakeLast(20)) read.Result = new KvResult(true, "never put");

            var one = Check(history, Model);
            var four = Check(history, Model, new SearchLimits { Threads = 4 });

            Assert.Equal(Verdict.Broken, one.Result.Verdict);
            Assert.Equal((one.Result.Detail, one.Steps, one.States), (four.Result.Detail, four.Steps, four.States));
            Assert.Equal(one.Result.Evidence, four.Result.Evidence);
            Assert.Equal(
                one.ByPart.Select(static part => (part.Name, part.Verdict, part.Method, part.Order.Count)),
                four.ByPart.Select(static part => (part.Name, part.Verdict, part.Method, part.Order.Count)));
            Assert.Equal(Verdict.Broken, one.ByPart[^1].Verdict);
            Assert.All(one.ByPart.SkipLast(1), static part => Assert.Equal(Verdict.Held, part.Verdict));
        }
    }

    [Fact]
    public void A_broken_queue_is_shown_by_the_values_that_matter()
    {
        // Each value twice, so that the search has to tell; only the last ones are out of order.
        var history = new HistoryBuilder();
        for (var i = 0; i < 40; i++)
        {
            history.Do(1, new Enqueue($"{i / 2}"), Done.Instance);
            history.Do(2, new Dequeue(), new Taken($"{i / 2}"));
            history.Do(2, new Dequeue(), new Taken(null));
        }

        history.Do(1, new Enqueue("a"), Done.Instance);
        history.Do(1, new Enqueue("b"), Done.Instance);
        history.Do(2, new Dequeue(), new Taken("b"));
        history.Do(2, new Dequeue(), new Taken("a"));

        var found = Check(history.Build(), new QueueModel()).Result;

        Assert.Equal(Verdict.Broken, found.Verdict);
        Assert.Equal(["enqueue a", "enqueue b", "dequeue"], found.Evidence.Select(static e => e.Operation.ToString()).Take(3));
        Assert.InRange(found.Evidence.Count, 3, 4);
    }

    [Fact]
    public void A_read_of_a_whole_set_is_no_proof_without_the_values_that_it_saw()
    {
        // A removal that does not say whether the value was there makes it a case for the search.
        var history = new HistoryBuilder();
        history.Do(1, new SetAdd("a"), Done.Instance);
        history.Do(1, new SetRemove("b"), Done.Instance);
        history.Do(1, new SetRead(), new Elements(["a"]));
        history.Do(1, new SetContains("x"), new Answer(true));

        var found = Check(history.Build(), new SetModel()).Result;

        Assert.Contains("contains x", found.Evidence.Select(static e => e.Operation.ToString()));
    }

    [Fact]
    public void What_leads_to_one_end_only_is_not_taken_for_what_leads_to_all()
    {
        var trunk = new Trunk();
        var first = trunk.Grow(trunk.Grow(Trunk.Root, 1), 2);
        var longer = trunk.Grow(trunk.Grow(first, 3), 4);
        int[] tips = [first, longer];

        trunk.Cut(tips);

        Assert.Equal([1, 2], trunk.OrderTo(tips[0]));
        Assert.Equal([1, 2, 3, 4], trunk.OrderTo(tips[1]));
        Assert.Equal([1, 2, 3, 4, 5], trunk.OrderTo(trunk.Grow(tips[1], 5)));
    }

    [Fact]
    public void A_long_check_tells_how_far_it_is()
    {
        var told = new List<CheckProgress>();
        var limits = new SearchLimits { Time = TimeSpan.FromMilliseconds(500), Steps = long.MaxValue / 4, Progress = told.Add };

        Check(Hopeless(), new OpaqueModel<string?>(Model), limits);

        Assert.NotEmpty(told);
        Assert.All(told, static progress => Assert.Equal((1, "k"), (progress.Parts, progress.Part)));
        Assert.True(told[^1].Steps > 0);
    }

    private static LinearizabilityResult Check<TState>(
        History history, SequentialModel<TState> model, SearchLimits? limits = null) =>
        LinearizabilityChecker.Check(history, model, limits, TestContext.Current.CancellationToken);

    // Each value is written twice at once, and then read in an order that only a hopeless search could refute.
    private static History Hopeless()
    {
        var history = new HistoryBuilder();
        var open = Enumerable.Range(0, 40).Select(i => history.Invoke(i, new KvPut("k", $"{i / 2}"))).ToList();
        open.AddRange(Enumerable.Range(0, 40).Select(i => history.Invoke(100 + i, new KvCas("k", $"{7 * i % 20}", $"{11 * i % 20}"))));
        foreach (var entry in open) history.Complete(entry, OperationOutcome.Ok, KvResult.Done);
        history.Get(200, "never put");
        return history.Build();
    }
}
