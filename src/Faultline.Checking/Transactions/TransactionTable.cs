using System.Runtime.InteropServices;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>The transactions of a history in arrays: numbered in the order of their invocations, their steps one after another.</summary>
/// <remarks>Of transactions that did not commit for certain, only the writes are here: what they read is not known.</remarks>
internal sealed class TransactionTable
{
    /// <summary>The place of a write in its list that nobody has read.</summary>
    public const int Unplaced = int.MaxValue;

    /// <summary>The version of a register before any write, and of what nobody wrote.</summary>
    public const int Initial = -1, Unknown = -2;

    private const int MostElements = 8;

    private readonly List<int> _stepTransaction;
    private readonly List<int> _stepKey = [];
    private readonly List<StepKind> _stepKind = [];
    private readonly List<object?> _stepValue;

    public TransactionTable(History history)
    {
        var entries = history.Entries;
        Entries = entries;
        Committed = new bool[entries.Count];
        Starts = new int[entries.Count + 1];
        var keys = new KeyNames();
        _stepTransaction = new List<int>(4 * entries.Count);
        _stepValue = new List<object?>(4 * entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.Operation is not Transaction asked)
                throw InputError(entry, $"`{entry.Operation}` is no transaction");
            Committed[i] = entry.Outcome == OperationOutcome.Ok;
            Add(i, entry, Committed[i] ? StepsDone(entry, asked) : asked.Steps, keys);
            Starts[i + 1] = _stepKey.Count;
        }

