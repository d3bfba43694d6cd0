using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

/// <summary>An object that several processes use at once, and that can be made to lie.</summary>
internal abstract class ConcurrentObject(Choices choices)
{
    private readonly List<HistoryEntry> _entries = [];
    private long _index;

    protected Choices Choices { get; } = choices;

    /// <summary>Whether some results are wrong.</summary>
    protected bool Lies { get; private set; }

    /// <summary>A history in which each operation takes effect at a moment of its own, or else one spoilt by wrong results.</summary>
    public History Use(int operations, int processes)
    {
        var open = new HistoryEntry?[processes];
        var results = new OperationResult?[processes];
        var names = Enumerable.Range(0, processes).ToArray();
        var lies = Choices.Below(4) == 0 ? 0 : 1 + Choices.Below(5);
        Lies = lies > 0;
        var unknownIn = Choices.Below(2) == 0 ? 0 : 4;
        var abandoned = new List<Operation>();
        while (!Choices.AreOver && (_entries.Count < operations || open.Any(static entry => entry is not null)))
        {
            var process = Choices.Below(processes);
            if (open[process] is not { } entry)
            {
                if (_entries.Count >= operations) continue;
                open[process] = entry = HistoryBuilder.Entry(
                    names[process], Next(), _index++, long.MaxValue, OperationOutcome.Info, null);
                _entries.Add(entry);
                results[process] = null;
                continue;
            }

            if (unknownIn > 0 && Choices.Below(unknownIn) == 0)
            {
                // It may have had its effect, or have it later, or never.
                if (results[process] is null) abandoned.Add(entry.Operation);
                open[process] = null;
                names[process] += processes;
                continue;
            }

            if (abandoned.Count > 0 && Choices.Below(2) == 0)
            {
                Perform(abandoned[0]);
                abandoned.RemoveAt(0);
            }

            if (results[process] is { } result)
            {
                End(entry, result);
                open[process] = null;
            }
            else
            {
                results[process] = Perform(entry.Operation);
            }
        }

        var ended = _entries.Where(static entry => entry.Outcome == OperationOutcome.Ok).ToList();
        var liars = ended.Where(entry => MayLie(entry.Operation)).ToList();
        var swappers = ended.Where(entry => MaySwap(entry.Operation)).ToList();
        for (; lies > 0 && liars.Count > 0; lies--)
        {
            if (swappers.Count > 1 && Choices.Below(6) > 0)
            {
                var place = Choices.Below(swappers.Count);
                var (one, other) = (swappers[place], swappers[(place + 1) % swappers.Count]);
                (one.Result, other.Result) = (other.Result, one.Result);
                continue;
            }

            var liar = Choices.Of(liars);
            liar.Result = Lie(liar.Operation, liar.Result!);
        }

        return new History(_entries);
    }

    /// <summary>What a process asks next.</summary>
    protected abstract Operation Next();

    /// <summary>Does it, and says what the process gets.</summary>
    protected abstract OperationResult Perform(Operation operation);

    /// <summary>Whether an operation has results of several kinds.</summary>
    protected abstract bool MayLie(Operation operation);

    /// <summary>Whether operations like this one can get each other's results.</summary>
    protected virtual bool MaySwap(Operation operation) => false;

    /// <summary>Something else that a process could have got.</summary>
    protected abstract OperationResult Lie(Operation operation, OperationResult result);

    /// <summary>Whether the process is told that the operation did nothing.</summary>
    protected virtual bool Fails(OperationResult result) => false;

    private void End(HistoryEntry entry, OperationResult result)
    {
        entry.Completed = new HistoryMoment(_index, TimeSpan.FromMilliseconds(100 * _index));
        _index++;
        entry.Outcome = Fails(result) ? OperationOutcome.Fail : OperationOutcome.Ok;
        entry.Result = result;
    }
}
