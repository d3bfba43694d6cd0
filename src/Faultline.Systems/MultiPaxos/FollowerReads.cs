using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>Reads at a follower: the leader says up to which slot the state must be known, then the follower answers.</summary>
internal sealed class FollowerReads(ReplicaSettings settings, ReplicaLog log, IStateMachine machine)
{
    private readonly SortedDictionary<long, Read> _waiting = [];
    private long _number;

    /// <summary>How many reads wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>A client reads here.</summary>
    public void OnRead(NodeContext context, NodeId client, long sequence, MachineOperation read, NodeId leader)
    {
        // Whoever has waited longest has asked elsewhere by now.
        if (_waiting.Count >= settings.MaxQueue) _waiting.Remove(_waiting.First().Key);

        // Numbers go on from a random one: an answer to what was asked before a restart must not be taken for another.
        _number = _number == 0 ? context.Random.Below(1L << 48) + 1 : _number + 1;
        _waiting.Add(_number, new Read(client, sequence, read, null));
        context.Send(leader, new ReadIndexRequest(_number));
    }

    /// <summary>The leader's answer.</summary>
    public void OnReadIndexReply(NodeContext context, ReadIndexReply reply)
    {
        if (!_waiting.TryGetValue(reply.Read, out var read)) return;
        _waiting[reply.Read] = read with { Index = reply.Index };
        Answer(context);
    }

    /// <summary>Answers the reads whose slot has been applied.</summary>
    public void Answer(NodeContext context)
    {
        if (_waiting.Count == 0) return;
        foreach (var (number, read) in _waiting.Where(entry => entry.Value.Index <= log.CommitIndex).ToArray())
        {
            _waiting.Remove(number);
            context.Send(read.Client, machine.Read(read.Sequence, read.Operation));
        }
    }

    private readonly record struct Read(NodeId Client, long Sequence, MachineOperation Operation, long? Index);
}
