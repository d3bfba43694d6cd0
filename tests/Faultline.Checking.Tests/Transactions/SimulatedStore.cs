using System.Globalization;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Transactions;

/// <summary>How isolated a simulated store of lists runs its transactions.</summary>
internal enum StoreKind
{
    /// <summary>One at a time, at some moment between begin and end.</summary>
    Serial,

    /// <summary>On a snapshot; of two that write the same key side by side, the second to commit fails.</summary>
    Snapshot,

    /// <summary>
    /// Reads what is committed; appends become visible together at the end, and who appends to a key that another holds fails.
    /// </summary>
    ReadCommitted,

    /// <summary>Reads what is there; a key is locked by who appended to it, and who meets a lock fails and is undone.</summary>
    ReadUncommitted,

    /// <summary>Reads any beginning of what is committed.</summary>
    Lossy,
}

/// <summary>Runs random transactions, step by step and side by side, against a store of a known isolation.</summary>
internal sealed class SimulatedStore(StoreKind kind, ulong seed, int transactions, int processes, int keys, int mostSteps)
{
    private readonly Prng _random = new(seed);
    private readonly List<(string Value, int By)>[] _lists = [.. Enumerable.Range(0, keys).Select(static _ => new List<(string, int)>())];
    private readonly Dictionary<int, int> _holders = [];
    private readonly int[] _committedLength = new int[keys];
    private long _index;
    private int _values;

    public History Run()
    {
        var entries = new List<HistoryEntry>();
        var running = new Client?[processes];
        while (entries.Count < transactions || running.Any(static client => client is not null))
        {
            var process = _random.Below(processes);
            if (running[process] is not { } client)
            {
                if (entries.Count == transactions) continue;
                client = running[process] = Begin(process, entries.Count);
                entries.Add(client.Entry);
            }
            else if (client.Next < client.Asked.Count)
            {
                Take(client);
            }
            else
            {
                End(client);
                running[process] = null;
            }
        }

        return new History(entries);
    }

    private Client Begin(int process, int number)
    {
        List<TransactionStep> asked = [.. Enumerable.Range(0, 1 + _random.Below(mostSteps)).Select(_ =>
        {
            var key = _random.Below(keys).ToString(CultureInfo.InvariantCulture);
            return _random.Below(2) == 0
                ? new TransactionStep(StepKind.Read, key)
                : new TransactionStep(StepKind.Append, key, (++_values).ToString(CultureInfo.InvariantCulture));
        })];
        var entry = new HistoryEntry
        {
            Process = process,
            Operation = new Transaction(asked),
            Scheduled = TimeSpan.Zero,
            Invoked = new HistoryMoment(_index, TimeSpan.FromMilliseconds(_index++)),
        };
        return new Client(entry, asked, number, [.. _lists.Select(static list => list.Count)]);
    }

    private void Take(Client client)
    {
        if (kind == StoreKind.Serial)
        {
            while (client.Next < client.Asked.Count) Do(client, client.Asked[client.Next++]);
            return;
        }

        Do(client, client.Asked[client.Next++]);
    }

    private void Do(Client client, TransactionStep step)
    {
        var list = _lists[int.Parse(step.Key, CultureInfo.InvariantCulture)];
        var key = int.Parse(step.Key, CultureInfo.InvariantCulture);
        if (step.Kind == StepKind.Read)
        {
            var own = client.Buffer.Where(buffered => buffered.Key == key).Select(static buffered => buffered.Value);
            var seen = kind switch
            {
                StoreKind.Snapshot => client.Snapshot[key],
                StoreKind.Lossy => _random.Below(list.Count + 1),
                _ => list.Count,
            };
            client.Done.Add(step with { List = [.. list.Take(seen).Select(static element => element.Value), .. own] });
            return;
        }

        client.Done.Add(step);
        if (kind is StoreKind.Serial)
        {
            list.Add((step.Value!, client.Number));
        }
        else if (kind is StoreKind.ReadUncommitted)
        {
            if (list.Skip(_committedLength[key]).Any(element => element.By != client.Number)) client.Fails = true;
            else list.Add((step.Value!, client.Number));
        }
        else
        {
            if (kind == StoreKind.ReadCommitted && !_holders.TryAdd(key, client.Number) && _holders[key] != client.Number) client.Fails = true;
            client.Buffer.Add((key, step.Value!));
        }
    }

    private void End(Client client)
    {
        var entry = client.Entry;
        if (kind == StoreKind.Snapshot) client.Fails = client.Buffer.Exists(buffered => _lists[buffered.Key].Count > client.Snapshot[buffered.Key]);
        if (!client.Fails)
        {
            foreach (var (key, value) in client.Buffer) _lists[key].Add((value, client.Number));
        }

        foreach (var (key, _) in client.Buffer)
            if (_holders.GetValueOrDefault(key, -1) == client.Number)
                _holders.Remove(key);
        if (kind == StoreKind.ReadUncommitted)
        {
            for (var key = 0; key < keys; key++)
            {
                if (client.Fails) _lists[key].RemoveAll(element => element.By == client.Number);
                else if (_lists[key].Count > 0 && _lists[key][^1].By == client.Number) _committedLength[key] = _lists[key].Count;
            }
        }

        entry.Completed = new HistoryMoment(_index, TimeSpan.FromMilliseconds(_index++));
        entry.Outcome = client.Fails ? OperationOutcome.Fail : OperationOutcome.Ok;
        if (!client.Fails) entry.Result = new TransactionResult(client.Done);
    }

    private sealed class Client(HistoryEntry entry, List<TransactionStep> asked, int number, int[] snapshot)
    {
        public HistoryEntry Entry => entry;

        public List<TransactionStep> Asked => asked;

        public int Number => number;

        public int[] Snapshot => snapshot;

        public int Next { get; set; }

        public bool Fails { get; set; }

        public List<TransactionStep> Done { get; } = [];

        public List<(int Key, string Value)> Buffer { get; } = [];
    }
}
