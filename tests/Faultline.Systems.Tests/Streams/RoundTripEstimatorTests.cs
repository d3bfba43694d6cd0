using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

public sealed class RoundTripEstimatorTests
{
    [Fact]
    public void The_first_measurement_gives_three_round_trips()
    {
        var estimator = Estimator();

        estimator.Measured(Milliseconds(100));

        // SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 RTTVAR (RFC 6298, section 2.2).
        Assert.Equal((Milliseconds(100), Milliseconds(300)), (estimator.SmoothedRoundTrip, estimator.Timeout));
    }

    [Fact]
    public void Later_ones_count_an_eighth_and_their_deviation_a_quarter()
    {
        var estimator = Estimator();
        estimator.Measured(Milliseconds(100));

        estimator.Measured(Milliseconds(180));

        // RTTVAR = 3/4 50 + 1/4 80 = 57.5, SRTT = 7/8 100 + 1/8 180 = 110, RTO = 110 + 4 57.5 (section 2.3).
        Assert.Equal((Milliseconds(110), Milliseconds(340)), (estimator.SmoothedRoundTrip, estimator.Timeout));
    }

    [Fact]
    public void A_steady_round_trip_brings_the_timeout_down_to_the_least()
    {
        var estimator = Estimator(("min-rto", "50"));
        for (var i = 0; i < 100; i++) estimator.Measured(Milliseconds(20));

        Assert.Equal((Milliseconds(20), Milliseconds(50)), (estimator.SmoothedRoundTrip, estimator.Timeout));
    }

    [Fact]
    public void Each_timeout_doubles_the_next_up_to_a_minute_and_a_measurement_ends_that()
    {
        var estimator = Estimator();
        var timeouts = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            timeouts.Add(estimator.Timeout.TotalSeconds);
            estimator.BackOff();
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], timeouts);
        estimator.Measured(Milliseconds(100));
        Assert.Equal(Milliseconds(300), estimator.Timeout);
    }

    [Fact]
    public void Without_congestion_control_the_timeout_is_always_the_same()
    {
        var estimator = Estimator(("congestion-control", "off"), ("rto", "77"));

        estimator.Measured(Milliseconds(500));
        estimator.BackOff();

        Assert.Equal(Milliseconds(77), estimator.Timeout);
    }

    private static RoundTripEstimator Estimator(params (string, string)[] options) => new(StreamPair.Settings(options));

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
