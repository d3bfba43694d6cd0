using CsCheck;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Engine;

/// <summary>Both engines, and the checker as a whole, against trying every order.</summary>
public sealed class AgreementTests
{
    private const int Few = 2_500;
    private const int Many = 100_000;

    private static readonly string[] Texts = ["", "x", "y", "xy", "yx", "xx", "xxy", "xyx"];

    private static readonly string?[] Values = ["a", "b", null];

    public static TheoryData<string> Models { get; } =
    [
        "key-value store", "register", "set", "set by value", "queue",
        "stack", "priority queue", "counter", "mutex", "bank",
        "text store", "lossy counter", "two keys in one part",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_engine_agrees_with_trying_every_order(string model) => Agree(model, Few);

    [Theory(Explicit = true)]
    [MemberData(nameof(Models))]
    public void Every_engine_agrees_with_trying_every_order_of_very_many_histories(string model) => Agree(model, Many);

    private static void Agree(string model, int count)
    {
        switch (model)
        {
            case "key-value store":
                Agree(new SmallHistories<string?>(
                    new KeyValueModel(),
                    [
                        new KvGet("k"), new KvPut("k", "a"), new KvPut("k", "b"), new KvCas("k", "a", "b"), new KvCas("k", null, "a"),
                        new KvDelete("k"), new KvGet("k"), new KvGet("l"), new KvPut("l", "a"),
                    ],
                    static operation => operation switch
                    {
                        KvGet => [.. Values.Select(static value => new KvResult(true, value))],
                        KvCas => [KvResult.Done, KvResult.Mismatch],
                        _ => [KvResult.Done],
                    }), count);
                break;
            case "register":
                Agree(new SmallHistories<string?>(
                    new RegisterModel(),
                    [new RegisterRead(), new RegisterWrite("a"), new RegisterWrite("b"), new RegisterCas("a", "b"), new RegisterRead()],
                    static operation => operation switch
                    {
                        RegisterRead => [.. Values.Select(static value => new RegisterResult(true, value))],
                        RegisterCas => [new RegisterResult(true, null), new RegisterResult(false, null)],
                        _ => [new RegisterResult(true, null)],
                    }), count);
                break;
            case "set":
                Agree(Sets(new SetModel(), new SetRead()), count);
                break;
            case "set by value":
                Agree(Sets(new SetModel(byValue: true), new SetContains("b")), count);
                break;
            case "queue":
                Agree(Collections(new QueueModel(), static value => new Enqueue(value), new Dequeue()), count);
                break;
            case "stack":
                Agree(Collections(new StackModel(), static value => new Push(value), new Pop()), count);
                break;
            case "priority queue":
                Agree(
                    Collections(new PriorityQueueModel(), static value => new Insert(value, value == "c" ? 0 : 1), new DeleteMin()),
                    count);
                break;
            case "counter":
                Agree(new SmallHistories<Int128>(
                    new CounterModel(),
                    [new CounterRead(), new CounterAdd(1), new CounterAdd(-1), new CounterAdd(2), new CounterRead()],
                    static operation => operation is CounterRead
                        ? [.. Enumerable.Range(-2, 6).Select(static value => new CounterValue(value))]
                        : [Done.Instance]), count);
                break;
            case "mutex":
                Agree(new SmallHistories<string?>(
                    new MutexModel(), [new Acquire(), new Release()], static _ => [Done.Instance]), count);
                break;
            case "bank":
                Agree(new SmallHistories<BankBalances>(
                    new BankModel(),
                    [new BankRead(), new BankTransfer("a", "b", 1), new BankTransfer("b", "a", 2), new BankRead()],
                    static operation => operation is BankRead
                        ? [.. Enumerable.Range(-3, 7).Select(static moved => new Balances([new("a", 5 + moved), new("b", 5 - moved)]))]
                        : [Done.Instance]), count);
                break;
            case "text store":
                Agree(new SmallHistories<ChunkedText>(
                    new TextStoreModel(),
                    [new KvGet("k"), new KvPut("k", "x"), new KvAppend("k", "x"), new KvAppend("k", "y"), new KvGet("k")],
                    static operation => operation is KvGet
                        ? [.. Texts.Select(static text => new KvResult(true, text))]
                        : [KvResult.Done]), count);
                break;
            case "two keys in one part":
                Agree(new SmallHistories<(string? K, string? L)>(
                    new TwoKeysModel(),
                    [
                        new KvGet("k"), new KvPut("k", "a"), new KvCas("k", "a", "b"), new KvGet("l"), new KvPut("l", "b"),
                        new KvCas("l", "b", "a"), new KvDelete("both"),
                    ],
                    static operation => operation switch
                    {
                        KvGet => [.. Values.Select(static value => new KvResult(true, value))],
                        KvCas => [KvResult.Done, KvResult.Mismatch],
                        _ => [KvResult.Done],
                    }), count);
                break;
            default:
                Agree(new SmallHistories<IReadOnlyList<long>>(
                    new LossyCounterModel(),
                    [new CounterRead(), new CounterAdd(1), new CounterAdd(2), new CounterRead()],
                    static operation => operation is CounterRead
                        ? [.. Enumerable.Range(0, 5).Select(static value => new CounterValue(value))]
                        : [Done.Instance]), count);
                break;
        }
    }

    private static SmallHistories<ValueSet> Sets(SetModel model, Operation last) => new(
        model,
        [new SetAdd("a"), new SetAdd("b"), new SetRemove("a"), new SetContains("a"), last],
        static operation => operation switch
        {
            SetRead => [new Elements([]), new Elements(["a"]), new Elements(["b"]), new Elements(["b", "a"])],
            SetContains => [new Answer(true), new Answer(false)],
            _ => [new Answer(true), new Answer(false), Done.Instance],
        });

    private static SmallHistories<TState> Collections<TState>(
        SequentialModel<TState> model, Func<string, Operation> insert, Operation take) => new(
            model,
            [insert("a"), insert("b"), insert("c"), take, take, take],
            operation => operation == take
                ? [new Taken("a"), new Taken("b"), new Taken("c"), new Taken(null)]
                : [Done.Instance]);

    private static void Agree<TState>(SmallHistories<TState> histories, int count)
    {
        var (held, broken) = (0, 0);
        var model = histories.Model;
        var opaque = new OpaqueModel<TState>(model);
        var twoThreads = new SearchLimits { Threads = 2 };
        histories.Generator.Sample(
            history =>
            {
                var expected = BruteForce.IsLinearizable(history, model);
                Assert.Equal(expected, Engines.DepthFirst(history, model));
                Assert.Equal(expected, Engines.Frontier(history, model));
                Assert.Equal(expected, Engines.DepthFirst(history, opaque));
                Assert.Equal(expected, Engines.Frontier(history, opaque));
                var found = LinearizabilityChecker.Check(history, model);
                var again = LinearizabilityChecker.Check(history, model, twoThreads);
                Assert.Equal(expected ? Verdict.Held : Verdict.Broken, found.Result.Verdict);
                Assert.Equal((found.Result.Detail, found.Steps, found.States), (again.Result.Detail, again.Steps, again.States));
                Assert.Equal(found.Result.Evidence, again.Result.Evidence);
                AssertProves(history, model, found);
                Interlocked.Increment(ref expected ? ref held : ref broken);
            },
            iter: count,
            threads: 2,
            print: static history => string.Join('\n', history.Entries.Select(static e =>
                $"{e.Invoked.Index}-{e.Completed.Index} {e}")));
        Assert.InRange(held, count / 5, count);
        Assert.InRange(broken, count / 10, count);
    }

    private static void AssertProves<TState>(History history, SequentialModel<TState> model, LinearizabilityResult found)
    {
        if (found.Result.Verdict == Verdict.Broken)
        {
            Assert.False(BruteForce.IsLinearizable(new History(found.Result.Evidence), model));
            return;
        }

        foreach (var part in found.ByPart)
        {
            var entries = history.Entries.Where(entry => model.NameOfPart(model.PartOf(entry.Operation)) == part.Name);
            var isWholePart = found.ByPart.Count(other => other.Name == part.Name) == 1;
            Assert.Null(Certificates.Objection(isWholePart ? entries : part.Order, part.Order, model));
        }

        Assert.Equal(
            history.Entries.Count(static entry => entry.Outcome == OperationOutcome.Ok),
            found.ByPart.Sum(static part => part.Order.Count(static entry => entry.Outcome == OperationOutcome.Ok)));
    }
}

/// <summary>A counter each addition to which may get lost, although it was answered.</summary>
internal sealed class LossyCounterModel : NondeterministicModel<long>
{
    public override string Name => "lossy counter";

