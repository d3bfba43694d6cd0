using Faultline.Model.Invariants;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Systems.Journals;
using MemoryPack;

namespace Faultline.Systems.Sessions;

/// <summary>A state machine on one disk: a command is applied once it is durable, never before.</summary>
/// <remarks>
/// So readers only ever see what a power loss cannot take back. The journal is rewritten as a snapshot now and then. Where the journal has
/// lost something, nobody else has it: the store never becomes ready, rather than serve what is left.
/// </remarks>
/// <param name="machine">The state machine, new.</param>
internal sealed class DurableStore(IStateMachine machine)
{
    /// <summary>How many sessions the machine of a store keeps.</summary>
    public const int SessionCapacity = 1_000;

    private const int SnapshotEvery = 1_000;

    private static readonly StorageFile JournalFile = new("journal");

    /// <summary>What a disk holds before a store's first start.</summary>
    public static IReadOnlyList<InitialFile> Format { get; } = [new InitialFile(JournalFile, FrameFile.Format())];

    private readonly Journal<StoreRecord> _journal = new(JournalFile);
    private readonly Queue<(long Position, SessionCommand Command)> _pending = new();
    private long _snapshotAt;
    private bool _isRecovered;

    /// <summary>A planted mistake: commands are applied, and answered, before they are durable.</summary>
    public bool AnswersBeforeSync { get; init; }

    /// <summary>How many commands were ever applied.</summary>
    public long Applied { get; private set; }

    /// <summary>The state; read it, and write only through <see cref="Append"/>.</summary>
    public IStateMachine Machine => machine;

    /// <summary>Whether the storage has been read back, and what was read is durable.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Whether a command would wait for a disk that takes nothing.</summary>
    public Shortage Shortage => _journal.Shortage;

    /// <summary>Asks for what the disk remembers.</summary>
    public void Load(NodeContext context) => _journal.Load(context);

    /// <summary>Appends a command; it is applied when it is durable.</summary>
    public void Append(NodeContext context, SessionCommand command) =>
        _pending.Enqueue((_journal.Append(context, new CommandRecord(command)), command));

    /// <summary>Replaces the whole state by another's.</summary>
    /// <returns>Whether it is one; where not, nothing has changed.</returns>
    public bool TryInstall(NodeContext context, long applied, byte[] state)
    {
        if (!machine.TryLoad(state)) return false;
        _pending.Clear();
        Applied = applied;
        RewriteJournal(context);
        return true;
    }

    /// <summary>The whole state as bytes.</summary>
    public byte[] Save() => machine.Save();

    /// <summary>Takes in what the disk has done, and applies what is durable now.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="completion">What the disk has done.</param>
    /// <param name="applied">Is told of each command that was applied, with its number and what its client is to be told.</param>
    public void OnStorage(NodeContext context, in StorageCompletion completion, Action<SessionCommand, long, ClientMessage?> applied)
    {
        if (completion.Request == StorageRequest.Read)
        {
            if (_journal.Recover(context, completion) is not { } recovered) return;
            if (recovered.Damage is { } damage)
            {
                context.Emit(new NodeEvent(NodeEventKind.Damaged, Text: damage + "; it stays out"));
                return;
            }

            foreach (var record in recovered.Records) Restore(record);
            _snapshotAt = Applied;
            _isRecovered = true;
        }
        else
        {
            _journal.OnStorage(context, completion);
        }

        // After a crash of the process alone, what was read back may still be lost in a power loss: nobody may see it before.
        if (_isRecovered && !IsReady && _journal.Durable == _journal.Appended)
        {
            IsReady = true;
            context.Emit(new NodeEvent(NodeEventKind.Recovered, Applied));
        }

        while (_pending.TryPeek(out var next) && (next.Position <= _journal.Durable || AnswersBeforeSync))
        {
            _pending.Dequeue();
            applied(next.Command, ++Applied, machine.Apply(next.Command));
        }

        if (Applied - _snapshotAt >= SnapshotEvery && _pending.Count == 0) RewriteJournal(context);
    }

    /// <summary>Passes on a timer, where it is the store's own.</summary>
    /// <returns>Whether it is.</returns>
    public bool OnTimer(NodeContext context, TimerKey timer)
    {
        if (!FrameFile.Owns(timer)) return false;
        _journal.OnTimer(context);
        return true;
    }

    private void Restore(StoreRecord record)
    {
        if (record is StateRecord state)
        {
            Invariant.Holds(machine.TryLoad(state.State), $"the store's own image of {state.Applied} commands cannot be read");
            Applied = state.Applied;
        }
        else if (record is CommandRecord { Command: var command })
        {
            machine.Apply(command);
            Applied++;
        }
    }

    private void RewriteJournal(NodeContext context)
    {
        _snapshotAt = Applied;
        _journal.Rewrite(context, [new StateRecord(Applied, machine.Save())]);
    }
}

/// <summary>What a <see cref="DurableStore"/> remembers through a power loss.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(StateRecord))]
[MemoryPackUnion(1, typeof(CommandRecord))]
internal abstract partial record StoreRecord;

/// <summary>The state after so many commands.</summary>
[MemoryPackable]
internal sealed partial record StateRecord(long Applied, byte[] State) : StoreRecord;

/// <summary>The next command.</summary>
[MemoryPackable]
internal sealed partial record CommandRecord(SessionCommand Command) : StoreRecord;
