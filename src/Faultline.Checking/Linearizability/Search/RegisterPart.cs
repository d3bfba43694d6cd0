namespace Faultline.Checking.Linearizability.Search;

/// <summary>A part that holds a single value, with its values as numbers.</summary>
/// <remarks>
/// A value is named when some operation's result or condition speaks of it. No operation can tell one unnamed value
/// from another, so all of them are number 0. That makes writes whose values nobody observed alike, whatever they
/// wrote.
/// </remarks>
internal sealed class RegisterPart
{
    private const int Unnamed = 0;

    private RegisterPart(HistoryPart part, RegisterOperation[] operations, ValueAccess[] accesses, int initial)
    {
        Part = part;
        Operations = operations;
        Accesses = accesses;
        Initial = initial;
        Timeline = part.ToTimeline();
    }

    public HistoryPart Part { get; }

    public RegisterOperation[] Operations { get; }

    public ValueAccess[] Accesses { get; }

    public int Initial { get; }

    public Timeline Timeline { get; }

    /// <summary>The part as accesses to a single value, or null where the model cannot say it like that.</summary>
    public static RegisterPart? Of<TState>(HistoryPart part, SequentialModel<TState> model)
    {
        var accesses = new ValueAccess[part.Entries.Count];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var absent = Unnamed;
        var last = Unnamed;
        for (var i = 0; i < accesses.Length; i++)
        {
            if (model.AccessOf(part.Entries[i].Operation, part.Entries[i].Observed()) is not { } access) return null;
            accesses[i] = access;
            if (access.Rule == ReadRule.None) continue;
            if (access.Read is not null)
            {
                if (numbers.TryAdd(access.Read, last + 1)) last++;
            }
            else if (absent == Unnamed)
            {
                absent = ++last;
            }
        }

        var operations = new RegisterOperation[accesses.Length];
        for (var i = 0; i < accesses.Length; i++)
        {
            operations[i] = new RegisterOperation(
                accesses[i].Rule,
                accesses[i].Rule == ReadRule.None ? Unnamed : NumberOf(accesses[i].Read),
                accesses[i].Writes ? NumberOf(accesses[i].Written) : RegisterOperation.Nothing);
        }

        return new RegisterPart(part, operations, accesses, NumberOf(model.InitialValue));

        int NumberOf(string? value) => value is null ? absent : numbers.GetValueOrDefault(value, Unnamed);
    }
}