    public override IReadOnlyList<long> InitialStates => [0];

    public override IEnumerable<long> After(long state, Operation operation, OperationResult? observed) => operation switch
    {
        CounterAdd add => [state + add.By, state],
        _ => observed is null || ((CounterValue)observed).Value == state ? [state] : [],
    };

    public override UInt128 DigestOf(long state) => (UInt128)(state % 3);

    public override bool IsRead(Operation operation) => operation is CounterRead;
}

/// <summary>Two keys that are not parts, but whose operations commute; only a delete of both keeps them together.</summary>
internal sealed class TwoKeysModel : SequentialModel<(string? K, string? L)>
{
    private readonly KeyValueModel _model = new();

    public override string Name => "two keys";

    public override (string? K, string? L) Initial => (null, null);

    public override bool Apply(
        in (string? K, string? L) state, Operation operation, OperationResult? observed, out (string? K, string? L) after)
    {
        after = state;
        return KeyOf(operation) switch
        {
            "k" => _model.Apply(state.K, operation, observed, out after.K),
            "l" => _model.Apply(state.L, operation, observed, out after.L),
            _ => _model.Apply(state.K, operation, observed, out after.K) && _model.Apply(state.L, operation, observed, out after.L),
        };
    }

    public override UInt128 Digest(in (string? K, string? L) state) =>
        unchecked((_model.Digest(state.K) * 3) + _model.Digest(state.L));

    public override bool IsReadOnly(Operation operation, OperationResult? observed) => _model.IsReadOnly(operation, observed);

    public override bool Commute(Operation one, Operation other) =>
        KeyOf(one) != KeyOf(other) && KeyOf(one) != "both" && KeyOf(other) != "both";

    private static string KeyOf(Operation operation) => ((KvOperation)operation).Key;
}
