using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Systems.KeyValue;

namespace Faultline.Systems.Central;

/// <summary>The one server: it answers a read at once, and a write when it is on the disk.</summary>
internal sealed class CentralServer : Node
{
    private readonly DurableStore _store = new();

    public override void OnStart(NodeContext context) => _store.Load(context);

    public override void OnStorage(NodeContext context, in StorageCompletion completion) =>
        _store.OnStorage(context, completion, (command, _, answer) =>
        {
            if (answer is not null) context.Send(command.Client, answer);
        });

    public override void OnTimer(NodeContext context, TimerKey timer) => _store.OnTimer(context, timer);

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!_store.IsReady) return;
        switch (message)
        {
            case OpenSession open when _store.Shortage is var shortage and not Shortage.None:
                context.Send(from, new KvBusy(open.Nonce, shortage));
                break;
            case OpenSession open:
                _store.Append(context, new KvCommand(from, 0, open.Nonce, null));
                break;
            case KvRequest { Operation: KvGet get } request:
                context.Send(from, new KvReply(request.Sequence, _store.Machine.Get(get.Key)));
                break;
            case KvRequest request when _store.Shortage is var shortage and not Shortage.None:
                context.Send(from, new KvBusy(request.Sequence, shortage));
                break;
            case KvRequest request:
                _store.Append(context, new KvCommand(from, request.Session, request.Sequence, request.Operation));
                break;
        }
    }
}
