using System.Diagnostics.CodeAnalysis;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>Votes that wait until what they rest on is durable. Then they go to all others, and count for the replica itself.</summary>
/// <remarks>
/// A replica's own vote counts no earlier than another's: if it did, a quorum could rest on one that a power loss takes back.
/// </remarks>
internal sealed class Outbox(ReplicaState state)
{
    private readonly Queue<(long Position, PbftMessage Message)> _waiting = new();

    /// <summary>Appends a record, and sends a message to all when it is durable.</summary>
    public void Send(NodeContext context, JournalRecord record, PbftMessage message)
    {
        // The planted mistake: what is not written down is forgotten in a crash.
        if (state.Settings.Mistake == Mistake.ForgetsVotes) _waiting.Enqueue((0, message));
        else _waiting.Enqueue((state.Journal.Append(context, record), message));
    }

    /// <summary>The next message that may go out by now.</summary>
    public bool TryTake([NotNullWhen(true)] out PbftMessage? message)
    {
        message = null;
        if (!_waiting.TryPeek(out var next) || next.Position > state.Journal.Durable) return false;
        message = _waiting.Dequeue().Message;
        return true;
    }
}
