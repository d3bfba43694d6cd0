using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;

namespace Faultline.Simulation.Tests.Nodes;

/// <summary>A node that does what a test wants of it.</summary>
internal sealed class ScriptedNode : Node
{
    public Action<NodeContext>? Start { get; init; }

    public Action<NodeContext, NodeId, long>? Hear { get; init; }

    public Action<NodeContext, TimerKey>? Ring { get; init; }

    public Action<NodeContext, StorageCompletion>? Stored { get; init; }

    public Action<NodeContext, ClientRequest>? Asked { get; init; }

    public Action<NodeContext>? Leave { get; init; }

    public Func<long>? Holds { get; init; }

    public override long MemoryInUse => Holds?.Invoke() ?? 0;

    public override void OnStart(NodeContext context) => Start?.Invoke(context);

    public override void OnLeave(NodeContext context) => Leave?.Invoke(context);

    public override void OnMessage(NodeContext context, NodeId from, Message message) =>
        Hear?.Invoke(context, from, ((Say)message).Number);

    public override void OnTimer(NodeContext context, TimerKey timer) => Ring?.Invoke(context, timer);

    public override void OnStorage(NodeContext context, in StorageCompletion completion) => Stored?.Invoke(context, completion);

    public override void OnRequest(NodeContext context, in ClientRequest request) => Asked?.Invoke(context, request);
}
