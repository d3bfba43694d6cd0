using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Linearizability.Models;

/// <summary>Each model does, step by step, what a plain collection of the framework does.</summary>
public sealed class ModelTests
{
    private const int Steps = 2_000;

    private readonly Prng _random = new(11);

    [Fact]
    public void A_queue_gives_the_oldest_value() => Follow(new QueueModel(), new Queue<string>(),
        () => _random.Below(2) == 0 ? new Enqueue(Value()) : new Dequeue(),
        static (queue, operation) =>
        {
            if (operation is not Enqueue enqueue) return new Taken(queue.TryDequeue(out var value) ? value : null);
            queue.Enqueue(enqueue.Value);
            return Done.Instance;
        },
        static queue => string.Join(' ', queue), new Taken("never there"));

    [Fact]
    public void A_stack_gives_the_newest_value() => Follow(new StackModel(), new Stack<string>(),
        () => _random.Below(2) == 0 ? new Push(Value()) : new Pop(),
        static (stack, operation) =>
        {
            if (operation is not Push push) return new Taken(stack.TryPop(out var value) ? value : null);
            stack.Push(push.Value);
            return Done.Instance;
        },
        static stack => string.Join(' ', stack), new Taken("never there"));

    [Fact]
    public void A_priority_queue_gives_a_value_of_the_smallest_priority() => Follow(
        new PriorityQueueModel(), new PriorityQueue<string, (long, int)>(),
        () => _random.Below(2) == 0 ? new Insert(Value(), _random.Below(4)) : new DeleteMin(),
        (queue, operation) =>
        {
            if (operation is not Insert insert) return new Taken(queue.TryDequeue(out var value, out _) ? value : null);

            // Among equal priorities any may come first.
            queue.Enqueue(insert.Value, (insert.Priority, _random.Below(1000)));
            return Done.Instance;
        },
        static queue => string.Join(' ', queue.UnorderedItems
            .Select(static item => $"{item.Priority.Item1}:{item.Element}").Order(StringComparer.Ordinal)), new Taken("never there"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_set_tells_what_was_added_and_not_removed(bool answers) => Follow(
        new SetModel(), new HashSet<string>(),
        () => _random.Below(4) switch
        {
            0 => new SetAdd(Value()),
            1 => new SetRemove(Value()),
            2 => new SetContains(Value()),
            _ => new SetRead(),
        },
        (set, operation) => operation switch
        {
            SetAdd add => set.Add(add.Value) is var added && answers ? new Answer(added) : Done.Instance,
            SetRemove remove => set.Remove(remove.Value) is var removed && answers ? new Answer(removed) : Done.Instance,
            SetContains contains => new Answer(set.Contains(contains.Value)),
            _ => new Elements([.. set]),
        },
        static set => string.Join(' ', set.Order(StringComparer.Ordinal)), new Elements(["never there"]));

    [Fact]
    public void A_counter_adds_up() => Follow(new CounterModel(), new long[1],
        () => _random.Below(2) == 0 ? new CounterAdd(_random.Below(9) - 4) : new CounterRead(),
        static (counter, operation) =>
        {
            if (operation is not CounterAdd add) return new CounterValue(counter[0]);
            counter[0] += add.By;
            return Done.Instance;
        },
        static counter => counter[0].ToString(CultureInfo.InvariantCulture), new CounterValue(long.MaxValue));

    [Fact]
    public void A_bank_moves_money() => Follow(new BankModel([new("a", 10), new("b", 0)]),
        new Dictionary<string, long> { ["a"] = 10, ["b"] = 0, ["c"] = 0 },
        () => _random.Below(2) == 0
            ? new BankTransfer(_random.Pick(["a", "b", "c"]), _random.Pick(["a", "b", "c"]), _random.Below(5))
            : new BankRead(),
        static (bank, operation) =>
        {
            if (operation is not BankTransfer transfer) return new Balances([.. bank.Select(static a => new Account(a.Key, a.Value))]);
            bank[transfer.From] -= transfer.Amount;
            bank[transfer.To] += transfer.Amount;
            return Done.Instance;
        },
        static bank => string.Join(' ', bank.Values), new Balances([new("a", 11)]));

    [Fact]
    public void A_text_store_appends() => Follow(new TextStoreModel(), Enumerable.Repeat("", 1).ToArray(),
        () => _random.Below(8) switch
        {
            0 => new KvPut("k", Value()),
            < 5 => new KvAppend("k", _random.Pick(["", "1", "12", "123", "23"])),
            _ => new KvGet("k"),
        },
        static (store, operation) =>
        {
            store[0] = operation switch
            {
                KvPut put => put.Value,
                KvAppend append => store[0] + append.Value,
                _ => store[0],
            };
            return operation is KvGet ? new KvResult(true, store[0]) : KvResult.Done;
        },
        static store => store[0], new KvResult(true, "never there"));

    [Fact]
    public void A_mutex_is_held_once_at_a_time()
    {
        var history = new HistoryBuilder();
        history.Do(0, new Acquire(), Done.Instance);
        history.Do(0, new Release(), Done.Instance);
        history.Do(1, new Acquire(), Done.Instance);
        var held = Check(history, new MutexModel());
        history.Do(0, new Acquire(), Done.Instance);
        var broken = Check(history, new MutexModel());

        Assert.Equal(Verdict.Held, held.Verdict);
        Assert.Equal(Verdict.Broken, broken.Verdict);
        Assert.Contains("acquire by process", broken.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delete_min_that_nobody_saw_the_result_of_may_have_taken_any_of_the_smallest()
    {
        Assert.Equal(Verdict.Held, Check(Drained("a"), new PriorityQueueModel()).Verdict);
        Assert.Equal(Verdict.Held, Check(Drained("b"), new PriorityQueueModel()).Verdict);
        Assert.Equal(Verdict.Broken, Check(Drained("c"), new PriorityQueueModel()).Verdict);

        static HistoryBuilder Drained(string left)
        {
            var history = new HistoryBuilder();
            history.Do(0, new Insert("a", 1), Done.Instance);
            history.Do(0, new Insert("b", 1), Done.Instance);
            history.Do(0, new Insert("c", 2), Done.Instance);
            history.Complete(history.Invoke(1, new DeleteMin()), OperationOutcome.Info);
            history.Do(0, new DeleteMin(), new Taken(left));
            history.Do(0, new DeleteMin(), new Taken(left == "c" ? "a" : "c"));
            history.Do(0, new DeleteMin(), new Taken(null));
            return history;
        }
    }

    [Fact]
    public void The_first_read_of_a_bank_tells_what_was_in_it_and_the_next_must_agree()
    {
        var history = new HistoryBuilder();
        history.Do(0, new BankTransfer("a", "b", 3), Done.Instance);
        history.Do(0, new BankRead(), new Balances([new("a", 7), new("b", 3)]));
        history.Do(0, new BankTransfer("a", "b", 1), Done.Instance);
        history.Do(0, new BankRead(), new Balances([new("a", 6), new("b", 4)]));
        var held = Check(history, new BankModel());
        history.Do(0, new BankRead(), new Balances([new("a", 6), new("b", 5)]));

        Assert.Equal(Verdict.Held, held.Verdict);
        Assert.Equal(Verdict.Broken, Check(history, new BankModel()).Verdict);
    }

    [Fact]
    public void A_set_is_parted_by_value_where_nothing_reads_it_whole()
    {
        var history = new HistoryBuilder();
        history.Do(0, new SetAdd("a"), Done.Instance);
        history.Do(0, new SetContains("b"), new Answer(false));
        Assert.Equal(2, Parts(history));

        history.Do(0, new SetContains("a"), new Answer(false));
        var broken = Check(history, SetModel.For(history.Build()));
        history.Do(0, new SetRead(), new Elements(["a"]));

        Assert.Equal("contains a by process 0 returned nothing at 0.500 s, but add a by process 0 had completed at 0.100 s and "
            + "nothing removed the value", broken.Detail);
        Assert.Equal(1, Parts(history));
    }

    [Fact]
    public void Equal_texts_are_equal_whatever_they_were_made_of()
    {
        var whole = ChunkedText.Of("abcdef");
        var pieces = ChunkedText.Of("ab").Append("").Append("cd").Append("ef");
        var others = ChunkedText.Empty.Append("abc").Append("def");

        Assert.True(whole.HasSameText(pieces) && pieces.HasSameText(others) && others.HasSameText(whole));
        Assert.Equal(whole.Digest, pieces.Digest);
        Assert.True(pieces.Is("abcdef") && others.Is("abcdef"));
        Assert.False(pieces.Is("abcdeg") || pieces.Is("bbcdef") || pieces.Is("abcde"));
    }

    [Theory]
    [InlineData("`enqueue 1` is not an operation on a stack")]
    public void An_operation_of_another_object_is_refused(string words)
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            new StackModel().Apply(new StackModel().Initial, new Enqueue("1"), Done.Instance, out _));

        Assert.Equal(words, refused.Message);
    }

    private string Value() => _random.Below(5).ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs a model beside the real thing; equal contents must be equal states with equal digests, and no others.</summary>
    private static void Follow<TState, TReal>(
        SequentialModel<TState> model,
        TReal real,
        Func<Operation> next,
        Func<TReal, Operation, OperationResult> perform,
        Func<TReal, string> contents,
        OperationResult wrong)
    {
        var state = model.Initial;
        var seen = new Dictionary<string, TState>();
        for (var step = 0; step < Steps; step++)
        {
            var before = contents(real);
            var operation = next();
            var result = perform(real, operation);
            if (result.GetType() == wrong.GetType() && !result.Equals(KvResult.Done)) Assert.False(model.Apply(state, operation, wrong, out _));
            Assert.True(model.Apply(state, operation, result, out var after), $"step {step}: {operation} -> {result}");
            Assert.True(model.Apply(state, operation, null, out _));
            var now = contents(real);
            if (model.IsReadOnly(operation, result)) Assert.True(model.AreEqual(state, after) && before == now);
            Assert.Equal(before == now, model.AreEqual(state, after));
            Assert.Equal(before == now, model.Digest(state) == model.Digest(after));
            if (!seen.TryAdd(now, after))
            {
                Assert.True(model.AreEqual(seen[now], after));
                Assert.Equal(model.Digest(seen[now]), model.Digest(after));
            }

            state = after;
        }

        Assert.True(seen.Count > 4);
    }

    private static int Parts(HistoryBuilder history) => LinearizabilityChecker.Check(
        history.Build(), SetModel.For(history.Build()), SearchLimits.Default, TestContext.Current.CancellationToken).Parts;

    private static CheckResult Check<TState>(HistoryBuilder history, SequentialModel<TState> model) =>
        LinearizabilityChecker.Check(history.Build(), model, SearchLimits.Default, TestContext.Current.CancellationToken).Result;
}
