using Faultline.Model.Nodes;
using Faultline.Systems.Journals;
using Faultline.Systems.Paxos;

namespace Faultline.Systems.MultiPaxos;

/// <summary>The memory of the protocol: what this node has promised and accepted, durably before it says so.</summary>
/// <remarks>Lamport, "Paxos Made Simple" (2001), section 2.2, P1a: an acceptor accepts unless it has promised a higher ballot.</remarks>
internal sealed class Acceptor(ReplicaSettings settings, Journal<JournalRecord> journal, ReplicaLog log)
{
    private Ballot _leaseBallot;
    private long _leaseEnds;

    /// <summary>No ballot below this one is accepted any more.</summary>
    public Ballot Promised { get; private set; }

    /// <summary>Takes back what the journal remembers.</summary>
    public void Recover(NodeContext context, IEnumerable<JournalRecord> records)
    {
        foreach (var record in records)
        {
            if (record is Promised promise)
            {
                Promised = Max(Promised, promise.Ballot);
            }
            else if (record is AcceptedRecord { Entry: var entry } && settings.Mistake != Mistake.ForgottenAccepted)
            {
                Promised = Max(Promised, entry.Ballot);
                if (entry.Slot > log.CommitIndex) log.Accept(entry, journal.Appended);
            }
        }

        // A lease that was granted before the crash is forgotten and still binds: wait it out, whoever holds it.
        if (settings.Reads == ReadMode.Lease) _leaseEnds = context.Clock.GetTimestamp() + settings.Lease.Ticks;
    }

    /// <summary>Whether a promise of this ballot would be given now.</summary>
    public bool WouldPromise(NodeContext context, Ballot ballot, Ballot transferredFrom = default) =>
        ballot > Promised && !IsLeased(context, ballot, transferredFrom);

    /// <summary>Phase 1b. Silent where a lease forbids the promise or a snapshot has taken the place of what is asked for.</summary>
    public void OnPrepare(NodeContext context, NodeId from, Prepare prepare)
    {
        if (prepare.Ballot < Promised)
        {
            context.Send(from, new Nack(prepare.Ballot, Promised));
            return;
        }

        if (prepare.FromSlot <= log.CompactedIndex || IsLeased(context, prepare.Ballot, prepare.TransferredFrom)) return;
        if (prepare.Ballot > Promised)
        {
            Promised = prepare.Ballot;
            journal.Append(context, new Promised(prepare.Ballot));
        }

        // From here on nothing below the ballot is accepted, so what is reported stays true until the message leaves.
        var reply = new PromiseReply(prepare.Ballot, [.. log.From(prepare.FromSlot)]);
        var position = settings.Mistake == Mistake.UnsyncedPromise ? 0 : journal.Appended;
        journal.SendWhenDurable(context, position, from, reply, Event(NodeEventKind.Promised, prepare.Ballot));
    }

    /// <summary>Phase 2b.</summary>
    public void OnAccept(NodeContext context, NodeId from, Accept accept)
    {
        if (accept.Ballot < Promised)
        {
            context.Send(from, new Nack(accept.Ballot, Promised));
            return;
        }

        Promised = accept.Ballot;
        var position = 0L;
        if (accept.Slot > log.CommitIndex)
        {
            var known = log.Find(accept.Slot);
            if (known is null || known.Accepted.Ballot < accept.Ballot)
            {
                var entry = new AcceptedEntry(accept.Slot, accept.Ballot, accept.Batch);
                position = journal.Append(context, new AcceptedRecord(entry));
                log.Accept(entry, position);
                context.Emit(Event(NodeEventKind.Accepted, accept.Ballot));
            }
            else
            {
                position = known.Position;
            }
        }

        // A slot up to the commit index is chosen, and the leader proposes just its value: it needs no second record.
        var reply = new Accepted(accept.Ballot, accept.Slot, log.CommitIndex);
        journal.SendWhenDurable(context, position, from, reply);
    }

    /// <summary>The node hears from the leader of a ballot and stands by it for the time of a lease.</summary>
    public void GrantLease(NodeContext context, Ballot ballot)
    {
        if (settings.Reads != ReadMode.Lease) return;
        _leaseBallot = ballot;
        _leaseEnds = context.Clock.GetTimestamp() + settings.Lease.Ticks;
    }

    /// <summary>What a rewritten journal must hold beside the snapshot of everything up to a slot.</summary>
    public IEnumerable<JournalRecord> Records(long afterSlot)
    {
        yield return new Promised(Promised);
        foreach (var entry in log.From(afterSlot + 1)) yield return new AcceptedRecord(entry);
    }

    private bool IsLeased(NodeContext context, Ballot ballot, Ballot transferredFrom)
    {
        if (settings.Reads != ReadMode.Lease || context.Clock.GetTimestamp() >= _leaseEnds) return false;
        var holderAgrees = _leaseBallot != Ballot.None && (ballot.Node == _leaseBallot.Node || transferredFrom == _leaseBallot);
        return !holderAgrees;
    }

    /// <summary>All slots share one promise, so for observers they are one instance.</summary>
    private static NodeEvent Event(NodeEventKind kind, Ballot ballot) => new(kind, Index: 0, (ulong)ballot.Number);

    private static Ballot Max(Ballot left, Ballot right) => left > right ? left : right;
}
