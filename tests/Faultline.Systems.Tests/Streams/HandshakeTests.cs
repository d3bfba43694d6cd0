using Faultline.Model.Operations;
using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

public sealed class HandshakeTests
{
    private readonly StreamPair _pair = new();

    [Fact]
    public void Three_segments_open_a_connection_and_each_end_acknowledges_the_others_number()
    {
        _pair.Ask();
        var synchronize = Assert.Single(_pair.FromClient());
        _pair.ToServer(synchronize);
        var answer = Assert.Single(_pair.FromServer());
        _pair.ToClient(answer);
        var first = _pair.FromClient()[0];

        Assert.Equal(SegmentControl.Synchronize, synchronize.Control);
        Assert.Equal(SegmentControl.Synchronize | SegmentControl.Acknowledge, answer.Control);
        Assert.Equal(synchronize.SequenceNumber + 1, answer.AcknowledgmentNumber);
        Assert.Equal((synchronize.SequenceNumber + 1, answer.SequenceNumber + 1), (first.SequenceNumber, first.AcknowledgmentNumber));
        Assert.NotEqual(synchronize.SequenceNumber, answer.SequenceNumber);
    }

    [Fact]
    public void A_lost_SYN_is_sent_again_after_twice_the_time_each_time()
    {
        _pair.Ask();
        var synchronize = Assert.Single(_pair.FromClient());
        var times = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            _pair.Ring();
            Assert.Equal(synchronize, Assert.Single(_pair.FromClient()) with { Payload = synchronize.Payload });
            times.Add(_pair.Client.Now.TotalSeconds);
        }

        Assert.Equal([1, 3, 7], times);
        _pair.Ask(2).Exchange();
    }

    [Fact]
    public void A_lost_answer_to_a_SYN_is_sent_again()
    {
        _pair.Ask();
        _pair.ToServer(_pair.FromClient());
        _pair.FromServer();

        _pair.Ring().Ring().Exchange();

        _pair.Arrived();
    }

    [Fact]
    public void A_lost_last_step_of_the_handshake_is_made_up_by_the_data()
    {
        var first = _pair.Begin();

        _pair.ToServer(first[1..]);
        _pair.Exchange();
        while (_pair.Client.Completed.Count == 0) _pair.Ring().Exchange();

        _pair.Arrived();
    }

    [Fact]
    public void An_old_SYN_opens_nothing_that_an_application_could_read()
    {
        _pair.Ask();
        var old = Assert.Single(_pair.FromClient());
        _pair.ToServer(old);
        _pair.Exchange();
        _pair.Arrived();
        while (_pair.Client.Timers.Count > 0) _pair.Ring().Exchange();

        _pair.ToServer(old);
        _pair.ToClient(_pair.FromServer());
        var refusal = Assert.Single(_pair.FromClient());
        _pair.ToServer(refusal);

        Assert.Equal(SegmentControl.Reset, refusal.Control);
        Assert.Empty(_pair.Server.Timers);
        _pair.Arrived();
    }

    [Fact]
    public void A_SYN_that_comes_twice_opens_one_connection()
    {
        _pair.Ask();
        var synchronize = Assert.Single(_pair.FromClient());
        _pair.ToServer(synchronize, synchronize);

        _pair.Exchange();

        _pair.Arrived();
    }

    [Fact]
    public void A_port_where_nobody_listens_refuses()
    {
        _pair.Ask();
        var synchronize = Assert.Single(_pair.FromClient());
        _pair.ToServer(synchronize with { DestinationPort = 9 });

        var refusal = Assert.Single(_pair.FromServer());
        _pair.ToClient(refusal with { SourcePort = synchronize.DestinationPort });

        Assert.Equal([(1L, OperationOutcome.Fail, "the connection was refused")], _pair.Client.Completed);
    }

    [Fact]
    public void A_refusal_that_acknowledges_another_number_is_ignored()
    {
        _pair.Ask();
        var synchronize = Assert.Single(_pair.FromClient());

        var refusal = Connection.Refusal(synchronize);
        _pair.ToClient(refusal with { AcknowledgmentNumber = refusal.AcknowledgmentNumber + 1 });

        Assert.Empty(_pair.Client.Completed);
    }

    [Fact]
    public void Without_a_free_port_a_transfer_fails_and_afterwards_ports_are_free_again()
    {
        for (var id = 1; id <= StreamEndpoint.EphemeralPorts; id++) _pair.Ask(id, 10).Exchange();
        _pair.Ask(100, 10);

        Assert.Equal((100L, OperationOutcome.Fail, "no port was free"), _pair.Client.Completed[^1]);
        while (_pair.Client.Timers.Count > 0) _pair.Ring().Exchange();
        _pair.Ask(101, 10).Exchange();
        Assert.Equal(OperationOutcome.Ok, _pair.Client.Completed[^1].Outcome);
    }
}
