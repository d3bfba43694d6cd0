using System.Globalization;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>Fetches the state of a proved checkpoint from the others, in parts that are verified one by one.</summary>
/// <remarks>
/// The checkpoint's certificate has its digest, a quorum's word. Each part leads to that digest through a Merkle tree, so it does not
/// matter who sends it: parts come from all others in turn, and one that is wrong is asked of the next.
/// </remarks>
internal sealed class StateTransfer(ReplicaState state, Requests requests, Checkpoints checkpoints, Rejections rejections)
{
    /// <summary>How many parts are asked for at once.</summary>
    private const int MostAsked = 8;

    private CheckpointCertificate? _target;
    private byte[]?[] _parts = [];
    private int _received;
    private int _length;
    private int _turn;

    /// <summary>Whether a state is being fetched.</summary>
    public bool IsActive => _target is not null;

    /// <summary>How much memory the parts take, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins, or goes over to a later checkpoint, where there is one that this replica has not reached.</summary>
    public void Begin(NodeContext context)
    {
        if (checkpoints.Ahead is not { } ahead || _target?.Sequence >= ahead.Sequence) return;
        if (ahead.Sequence <= state.Executed && !checkpoints.HasDiverged) return;
        (_target, _parts, _received, _length, Bytes) = (ahead, [null], 0, 0, 0);
        Ask(context);
    }

    /// <summary>Asks again for what has not come, each part of another replica than before.</summary>
    public void OnTick(NodeContext context)
    {
        if (_target?.Sequence <= state.Executed && !checkpoints.HasDiverged) _target = null;
        if (_target is not null) Ask(context);
    }

    public void OnFetch(NodeContext context, FetchState message)
    {
        var image = state.StableImage;
        if (message.Sequence < image.Sequence)
        {
            context.Send(message.Author, state.Sign(new CheckpointProof(state.Self, state.Stable, [])));
        }
        else if (message.Sequence == image.Sequence && message.Index < image.Parts)
        {
            var (bytes, path) = image.Part(message.Index);
            context.Send(message.Author, state.Sign(
                new StateChunk(state.Self, image.Sequence, message.Index, image.Bytes.Length, bytes, path, [])));
        }
    }

    public void OnChunk(NodeContext context, StateChunk message)
    {
        if (_target is not { } target || message.Sequence != target.Sequence) return;
        var trusts = state.Settings.Mistake == Mistake.TrustsOneState;
        if (!trusts && !StateImage.IsPart(message, state.Settings.StateChunk, target.StateDigest))
        {
            rejections.Count(context, message, "a part that does not belong to the proved state");
            return;
        }

        if (_length != message.Length)
        {
            (_length, _received, Bytes) = (message.Length, 0, 0);
            _parts = new byte[StateTree.Count(message.Length, state.Settings.StateChunk)][];
        }

        if (message.Index >= _parts.Length || _parts[message.Index] is not null) return;
        _parts[message.Index] = message.Bytes;
        _received++;
        Bytes += message.Bytes.Length;
        if (_received == _parts.Length) Install(context, target);
        else AskFor(context, target, NextMissing(message.Index));
    }

    private void Install(NodeContext context, CheckpointCertificate target)
    {
        var bytes = new byte[Bytes];
        var offset = 0;
        foreach (var part in _parts)
        {
            part!.CopyTo(bytes, offset);
            offset += part!.Length;
        }

        (_target, _parts, Bytes) = (null, [], 0);
        if (target.Sequence <= state.Executed && !checkpoints.HasDiverged) return;
        if (!state.Store.TryLoad(bytes))
        {
            context.Emit(new NodeEvent(NodeEventKind.Note, target.Sequence, Text: string.Create(
                CultureInfo.InvariantCulture, $"the proved state of {target.Sequence} is none: more than f replicas are faulty")));
            return;
        }

        checkpoints.Install(context, target, new StateImage(target.Sequence, bytes, state.Settings.StateChunk));
        requests.OnStateReplaced();
    }

    private void Ask(NodeContext context)
    {
        var asked = 0;
        for (var i = 0; i < _parts.Length && asked < MostAsked; i++)
        {
            if (_parts[i] is not null) continue;
            AskFor(context, _target!, i);
            asked++;
        }
    }

    private void AskFor(NodeContext context, CheckpointCertificate target, int index)
    {
        if (index < 0) return;
        var other = state.Members.Nodes[_turn++ % state.Members.Count];
        if (other == state.Self) other = state.Members.Nodes[_turn++ % state.Members.Count];
        if (other != state.Self) context.Send(other, state.Sign(new FetchState(state.Self, target.Sequence, index, [])));
    }

    /// <summary>The next part that nobody has been asked for in this round; -1 for none.</summary>
    private int NextMissing(int after)
    {
        for (var i = after + MostAsked; i < _parts.Length; i += MostAsked)
            if (_parts[i] is null)
                return i;
        return -1;
    }
}
