using Faultline.Model.Randomness;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Tests.Worlds;

public sealed class EventQueueTests
{
    [Fact]
    public void Events_leave_in_the_order_of_their_times_and_equals_in_the_order_in_which_they_came()
    {
        var random = new Prng(1);
        var queue = new EventQueue();
        var expected = new List<(long Time, long Number)>();
        var now = 0L;

        for (var number = 0L; number < 50_000; number++)
        {
            // Grows to a few thousand, shrinks to nothing, and grows again; few times, so that many are equal.
            var pushes = expected.Count == 0 || random.Below(100) < (number / 10_000 % 2 == 0 ? 70 : 30);
            if (pushes)
            {
                var time = now + random.Below(20);
                queue.Push(time).Number = number;
                var place = expected.FindLastIndex(entry => entry.Time <= time) + 1;
                expected.Insert(place, (time, number));
            }
            else
            {
                Assert.Equal(expected[0].Time, queue.NextTime);
                Assert.Equal(expected[0].Number, queue.Pop().Number);
                now = expected[0].Time;
                expected.RemoveAt(0);
            }

            Assert.Equal(expected.Count, queue.Count);
        }
    }

    [Fact]
    public void A_slot_that_is_used_again_remembers_nothing()
    {
        var queue = new EventQueue();
        ref var first = ref queue.Push(1);
        first.Kind = WorldEventKind.Message;
        first.Payload = "payload";
        first.Digest = 7;
        queue.Pop();

        queue.Push(2);
        var second = queue.Pop();

        Assert.Equal((default(WorldEventKind), null, 0UL), (second.Kind, second.Payload, second.Digest));
    }
}
