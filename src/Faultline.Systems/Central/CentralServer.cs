using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.Central;

/// <summary>The one server: it answers a read at once, and a write when it is on the disk.</summary>
/// <remarks>
/// Where its work takes time, one worker does one request after another, and others wait for it as <see cref="Admission"/> lets them.
/// </remarks>
/// <param name="cluster">The run's nodes, clients and options.</param>
/// <param name="store">What it keeps, new.</param>
internal sealed class CentralServer(Cluster cluster, DurableStore store) : Node
{
    private static readonly TimerKind WorkDone = new("work done");

    private readonly TimeSpan _work = cluster.Options.Milliseconds("work");
    private readonly Admission _admission = Admission.Of(cluster.Options);
    private WaitingRequest? _inWork;

    public override void OnStart(NodeContext context) => store.Load(context);

    public override void OnStorage(NodeContext context, in StorageCompletion completion) =>
        store.OnStorage(context, completion, (command, _, answer) =>
        {
            if (answer is not null) context.Send(command.Client, answer);
        });

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!store.IsReady || message is not ClientMessage request) return;
        if (request is SessionRequest asked && !store.Machine.Understands(asked.Operation)) return;
        if (_work == TimeSpan.Zero) Execute(context, from, request);
        else if (!_admission.TryAdmit(new WaitingRequest(from, request, context.Clock.GetTimestamp()))) Refuse(context, from, request);
        else if (_inWork is null) WorkOnNext(context);
    }

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (store.OnTimer(context, timer)) return;
        Execute(context, _inWork!.Client, _inWork.Message);
        WorkOnNext(context);
    }

    private void WorkOnNext(NodeContext context)
    {
        _inWork = _admission.Next(context.Clock);
        if (_inWork is not null) context.SetTimer(WorkDone, _work);
    }

    private void Execute(NodeContext context, NodeId client, ClientMessage message)
    {
        switch (message)
        {
            case OpenSession open when store.Shortage is var shortage and not Shortage.None:
                context.Send(client, new Busy(open.Nonce, shortage));
                break;
            case OpenSession open:
                store.Append(context, new SessionCommand(client, 0, open.Nonce, null));
                break;
            case SessionRequest { Operation.IsRead: true } request:
                context.Send(client, store.Machine.Read(request.Sequence, request.Operation));
                break;
            case SessionRequest request when store.Shortage is var shortage and not Shortage.None:
                context.Send(client, new Busy(request.Sequence, shortage));
                break;
            case SessionRequest request:
                store.Append(context, new SessionCommand(client, request.Session, request.Sequence, request.Operation));
                break;
        }
    }

    private static void Refuse(NodeContext context, NodeId client, ClientMessage message)
    {
        switch (message)
        {
            case OpenSession open:
                context.Send(client, new Busy(open.Nonce, Shortage.Queue));
                break;
            case SessionRequest request:
                context.Send(client, new Busy(request.Sequence, Shortage.Queue));
                break;
        }
    }
}
