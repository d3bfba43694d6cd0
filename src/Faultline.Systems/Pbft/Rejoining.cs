using System.Globalization;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>How a replica that has lost its vote log takes part again. Until then it learns, and says nothing that binds it.</summary>
/// <remarks>
/// <para>
/// It cannot know what it has voted for, so it stays out for all sequence numbers that it may have voted for (Castro and Liskov, TOCS 2002,
/// section 4.3.2, the bound H_M). Its low watermark was a stable checkpoint, of whose quorum some correct replica answers here, and that
/// one
/// is at most L behind; its votes went L further. So they end 2 L behind the latest checkpoint that is proved to it. When a checkpoint
/// beyond that is stable, nobody counts them any more.
/// </para>
/// <para>
/// What it may have said when it left for a later view stays unknown. So it counts as faulty for the whole run, as one of the f.
/// </para>
/// </remarks>
internal sealed class Rejoining(ReplicaState state, Rejections rejections)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(300);

    private readonly RejoinReply?[] _replies = new RejoinReply?[state.Members.Count];
    private long _attempt;
    private long _askedAt;
    private long _leastView;

    /// <summary>Asks how far the others are.</summary>
    public void Ask(NodeContext context)
    {
        _attempt = context.Random.Below(long.MaxValue);
        _askedAt = context.Clock.GetTimestamp();
        Array.Clear(_replies);
        context.Broadcast(state.Members.Nodes, state.Sign(new RejoinRequest(state.Self, _attempt, [])));
    }

    public void OnTick(NodeContext context)
    {
        if (state.ReadsFrom == 0 && context.Clock.GetElapsedTime(_askedAt) > AskAgainAfter) Ask(context);
    }

    /// <summary>Another has lost its memory.</summary>
    public void OnRequest(NodeContext context, RejoinRequest message)
    {
        if (state.IsRejoining) return;
        context.Send(message.Author, state.Sign(new RejoinReply(state.Self, message.Attempt, state.View, state.Stable, [])));
    }

    public void OnReply(NodeContext context, RejoinReply message)
    {
        if (!state.IsRejoining || state.ReadsFrom > 0 || message.Attempt != _attempt || message.Author == state.Self) return;
        if (!message.Stable.IsValid(state.Members))
        {
            rejections.Count(context, message, "a checkpoint without proof");
            return;
        }

        _replies[state.Members.PlaceOf(message.Author)] = message;
        var (count, latest) = (0, 0L);
        var views = new List<long>();
        foreach (var reply in _replies)
        {
            if (reply is null) continue;
            count++;
            latest = Math.Max(latest, reply.Stable.Sequence);
            views.Add(reply.View);
        }

        // This replica is one of the f, so n - f others answer.
        if (count < state.Members.Count - state.Members.Faulty) return;
        views.Sort();
        _leastView = views[^state.Members.Weak];
        state.ReadsFrom = latest + (2L * state.Settings.Window);
        state.RewriteJournal(context);
        context.Emit(new NodeEvent(NodeEventKind.Note, state.ReadsFrom, Text: string.Create(
            CultureInfo.InvariantCulture, $"stays out until a checkpoint at {state.ReadsFrom} or later is stable")));
    }

    /// <summary>Whether the replica may vote again.</summary>
    public bool IsOver => state.IsRejoining && state.ReadsFrom > 0 && state.Stable.Sequence >= state.ReadsFrom && state.View >= _leastView;
}
