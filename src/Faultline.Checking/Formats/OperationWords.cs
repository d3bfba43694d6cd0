using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Formats;

/// <summary>What the operations of operation maps mean, given what they are operations on.</summary>
/// <param name="model">
/// Such as <c>register</c> or <c>set</c>, without which a read can be of several things; null where nothing has to be known.
/// </param>
internal sealed class OperationWords(string? model)
{
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);

    public string? Model => model;

    /// <summary>Whether completions may stand alone.</summary>
    public bool MayLackInvocations => model == "list-append";

    private bool IsKeyed => model is "kv";

    /// <summary>What the operations are on, as far as the first of them tell; null where they do not.</summary>
    public static string? ModelOf(IEnumerable<Form> maps)
    {
        string? found = null;
        var added = false;
        foreach (var map in maps.Where(static map => map.Kind == FormKind.Map))
        {
            Form? f = null, value = null, process = null;
            for (var i = 0; i + 1 < map.Items.Count; i += 2)
            {
                if (map.Items[i].Name == "f") f = map.Items[i + 1].Untagged;
                else if (map.Items[i].Name == "value") value = map.Items[i + 1].Untagged;
                else if (map.Items[i].Name == "process") process = map.Items[i + 1].Untagged;
            }

            if (process is { Kind: not FormKind.Integer and not FormKind.Nil }) continue;
            var name = new OperationCall(map, f, null, value).IsTransaction ? "txn" : f?.Name;
            switch (name, value)
            {
                case ("txn", { IsSequence: true }):
                    foreach (var step in value.Items)
                    {
                        if (step.Items is [var kind, _, var what] && (kind.Name is "append" || (kind.Name is "r" && what.IsSequence)))
                            return "list-append";
                        if (step.Items is [var write, ..] && write.Name is "w") return "rw-register";
                    }

                    break;
                case ("transfer", _) or ("read", { Kind: FormKind.Map }):
                    return "bank";
                case ("remove" or "contains", _) or ("read", { Kind: FormKind.Set }):
                    return "set";
                case ("read", { IsSequence: true }) when added:
                    return "set";
                case ("read", { Kind: FormKind.Integer }) when added:
                    return "counter";
                case ("add", _):
                    added = true;
                    break;
                case ("write", { IsNil: false }):
                    return value.Kind == FormKind.Vector && value.Items.Count == 2 ? "kv" : "register";
                case ("cas", { Items: [_, { Kind: FormKind.Vector }] }):
                    return "kv";
                case ("cas", _):
                    return "cas-register";
                case ("read", { Kind: FormKind.Integer }):
                    found ??= "register";
                    break;
            }
        }

        return found;
    }

    public Operation OperationOf(OperationCall call)
    {
        if (call.IsTransaction) return new Transaction(Steps(call, read: false));
        var value = call.Value;
        switch (call.Name)
        {
            case "read":
                return model switch
                {
                    "kv" => new KvGet(Pair(call).Key),
                    "set" => new SetRead(),
                    "counter" => new CounterRead(),
                    "bank" => new BankRead(),
                    _ => new RegisterRead(),
                };
            case "write":
                if (!IsKeyed) return new RegisterWrite(Needed(call));
                var (written, what) = Pair(call);
                return new KvPut(written, what.ToString());
            case "cas":
                if (!IsKeyed) return CasOf(call, value);
                var (key, change) = Pair(call);
                return CasOf(call, change) is var cas ? new KvCas(key, cas.Expected, cas.Value) : null!;
            case "get": return new KvGet(KeyOf(call));
            case "put": return new KvPut(KeyOf(call), Needed(call));
            case "append": return new KvAppend(KeyOf(call), Needed(call));
            case "enqueue": return new Enqueue(Needed(call));
            case "dequeue": return new Dequeue();
            case "push": return new Push(Needed(call));
            case "pop": return new Pop();
            case "insert":
                return value is { Items: [var item, { Kind: FormKind.Integer } priority] }
                    ? new Insert(item.ToString(), priority.Integer)
                    : throw Wrong(call, "an insert needs a value and a priority, such as [a 3]");
            case "delete-min": return new DeleteMin();
            case "add" when model == "counter": return new CounterAdd(Number(call));
            case "add": return new SetAdd(Needed(call));
            case "remove": return new SetRemove(Needed(call));
            case "contains": return new SetContains(Needed(call));
            case "acquire": return new Acquire();
            case "release": return new Release();
            case "transfer": return TransferOf(call);
            default:
                throw Wrong(call, (call.F is null ? "there is no :f" : $"{Quote.Of(call.F.ToString())} is no operation that is known")
                    + ": there are read, write, cas, get, put, append, enqueue, dequeue, push, pop, insert, delete-min, add, remove, "
                    + "contains, acquire, release, transfer and txn");
        }
    }

    /// <summary>What an operation that completed gave.</summary>
    public OperationResult ResultOf(OperationCall call, HistoryEntry open)
    {
        var value = call.Value;
        if (open.Operation is Transaction asked)
        {
            var result = TransactionResultOf(call);
            return Matches(asked.Steps, result.Steps)
                ? result
                : throw Wrong(call, $"this completion does not do what was asked in line {open.Line}: {asked} was");
        }

        return open.Operation switch
        {
            RegisterRead => new RegisterResult(true, value?.ToString()),
            RegisterWrite or RegisterCas => RegisterResult.Done,
            KvGet when call.Key is null => new KvResult(true, Pair(call).Value is { IsNil: false } read ? read.ToString() : null),
            KvGet => new KvResult(true, value?.ToString()),
            KvOperation or KvAppend => KvResult.Done,
            Dequeue or Pop or DeleteMin => new Taken(value?.ToString()),
            SetContains => new Answer(value is { Kind: FormKind.Boolean, Text: "true" }),
            SetRead => new Elements(value is null ? [] : [.. value.Items.Select(static item => item.ToString()).Distinct()]),
            CounterRead => new CounterValue(Number(call)),
            BankRead => new Balances(AccountsOf(call)),
            _ => Done.Instance,
        };
    }

    public TransactionResult TransactionResultOf(OperationCall call) => new(Steps(call, read: true));

    private TransactionStep[] Steps(OperationCall call, bool read)
    {
        if (call.Value is not { IsSequence: true } value)
            throw Wrong(call, "a transaction needs its steps as a list, such as [[:append x 1] [:r y nil]]");
        var steps = new TransactionStep[value.Items.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = value.Items[i].Untagged;
            if (!step.IsSequence || step.Items.Count is < 2 or > 3)
            {
                throw Wrong(call, $"{Quote.Of(step.ToString())} is no step of a transaction: write [:append key value], [:r key value] or "
                    + "[:w key value]");
            }

            var key = step.Items[1].ToString();
            var what = step.Items.Count == 3 && !step.Items[2].IsNil ? step.Items[2].Untagged : null;
            steps[i] = step.Items[0].Name switch
            {
                "append" => new TransactionStep(StepKind.Append, key, what?.ToString() ?? throw Wrong(call, "an append needs a value")),
                "w" => new TransactionStep(StepKind.Write, key, what?.ToString() ?? throw Wrong(call, "a write needs a value")),
                "r" when !read => new TransactionStep(StepKind.Read, key),
                "r" when model == "list-append" || what is { IsSequence: true } =>
                    new TransactionStep(StepKind.Read, key, List: what is null ? [] : ListOf(key, what)),
                "r" => new TransactionStep(StepKind.Read, key, what?.ToString()),
                _ => throw Wrong(call, $"{Quote.Of(step.Items[0].ToString())} is no step of a transaction: there are append, r and w"),
            };
        }

        return steps;
    }

    /// <summary>Lists that a key had one after another are mostly prefixes of each other, and then share their memory.</summary>
    private ListPrefix ListOf(string key, Form list)
    {
        if (!_lists.TryGetValue(key, out var longest)) _lists.Add(key, longest = []);
        var items = list.Items;
        var common = 0;
        while (common < items.Count && common < longest.Count
            && string.Equals(items[common].ToString(), longest[common], StringComparison.Ordinal))
            common++;
        var shared = common == Math.Min(items.Count, longest.Count)
            ? longest
            : longest[..common];
        for (var i = common; i < items.Count; i++) shared.Add(items[i].ToString());
        return new ListPrefix(shared, items.Count);
    }

    private static bool Matches(IReadOnlyList<TransactionStep> asked, IReadOnlyList<TransactionStep> got)
    {
        if (asked.Count != got.Count) return false;
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].Kind != got[i].Kind || asked[i].Key != got[i].Key) return false;
            if (asked[i].Kind != StepKind.Read && asked[i].Value != got[i].Value) return false;
        }

        return true;
    }

    private static RegisterCas CasOf(OperationCall call, Form? change) => change is { IsSequence: true, Items: [var from, var to] }
        ? new RegisterCas(from.IsNil ? null : from.ToString(), to.ToString())
        : throw Wrong(call, "a cas needs the value that it expects and the new one, such as [1 2]");

    private static BankTransfer TransferOf(OperationCall call)
    {
        string? from = null, to = null;
        long? amount = null;
        for (var i = 0; call.Value is { Kind: FormKind.Map } value && i < value.Items.Count; i += 2)
        {
            var item = value.Items[i + 1];
            if (value.Items[i].Name == "from") from = item.ToString();
            else if (value.Items[i].Name == "to") to = item.ToString();
            else if (value.Items[i].Name == "amount" && item.Kind == FormKind.Integer) amount = item.Integer;
        }

        return from is not null && to is not null && amount is { } sum
            ? new BankTransfer(from, to, sum)
            : throw Wrong(call, "a transfer needs :from, :to and a whole :amount");
    }

    private static Account[] AccountsOf(OperationCall call)
    {
        if (call.Value is not { Kind: FormKind.Map } value) throw Wrong(call, "a read of a bank gives a map of accounts to balances");
        var accounts = new Account[value.Items.Count / 2];
        for (var i = 0; i < accounts.Length; i++)
        {
            var balance = value.Items[(2 * i) + 1];
            if (balance.Kind != FormKind.Integer) throw Wrong(call, $"{Quote.Of(balance.ToString())} is no balance: write whole numbers");
            accounts[i] = new Account(value.Items[2 * i].ToString(), balance.Integer);
        }

        return accounts;
    }

    private static (string Key, Form Value) Pair(OperationCall call) => call.Value is { IsSequence: true, Items: [var key, var value] }
        ? (key.ToString(), value.Untagged)
        : throw Wrong(call, "an operation on a key needs the key and a value, such as [x 3]");

    private static string KeyOf(OperationCall call) => call.Key?.ToString() ?? throw Wrong(call, "the operation needs a :key");

    private static string Needed(OperationCall call) => call.Value?.ToString() ?? throw Wrong(call, "the operation needs a :value");

    private static long Number(OperationCall call) => call.Value is { Kind: FormKind.Integer } value
        ? value.Integer
        : throw Wrong(call, "the operation needs a whole number as its :value");

    private static HistoryFormatException Wrong(OperationCall call, string message) => new(call.Map.Line, call.Map.Column, message);
}
