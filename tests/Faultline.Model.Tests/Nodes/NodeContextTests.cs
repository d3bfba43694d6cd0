using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;

namespace Faultline.Model.Tests.Nodes;

public sealed class NodeContextTests
{
    private static readonly TimerKind Alarm = new("alarm");
    private static readonly StorageFile Log = new("log");

    [Fact]
    public void Effects_are_recorded_in_the_order_in_which_they_are_wanted()
    {
        var context = new NodeContext(NodeId.Node(1), new Prng(1));

        context.Write(Log, 4, new byte[] { 1, 2 });
        context.Sync(Log, 7);
        context.Send(NodeId.Node(2), new Hello());
        context.SetTimer(Alarm, TimeSpan.FromMilliseconds(5), 3);
        context.CancelTimer(Alarm, 3);
        context.Complete(9, KvResult.Done);
        context.Abandon(10, OperationOutcome.Info, "who knows");
        context.Emit(new NodeEvent(NodeEventKind.Note, Text: "hello"));

        Assert.Equal(
            [
                EffectKind.Write, EffectKind.Sync, EffectKind.Send, EffectKind.SetTimer, EffectKind.CancelTimer,
                EffectKind.Complete, EffectKind.Complete, EffectKind.Emit,
            ],
            context.Effects.ToArray().Select(static effect => effect.Kind));
        Assert.Equal((4L, 2), (context.Effects[0].Number, context.Effects[0].Bytes.Length));
        Assert.Equal(new TimerKey(Alarm, 3), context.Effects[3].Timer);
        Assert.Equal("who knows", context.Effects[6].Payload);
    }

    [Fact]
    public void A_broadcast_reaches_everyone_but_the_sender()
    {
        var context = new NodeContext(NodeId.Node(2), new Prng(1));

        context.Broadcast([NodeId.Node(1), NodeId.Node(2), NodeId.Node(3)], new Hello());

        Assert.Equal("n1 n3", string.Join(' ', context.Effects.ToArray().Select(static effect => effect.To)));
    }

    [Fact]
    public void However_many_effects_there_are_they_are_kept_and_then_cleared()
    {
        var context = new NodeContext(NodeId.Node(1), new Prng(1));

        for (var i = 0; i < 1_000; i++) context.Sync(Log, i);

        Assert.Equal(Enumerable.Range(0, 1_000), context.Effects.ToArray().Select(static effect => (int)effect.Number));
        context.Clear();
        Assert.Equal(0, context.Effects.Length);
    }

    [Fact]
    public void What_no_host_could_do_is_refused_at_once()
    {
        var context = new NodeContext(NodeId.Node(1), new Prng(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => context.SetTimer(Alarm, TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.Write(Log, -1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.Abandon(1, OperationOutcome.Ok, "fine"));
    }

    private sealed record Hello : Message;
}
