using Faultline.Systems.Tests.Sweeps;

namespace Faultline.Systems.Tests.Streams;

public sealed class StreamSweeps
{
    [Fact]
    public void Streams_keep_their_promises_under_every_fault() => Sweep.Holds(Sweep.Of("streams", ("size", "6000")), 10);

    [Theory]
    [InlineData("congestion-control", "off")]
    [InlineData("window", "2000")]
    [InlineData("mss", "100")]
    [InlineData("read-rate", "10")]
    [InlineData("min-rto", "1")]
    [InlineData("user-timeout", "500")]
    public void Streams_keep_their_promises_with_any_option(string name, string value) =>
        Sweep.Holds(Sweep.Of("streams", ("size", "6000"), (name, value)), 4);

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("992")]
    [InlineData("993")]
    public void Streams_keep_their_promises_with_transfers_of_any_size(string size) => Sweep.Holds(Sweep.Of("streams", ("size", size)), 4);

    [Fact]
    public void A_receiver_that_takes_segments_as_they_come_is_found() =>
        Sweep.Breaks(Sweep.Of("streams", ("size", "6000"), ("mistake", "any-order")), 3, "stream-integrity");
}