        Keys = keys.All;
        KindOfKey = keys.Kinds;
        Version = new int[_stepKey.Count];
        WrittenOver = new int[_stepKey.Count];
        Array.Fill(Version, Unknown);
        Array.Fill(WrittenOver, Unknown);
    }

    public IReadOnlyList<HistoryEntry> Entries { get; }

    public int Count => Entries.Count;

    /// <summary>Which transactions committed: those with outcome ok, and those with an unknown one of which something was read.</summary>
    public bool[] Committed { get; }

    /// <summary>Where the steps of a transaction begin; those of the next begin where they end.</summary>
    public int[] Starts { get; }

    public List<string> Keys { get; }

    /// <summary>Of each key, how it is written: by appends or by writes; by reads where nothing is known of that.</summary>
    public List<StepKind> KindOfKey { get; }

    /// <summary>Of a step, what it read or wrote.</summary>
    /// <remarks>
    /// On a list: of a read, how many elements it found that were not its transaction's own; of an append, its place in the list. On a
    /// register: the step that wrote the value.
    /// </remarks>
    public int[] Version { get; }

    /// <summary>Of a write to a register, the version that its transaction had read or written just before it.</summary>
    public int[] WrittenOver { get; }

    public int StepCount => _stepKey.Count;

    public ReadOnlySpan<int> TransactionOf => CollectionsMarshal.AsSpan(_stepTransaction);

    public ReadOnlySpan<int> KeyOf => CollectionsMarshal.AsSpan(_stepKey);

    public ReadOnlySpan<StepKind> KindOf => CollectionsMarshal.AsSpan(_stepKind);

    /// <summary>What a step wrote: of a write or an append.</summary>
    public string Written(int step) => (string)_stepValue[step]!;

    /// <summary>What a read of a register found; null for nothing.</summary>
    public string? Found(int step) => (string?)_stepValue[step];

    /// <summary>What a read of a list found.</summary>
    public ReadOnlySpan<string> FoundList(int step) => (string[]?)_stepValue[step];

    public bool IsAborted(int transaction) => Entries[transaction].Outcome == OperationOutcome.Fail;

    public bool IsOk(int transaction) => Entries[transaction].Outcome == OperationOutcome.Ok;

    /// <summary>Takes note that something was read of a transaction, so that it committed unless it failed.</summary>
    public void WasRead(int write)
    {
        var writer = TransactionOf[write];
        if (!IsAborted(writer)) Committed[writer] = true;
    }

    /// <summary>The transaction of a write, if it committed; else -1.</summary>
    public int CommittedWriter(int write) => write >= 0 && Committed[TransactionOf[write]] ? TransactionOf[write] : -1;

    /// <summary>The transaction that committed what stands at a place of a list, or else the last one before it; -1 for none.</summary>
    public int WriterAt(int[] order, int place)
    {
        while (place >= 0 && CommittedWriter(order[place]) < 0) place--;
        return place < 0 ? -1 : TransactionOf[order[place]];
    }

    /// <summary>The step at which the transaction of a write wrote the same key again; null where it did not.</summary>
    public int? WrittenAgain(int write)
    {
        for (var step = write + 1; step < Starts[TransactionOf[write] + 1]; step++)
            if (KeyOf[step] == KeyOf[write] && KindOf[step] != StepKind.Read)
                return step;
        return null;
    }

    /// <summary>What a step did, such as <c>read x = [1 2]</c>.</summary>
    public string Words(int step)
    {
        var key = Keys[KeyOf[step]];
        return KindOf[step] switch
        {
            StepKind.Append => $"appended {Written(step)} to {key}",
            StepKind.Write => $"wrote {key} = {Written(step)}",
            _ when KindOfKey[KeyOf[step]] == StepKind.Append => $"read {key} = {ListWords(FoundList(step))}",
            _ when Found(step) is { } value => $"read {key} = {value}",
            _ => $"read {key} before any write",
        };
    }

    private static string ListWords(ReadOnlySpan<string> list) => list.Length <= MostElements
        ? $"[{string.Join(' ', list!)}]"
        : $"[... {string.Join(' ', list[^MostElements..]!)}]";

    /// <summary>The error that a value was written twice.</summary>
    public HistoryFormatException WrittenTwice(int first, int second) => InputError(
        Entries[TransactionOf[second]],
        $"it {Words(second)} for the second time, after `{Entries[TransactionOf[first]]}`"
        + (Entries[TransactionOf[first]].Line is > 0 and var line ? $" in line {line}" : "")
        + ": a value may be written once to a key, or a read cannot tell which write it found");

    /// <summary>An error in the input, which names the line where there is one.</summary>
    public static HistoryFormatException InputError(HistoryEntry entry, string complaint) => entry.Line > 0
        ? new HistoryFormatException(entry.Line, complaint)
        : new HistoryFormatException($"process {entry.Process}, operation at index {entry.Invoked.Index}: {complaint}");

    private static IReadOnlyList<TransactionStep> StepsDone(HistoryEntry entry, Transaction asked)
    {
        if (entry.Result is not TransactionResult done)
            throw InputError(entry, $"a transaction that committed has the result `{entry.Result}` instead of its steps");
        if (done.Steps.Count != asked.Steps.Count)
            throw InputError(entry, $"{asked.Steps.Count} steps were asked for and {done.Steps.Count} done");
        for (var i = 0; i < done.Steps.Count; i++)
        {
            var (wanted, got) = (asked.Steps[i], done.Steps[i]);
            if (wanted.Kind != got.Kind || wanted.Key != got.Key || (wanted.Kind != StepKind.Read && wanted.Value != got.Value))
                throw InputError(entry, $"step {i + 1} was asked for as `{wanted}` and done as `{got}`");
        }

        return done.Steps;
    }

    private void Add(int transaction, HistoryEntry entry, IReadOnlyList<TransactionStep> steps, KeyNames keys)
    {
        var isOk = Committed[transaction];
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (step.Kind == StepKind.Read && !isOk) continue;
            if (step.Kind != StepKind.Read && step.Value is null) throw InputError(entry, $"`{step}` has no value");
            _stepTransaction.Add(transaction);
            _stepKey.Add(keys.NumberOf(step, entry));
            _stepKind.Add(step.Kind);
            _stepValue.Add(step switch
            {
                { Kind: not StepKind.Read } => step.Value,
                { List: string[] list } => list,
                { List: { } list } => list.ToArray(),
                _ => step.Value,
            });
        }
    }

    /// <summary>Numbers the keys, and sees to it that each is a list or a register and not both.</summary>
    private sealed class KeyNames
    {
        private readonly Dictionary<string, int> _numbers = [];

        public List<string> All { get; } = [];

        public List<StepKind> Kinds { get; } = [];

        public int NumberOf(in TransactionStep step, HistoryEntry entry)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, step.Key, out var isKnown);
            if (!isKnown)
            {
                place = All.Count;
                All.Add(step.Key);
                Kinds.Add(StepKind.Read);
            }

            var kind = step switch
            {
                { Kind: not StepKind.Read } => step.Kind,
                { List: not null } => StepKind.Append,
                { Value: not null } => StepKind.Write,
                _ => StepKind.Read,
            };
            if (kind == StepKind.Read) return place;
            if (Kinds[place] == StepKind.Read) Kinds[place] = kind;
            if (Kinds[place] != kind)
                throw InputError(entry, $"`{step}` takes key {step.Key} for {NameOf(kind)}, "
                + $"and an earlier step for {NameOf(Kinds[place])}");
            return place;
        }

        private static string NameOf(StepKind kind) => kind == StepKind.Append ? "a list" : "a single value";
    }
}
