using Faultline.Checking.Linearizability;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Causal;

/// <summary>The operations of a history that say anything, numbered by invocation, and the order of each process.</summary>
/// <remarks>
/// A client whose operation ended unknown goes on as a new process, so that operation is the last of its own: it may take effect
/// after what the client does next. Nothing here speaks of the time between processes.
/// </remarks>
internal sealed class ProcessOrder
{
    private ProcessOrder(HistoryEntry[] entries, int[] processOf, int processes)
    {
        Entries = entries;
        ProcessOf = processOf;
        PositionOf = new int[entries.Length];
        var counts = new int[processes];
        for (var i = 0; i < entries.Length; i++) PositionOf[i] = counts[processOf[i]]++;
        Processes = [.. counts.Select(static count => new int[count])];
        for (var i = 0; i < entries.Length; i++) Processes[processOf[i]][PositionOf[i]] = i;
    }

    /// <summary>The operations.</summary>
    public HistoryEntry[] Entries { get; }

    /// <summary>The process of each operation, as a number from 0.</summary>
    public int[] ProcessOf { get; }

    /// <summary>The place of each operation among those of its process, from 0.</summary>
    public int[] PositionOf { get; }

    /// <summary>The operations of each process, in its order.</summary>
    public int[][] Processes { get; }

    /// <summary>How many operations there are.</summary>
    public int Count => Entries.Length;

    public static ProcessOrder Of<TState>(History history, SequentialModel<TState> model)
    {
        var entries = new List<HistoryEntry>(history.Entries.Count);
        var processOf = new List<int>(history.Entries.Count);
        var numbers = new Dictionary<int, int>();
        var processes = 0;
        foreach (var entry in history.Entries)
        {
            if (entry.Outcome == OperationOutcome.Fail) continue;
            var isUnknown = entry.Outcome == OperationOutcome.Info;

            // A read that nobody saw the result of says nothing, but its process is over all the same.
            if (!isUnknown || !model.IsReadOnly(entry.Operation, null))
            {
                if (!numbers.TryGetValue(entry.Process, out var process)) numbers.Add(entry.Process, process = processes++);
                entries.Add(entry);
                processOf.Add(process);
            }

            if (isUnknown) numbers.Remove(entry.Process);
        }

        return new ProcessOrder([.. entries], [.. processOf], processes);
    }

    /// <summary>Some of the operations, in the same order, numbered anew.</summary>
    public ProcessOrder Restrict(IReadOnlyList<int> operations)
    {
        var numbers = new Dictionary<int, int>();
        var processOf = new int[operations.Count];
        for (var i = 0; i < processOf.Length; i++)
        {
            if (!numbers.TryGetValue(ProcessOf[operations[i]], out processOf[i]))
                numbers.Add(ProcessOf[operations[i]], processOf[i] = numbers.Count);
        }

        return new ProcessOrder([.. operations.Select(i => Entries[i])], processOf, numbers.Count);
    }
}
