using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

public sealed class ByteQueueTests
{
    [Fact]
    public void Bytes_leave_in_the_order_in_which_they_came_however_often_the_ring_turns()
    {
        var queue = new ByteQueue(7);
        var (written, read) = (0, 0);
        for (var round = 0; round < 100; round++)
        {
            var bytes = Enumerable.Range(written, 1 + (round % 5)).Select(static i => (byte)i).ToArray();
            written += queue.Write(bytes);
            var length = Math.Min(queue.Count, 1 + (round % 4));
            Assert.Equal(Enumerable.Range(read, length).Select(static i => (byte)i), queue.Copy(0, length));
            queue.Drop(length);
            read += length;
        }

        Assert.Equal(written - read, queue.Count);
        Assert.True(read > 100);
    }

    [Fact]
    public void It_takes_no_more_than_it_has_room_for()
    {
        var queue = new ByteQueue(4);

        Assert.Equal((4, 0, 4), (queue.Write([1, 2, 3, 4, 5]), queue.Room, queue.Count));
        Assert.Equal(0, queue.Write([6]));
        Assert.Equal([2, 3], queue.Copy(1, 2));
    }
}
