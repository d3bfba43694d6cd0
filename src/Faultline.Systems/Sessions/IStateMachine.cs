using Faultline.Model.Operations;

namespace Faultline.Systems.Sessions;

/// <summary>A deterministic state that clients change in sessions: equal commands in equal order give equal states.</summary>
/// <remarks>
/// Schneider, "Implementing Fault-Tolerant Services Using the State Machine Approach" (1990). What it applies is all that it depends on: no
/// clock, no random number, no order that is not the commands'.
/// </remarks>
internal interface IStateMachine
{
    /// <summary>How much memory the state takes, roughly, in bytes.</summary>
    long Bytes { get; }

    /// <summary>Whether the machine has such an operation; others are a stranger's and must not reach it.</summary>
    bool Understands(MachineOperation operation);

    /// <summary>Applies a command.</summary>
    /// <returns>What its client is to be told, or null where it has moved on.</returns>
    ClientMessage? Apply(SessionCommand command);

    /// <summary>Whether an operation needs no applying, because its session knows it already or is gone.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sequence">The operation's number.</param>
    /// <param name="answer">What the client is to be told; null where it has moved on.</param>
    bool IsSettled(long session, long sequence, out ClientMessage? answer);

    /// <summary>Answers an operation that <see cref="MachineOperation.IsRead">only reads</see>.</summary>
    /// <param name="sequence">The operation's number.</param>
    /// <param name="read">The operation.</param>
    Reply Read(long sequence, MachineOperation read);

    /// <summary>The whole state as bytes.</summary>
    /// <param name="withSessions">False plants a mistake: the sessions are left out.</param>
    byte[] Save(bool withSessions = true);

    /// <summary>Takes over a state from <see cref="Save"/>, perhaps another node's.</summary>
    /// <returns>Whether the bytes are one; where not, the state stays as it was.</returns>
    bool TryLoad(ReadOnlySpan<byte> bytes);
}
