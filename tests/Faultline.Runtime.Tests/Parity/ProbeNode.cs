using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using MemoryPack;

namespace Faultline.Runtime.Tests.Parity;

/// <summary>A node that does what a test tells it, and keeps what happens to it.</summary>
internal sealed class ProbeNode : Node
{
    public static readonly TimerKind Alarm = new("alarm");

    private Probe? _probe;
    private long _request;

    /// <summary>What has happened since the node started, in words.</summary>
    public List<string> Seen { get; } = [];

    public override void OnStart(NodeContext context) => Saw(context, "started");

    public override void OnMessage(NodeContext context, NodeId from, Message message) =>
        Saw(context, $"{((ProbeMessage)message).Text} from {from}");

    public override void OnTimer(NodeContext context, TimerKey timer) => Saw(context, $"{timer} rings");

    public override void OnStorage(NodeContext context, in StorageCompletion completion) => Saw(
        context,
        $"{completion.Request} {completion.Token} of {completion.File}: {completion.Status} "
        + System.Text.Encoding.UTF8.GetString(completion.Bytes.Span));

    public override void OnRequest(NodeContext context, in ClientRequest request)
    {
        (_probe, _request) = ((Probe)request.Operation, request.Id);
        _probe.Do(context);
        if (_probe.IsAbandoned) context.Abandon(_request, OperationOutcome.Fail, "as told");
        else Saw(context, "asked");
    }

    private void Saw(NodeContext context, string what)
    {
        Seen.Add(what.TrimEnd());
        if (_probe is not { IsAbandoned: false } probe || !probe.Until(Seen)) return;
        _probe = null;
        context.Complete(_request, new SeenResult([.. Seen]));
    }
}

/// <summary>What a node is to do, and when it has seen enough to answer.</summary>
internal sealed record Probe(Action<NodeContext> Do, Func<IReadOnlyList<string>, bool> Until, bool IsAbandoned = false) : Operation;

/// <summary>What a node has seen since it started.</summary>
internal sealed record SeenResult(IReadOnlyList<string> Seen) : OperationResult;

[MemoryPackable]
internal sealed partial record ProbeMessage(string Text) : Message;
