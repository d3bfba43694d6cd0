using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>Executes what a quorum has committed, in the order of the sequence numbers.</summary>
internal sealed class Executor(ReplicaState state, Requests requests, Checkpoints checkpoints)
{
    /// <summary>Executes as far as there is no gap.</summary>
    public void Run(NodeContext context)
    {
        while (state.Log.Find(state.Executed + 1) is { HasCommitted: true, Batch: { } batch } slot) Execute(context, slot, batch);
    }

    private void Execute(NodeContext context, Slot slot, Request[] batch)
    {
        state.Executed = slot.Sequence;
        foreach (var request in batch)
        {
            var client = state.Members.ClientPlaceOf(request.Author);
            requests.OnExecuted(context, client, request, state.Store.Execute(client, request, slot.Sequence));
        }

        context.Emit(new NodeEvent(NodeEventKind.Decided, slot.Sequence, slot.Proposal!.Digest.Word0));
        checkpoints.TakeIfDue(context);
    }
}
