using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>Reads at the leader: by lease at once, else by read index after a quorum has confirmed the leader.</summary>
/// <remarks>
/// Ongaro 2014, section 6.4. A read that comes at commit index i may be answered from a state that holds slot i, once a round of
/// heartbeats that was sent after the read came is confirmed: then no other leader can have chosen anything before the read.
/// A new leader may lack what the one before it chose, so it waits for its opening slot.
/// </remarks>
internal sealed class LeaderReads(
    ReplicaSettings settings, ReplicaLog log, IStateMachine machine, QuorumConfirmation confirmation, long openingSlot)
{
    private readonly Queue<Read> _waiting = new();

    /// <summary>How many reads wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>A client reads here.</summary>
    public void OnRead(NodeContext context, NodeId client, long sequence, MachineOperation read)
    {
        if (settings.Reads == ReadMode.Local) context.Send(client, machine.Read(sequence, read));
        else Wait(context, new Read(client, sequence, read, Index, confirmation.SentRound + 1));
    }

    /// <summary>A follower wants to answer a read.</summary>
    public void OnReadIndexRequest(NodeContext context, NodeId follower, ReadIndexRequest request) =>
        Wait(context, new Read(follower, request.Read, null, Index, confirmation.SentRound + 1));

    /// <summary>Answers what can be answered, in the order in which it came.</summary>
    public void Answer(NodeContext context)
    {
        var leased = log.CommitIndex >= openingSlot && confirmation.HoldsLease(context);
        while (_waiting.TryPeek(out var read)
            && log.CommitIndex >= read.Index && (leased || confirmation.ConfirmedRound >= read.Round))
        {
            _waiting.Dequeue();
            if (read.Operation is { } operation) context.Send(read.From, machine.Read(read.Number, operation));
            else context.Send(read.From, new ReadIndexReply(read.Number, read.Index));
        }

        // One round under way serves all reads that came before it was sent; those that came since get the next one.
        if (_waiting.TryPeek(out var next) && next.Round > confirmation.SentRound
            && confirmation.ConfirmedRound == confirmation.SentRound)
            confirmation.SendRound(context, log.CommitIndex);
    }

    private long Index => Math.Max(log.CommitIndex, openingSlot);

    private void Wait(NodeContext context, Read read)
    {
        if (_waiting.Count >= settings.MaxQueue)
        {
            if (read.Operation is not null) context.Send(read.From, new Busy(read.Number, Shortage.Queue));
            return;
        }

        _waiting.Enqueue(read);
        Answer(context);
    }

    /// <param name="From">The client, or the follower.</param>
    /// <param name="Number">The client's sequence number, or the follower's number for the read.</param>
    /// <param name="Operation">What is read; null for a follower's.</param>
    /// <param name="Index">The slot that the state must hold.</param>
    /// <param name="Round">The round that must be confirmed.</param>
    private readonly record struct Read(NodeId From, long Number, MachineOperation? Operation, long Index, long Round);
}
