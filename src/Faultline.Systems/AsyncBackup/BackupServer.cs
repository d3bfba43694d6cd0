using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.AsyncBackup;

/// <summary>A primary or a backup.</summary>
/// <remarks>
/// The primary answers a write when it is on its own disk and only then ships it. A backup that hears nothing for its time-out
/// makes itself primary in a higher epoch; a primary that hears of a higher epoch becomes a backup and takes the other's state.
/// Nobody asks whether the old primary still serves, or whether what it had acknowledged ever arrived: there lies the harm.
/// </remarks>
internal sealed class BackupServer(Cluster cluster, NodeId self) : Node
{
    /// <summary>Commands may be on their way or in the disk's queue: only a longer lag means that some are missing.</summary>
    private const int MostShippedAhead = 64;

    private static readonly TimerKind Alive = new("primary heartbeat");
    private static readonly TimerKind FailOver = new("fail-over");

    private readonly TimeSpan _heartbeat = cluster.Options.Milliseconds("heartbeat");
    private readonly TimeSpan _patience = new(cluster.Options.Milliseconds("fail-over").Ticks * self.Number);
    private readonly DurableStore _store = new(new KvMachine(DurableStore.SessionCapacity));
    private NodeId _primary = NodeId.Node(1);
    private long _epoch;
    private long _received;
    private bool _needsState;

    private bool IsPrimary => _primary == self;

    public override void OnStart(NodeContext context) => _store.Load(context);

    public override void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        var wasReady = _store.IsReady;
        _store.OnStorage(context, completion, (command, number, answer) =>
        {
            if (!IsPrimary) return;
            if (answer is not null) context.Send(command.Client, answer);
            context.Broadcast(cluster.Nodes, new ShippedCommand(_epoch, number, command));
        });
        if (wasReady || !_store.IsReady) return;

        // After a restart a node waits as a backup: another may have taken over.
        _primary = default;
        context.SetTimer(FailOver, _patience);
    }

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (_store.OnTimer(context, timer)) return;
        if (timer.Kind == FailOver)
        {
            _epoch++;
            _primary = self;
            _needsState = false;
            context.Emit(new NodeEvent(NodeEventKind.BecameLeader, _epoch, Text: $"epoch {_epoch}"));
        }

        if (!IsPrimary) return;
        context.Broadcast(cluster.Nodes, new PrimaryAlive(_epoch, _store.Applied));
        context.SetTimer(Alive, _heartbeat);
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!_store.IsReady) return;
        switch (message)
        {
            case SessionRequest stranger when !_store.Machine.Understands(stranger.Operation):
                break;
            case OpenSession open when IsPrimary && _store.Shortage is var shortage and not Shortage.None:
                context.Send(from, new Busy(open.Nonce, shortage));
                break;
            case OpenSession open when IsPrimary:
                _store.Append(context, new SessionCommand(from, 0, open.Nonce, null));
                break;
            case OpenSession open:
                context.Send(from, new Redirect(open.Nonce, _primary));
                break;
            case SessionRequest request when !IsPrimary:
                context.Send(from, new Redirect(request.Sequence, _primary));
                break;
            case SessionRequest { Operation.IsRead: true } request:
                context.Send(from, _store.Machine.Read(request.Sequence, request.Operation));
                break;
            case SessionRequest request when _store.Shortage is var shortage and not Shortage.None:
                context.Send(from, new Busy(request.Sequence, shortage));
                break;
            case SessionRequest request:
                _store.Append(context, new SessionCommand(from, request.Session, request.Sequence, request.Operation));
                break;
            case PrimaryAlive alive when Follows(context, from, alive.Epoch):
                if (_needsState || alive.Applied > _store.Applied + MostShippedAhead) context.Send(from, new StateRequest());
                break;
            case ShippedCommand shipped when Follows(context, from, shipped.Epoch):
                OnShipped(context, from, shipped);
                break;
            case StateRequest when IsPrimary:
                context.Send(from, new StateTransfer(_epoch, _store.Applied, _store.Save()));
                break;
            case StateTransfer transfer when Follows(context, from, transfer.Epoch):
                if (!_store.TryInstall(context, transfer.Applied, transfer.State)) break;
                _received = transfer.Applied;
                _needsState = false;
                break;
        }
    }

    private void OnShipped(NodeContext context, NodeId from, ShippedCommand shipped)
    {
        if (_needsState || shipped.Number <= _received) return;
        if (shipped.Number != _received + 1)
        {
            _needsState = true;
            context.Send(from, new StateRequest());
            return;
        }

        _received = shipped.Number;
        _store.Append(context, shipped.Command);
    }

    /// <summary>Whether the sender is the primary to follow: its epoch is the highest, and of equals it is the first node.</summary>
    private bool Follows(NodeContext context, NodeId from, long epoch)
    {
        if (epoch < _epoch || (epoch == _epoch && !_primary.IsNone && from > _primary)) return false;
        if (_primary != from || epoch != _epoch)
        {
            if (IsPrimary) context.Emit(new NodeEvent(NodeEventKind.SteppedDown, _epoch, Text: $"epoch {_epoch}"));
            (_primary, _epoch, _needsState) = (from, epoch, true);
            context.CancelTimer(Alive);
        }

        context.SetTimer(FailOver, _patience);
        return true;
    }
}
