using Faultline.Model.Operations;

namespace Faultline.Systems.Sessions;

/// <summary>What state machines with sessions have in common: each operation of a session is applied at most once.</summary>
/// <typeparam name="TResult">What operations return.</typeparam>
/// <param name="sessionCapacity">How many sessions are kept.</param>
internal abstract class SessionMachine<TResult>(int sessionCapacity) : IStateMachine
    where TResult : OperationResult
{
    private readonly SessionTable<TResult> _sessions = new(sessionCapacity);
    private long _applied;

    /// <summary>A planted mistake: a retry is applied again.</summary>
    public bool ForgetsRetries { get; init; }

    /// <inheritdoc />
    public long Bytes => BytesOfState + _sessions.Bytes;

    /// <summary>How much memory takes what is not sessions, roughly, in bytes.</summary>
    protected abstract long BytesOfState { get; }

    /// <inheritdoc />
    public abstract bool Understands(MachineOperation operation);

    /// <summary>Executes an operation outside of any session.</summary>
    public abstract TResult Execute(MachineOperation operation);

    /// <inheritdoc />
    public ClientMessage? Apply(SessionCommand command)
    {
        _applied++;
        if (command.Operation is not { } operation)
        {
            _sessions.Open(_applied, _applied);
            return new SessionOpened(command.Sequence, _applied);
        }

        if (!ForgetsRetries && IsSettled(command.Session, command.Sequence, out var answer)) return answer;
        var result = Execute(operation);
        _sessions.Record(command.Session, command.Sequence, result, _applied);
        return ReplyOf(command.Sequence, result);
    }

    /// <inheritdoc />
    public bool IsSettled(long session, long sequence, out ClientMessage? answer)
    {
        answer = null;
        if (_sessions.Find(session) is not { } found)
        {
            answer = new SessionExpired(sequence);
            return true;
        }

        if (sequence > found.LastSequence) return false;
        if (sequence == found.LastSequence) answer = ReplyOf(sequence, found.LastResult!);
        return true;
    }

    /// <inheritdoc />
    public Reply Read(long sequence, MachineOperation read) => ReplyOf(sequence, Execute(read));

    /// <inheritdoc />
    public byte[] Save(bool withSessions = true) => Save(_applied, withSessions ? _sessions.Save() : []);

    /// <inheritdoc />
    public bool TryLoad(ReadOnlySpan<byte> bytes)
    {
        if (LoadState(bytes) is not { } loaded) return false;
        _applied = loaded.Applied;
        _sessions.Load(loaded.Sessions);
        return true;
    }

    /// <summary>A result as the client is told it.</summary>
    protected abstract Reply ReplyOf(long sequence, TResult result);

    /// <summary>The whole state as bytes.</summary>
    protected abstract byte[] Save(long applied, Session<TResult>[] sessions);

    /// <summary>Takes over a state, except for what is returned; null where the bytes are none, and then nothing has changed.</summary>
    protected abstract (long Applied, Session<TResult>[] Sessions)? LoadState(ReadOnlySpan<byte> bytes);
}
