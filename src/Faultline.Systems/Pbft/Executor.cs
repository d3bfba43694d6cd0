using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

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

        // What observers compare is the batch and what came of it, so that states that have diverged are seen as well.
        var decided = slot.Proposal!.Digest.Word0;
        foreach (var request in batch)
        {
            var client = state.Members.ClientPlaceOf(request.Author);
            var result = state.Store.Execute(client, request, slot.Sequence);
            decided = StableHash.Mix(decided, DigestOf(result));
            requests.OnExecuted(context, client, request, result);
        }

        context.Emit(new NodeEvent(NodeEventKind.Decided, slot.Sequence, decided));
        checkpoints.TakeIfDue(context);
    }

    private static ulong DigestOf(KvResult? result) => result switch
    {
        null => 0,
        { Value: { } value } => StableHash.Of(value),
        _ => result.Applied ? 1UL : 2UL,
    };
}
