using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;

namespace Faultline.Systems.Central;

/// <summary>The one server: it answers a read at once, and a write when it is on the disk.</summary>
/// <remarks>
/// Where its work takes time, one worker does one request after another, and others wait for it as <see cref="Admission"/> lets them.
/// </remarks>
internal sealed class CentralServer(Cluster cluster) : Node
{
    private static readonly TimerKind WorkDone = new("work done");

    private readonly DurableStore _store = new();
    private readonly TimeSpan _work = cluster.Options.Milliseconds("work");
    private readonly Admission _admission = Admission.Of(cluster.Options);
    private WaitingRequest? _inWork;

    public override void OnStart(NodeContext context) => _store.Load(context);

    public override void OnStorage(NodeContext context, in StorageCompletion completion) =>
        _store.OnStorage(context, completion, (command, _, answer) =>
        {
            if (answer is not null) context.Send(command.Client, answer);
        });

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!_store.IsReady || message is not KvMessage request) return;
        if (_work == TimeSpan.Zero) Execute(context, from, request);
        else if (!_admission.TryAdmit(new WaitingRequest(from, request, context.Clock.GetTimestamp()))) Refuse(context, from, request);
        else if (_inWork is null) WorkOnNext(context);
    }

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (_store.OnTimer(context, timer)) return;
        Execute(context, _inWork!.Client, _inWork.Message);
        WorkOnNext(context);
    }

    private void WorkOnNext(NodeContext context)
    {
        _inWork = _admission.Next(context.Clock);
        if (_inWork is not null) context.SetTimer(WorkDone, _work);
    }

    private void Execute(NodeContext context, NodeId client, KvMessage message)
    {
        switch (message)
        {
            case OpenSession open when _store.Shortage is var shortage and not Shortage.None:
                context.Send(client, new KvBusy(open.Nonce, shortage));
                break;
            case OpenSession open:
                _store.Append(context, new KvCommand(client, 0, open.Nonce, null));
                break;
            case KvRequest { Operation: KvGet get } request:
                context.Send(client, new KvReply(request.Sequence, _store.Machine.Get(get.Key)));
                break;
            case KvRequest request when _store.Shortage is var shortage and not Shortage.None:
                context.Send(client, new KvBusy(request.Sequence, shortage));
                break;
            case KvRequest request:
                _store.Append(context, new KvCommand(client, request.Session, request.Sequence, request.Operation));
                break;
        }
    }

    private static void Refuse(NodeContext context, NodeId client, KvMessage message)
    {
        switch (message)
        {
            case OpenSession open:
                context.Send(client, new KvBusy(open.Nonce, Shortage.Queue));
                break;
            case KvRequest request:
                context.Send(client, new KvBusy(request.Sequence, Shortage.Queue));
                break;
        }
    }
}
