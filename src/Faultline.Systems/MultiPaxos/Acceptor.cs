using Faultline.Model.Invariants;
using Faultline.Model.Nodes;
using Faultline.Systems.Journals;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>The memory of the protocol: what this node has promised and accepted, durably before it says so.</summary>
/// <remarks>Lamport, "Paxos Made Simple" (2001), section 2.2, P1a: an acceptor accepts unless it has promised a higher ballot.</remarks>
internal sealed class Acceptor(ReplicaSettings settings, Journal<JournalRecord> journal, ReplicaLog log)
{
    private readonly Ballot[] _lives = new Ballot[settings.Nodes.Count];
    private readonly long[] _attempts = new long[settings.Nodes.Count];
    private Ballot _leaseBallot;
    private long _leaseEnds;

    /// <summary>No ballot below this one is accepted any more.</summary>
    public Ballot Promised { get; private set; }

    /// <summary>Whether the node has lost something that it had made durable, and has not regained it: it must not vote.</summary>
    public bool IsRejoining { get; private set; }

    /// <summary>Whether what is promised and accepted now becomes durable, as far as the disk has shown.</summary>
    public bool CanWrite => journal.Shortage == Shortage.None;

    /// <summary>Takes back what the journal remembers.</summary>
    public void Recover(NodeContext context, Recovered<JournalRecord> recovered)
    {
        foreach (var record in recovered.Records)
        {
            switch (record)
            {
                case Promised promise:
                    Promised = Max(Promised, promise.Ballot);
                    break;
                case AcceptedRecord { Entry: var entry } when settings.Mistake != Mistake.ForgottenAccepted:
                    Promised = Max(Promised, entry.Ballot);
                    TakeOver(entry);
                    break;
                case RejoinedRecord rejoined:
                    BeginLife(rejoined.Node, rejoined.Ballot);
                    break;
                case RejoiningRecord:
                    Forget();
                    break;
            }
        }

        if (recovered.Damage is not null && settings.Mistake != Mistake.Amnesia) Forget();

        // A lease that was granted before the crash is forgotten and still binds: wait it out, whoever holds it.
        if (settings.Reads == ReadMode.Lease) _leaseEnds = context.Clock.GetTimestamp() + settings.Lease.Ticks;
    }

    /// <summary>Whether a promise of this ballot would be given now, and could be kept.</summary>
    public bool WouldPromise(NodeContext context, Ballot ballot, Ballot transferredFrom = default) =>
        ballot > Promised && CanWrite && !IsLeased(context, ballot, transferredFrom);

    /// <summary>Phase 1b. Silent where a lease forbids the promise or a snapshot has taken the place of what is asked for.</summary>
    public void OnPrepare(NodeContext context, NodeId from, Prepare prepare)
    {
        if (prepare.Ballot < Promised)
        {
            context.Send(from, new Nack(prepare.Ballot, Promised));
            return;
        }

        if (prepare.FromSlot <= log.CompactedIndex || IsLeased(context, prepare.Ballot, prepare.TransferredFrom)) return;
        Promise(context, prepare.Ballot);

        // From here on nothing below the ballot is accepted, so what is reported stays true until the message leaves.
        var reply = new PromiseReply(prepare.Ballot, [.. log.From(prepare.FromSlot)], [.. _lives]);
        var position = settings.Mistake == Mistake.UnsyncedPromise ? 0 : journal.Appended;
        journal.SendWhenDurable(context, position, from, reply, Event(NodeEventKind.Promised, prepare.Ballot));
    }

    /// <summary>
    /// Phase 1b for a node that has lost its memory. It is not elected by it, so no lease forbids it; and a ballot begins one life only, so
    /// the same one is promised again only to the same attempt.
    /// </summary>
    public void OnRejoin(NodeContext context, NodeId from, Rejoin rejoin)
    {
        ref var attempt = ref _attempts[Lives.Place(from)];
        var isAskedAgain = rejoin.Ballot == Promised && rejoin.Attempt == attempt;
        if (rejoin.Ballot <= Promised && !isAskedAgain)
        {
            context.Send(from, new Nack(rejoin.Ballot, Promised));
            return;
        }

        attempt = rejoin.Attempt;
        if (!isAskedAgain)
        {
            Promise(context, rejoin.Ballot);
            BeginLife(from, rejoin.Ballot);
            journal.Append(context, new RejoinedRecord(from, rejoin.Ballot));
        }

        var reply = new RejoinReply(
            rejoin.Ballot, rejoin.Attempt, log.CommitIndex, [.. log.From(log.CommitIndex + 1)], [.. _lives]);
        journal.SendWhenDurable(context, journal.Appended, from, reply, Event(NodeEventKind.Promised, rejoin.Ballot));
    }

    /// <summary>Whether others know of a later life of this node: its votes do not count, and it has to begin another.</summary>
    public bool IsOutlived(NodeId self, Ballot[] lives) => lives[Lives.Place(self)] > _lives[Lives.Place(self)];

    /// <summary>From here on the node counts as one that has lost its memory.</summary>
    public void Forget() => IsRejoining = true;

    /// <summary>The node takes over, from the answers to its <see cref="Rejoin"/>, what it may have forgotten.</summary>
    public void Regain(NodeId self, Ballot ballot, IEnumerable<RejoinReply> replies)
    {
        Invariant.Holds(ballot > Promised, $"ballot {ballot} is not above what was promised, {Promised}");
        Promised = ballot;
        foreach (var reply in replies)
        {
            foreach (var entry in reply.Accepted) TakeOver(entry);
            foreach (var node in settings.Nodes) BeginLife(node, reply.Lives[Lives.Place(node)]);
        }

        BeginLife(self, ballot);
        IsRejoining = false;
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
        if (IsRejoining) yield return new RejoiningRecord();
        foreach (var node in settings.Nodes)
            if (_lives[Lives.Place(node)] is var ballot && ballot != Ballot.None)
                yield return new RejoinedRecord(node, ballot);
        yield return new Promised(Promised);
        foreach (var entry in log.From(afterSlot + 1)) yield return new AcceptedRecord(entry);
    }

    private void Promise(NodeContext context, Ballot ballot)
    {
        if (ballot == Promised) return;
        Promised = ballot;
        journal.Append(context, new Promised(ballot));
    }

    private void BeginLife(NodeId node, Ballot ballot)
    {
        ref var life = ref _lives[Lives.Place(node)];
        life = Max(life, ballot);
    }

    private void TakeOver(AcceptedEntry entry)
    {
        if (entry.Slot <= log.CommitIndex || log.Find(entry.Slot)?.Accepted.Ballot >= entry.Ballot) return;
        log.Accept(entry, journal.Appended);
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
