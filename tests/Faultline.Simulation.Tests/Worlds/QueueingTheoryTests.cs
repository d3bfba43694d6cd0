using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Worlds;

/// <summary>A host with a service time is the server of the textbooks: Poisson arrivals see the closed forms within 2%.</summary>
public sealed class QueueingTheoryTests
{
    private const double Tolerance = 0.02;

    [Theory]
    [InlineData(0.5, 1_000_000)]
    [InlineData(0.8, 2_000_000)]
    [InlineData(0.9, 2_500_000)]
    public void M_M_1_has_r_over_1_minus_r_customers_in_it(double load, int customers)
    {
        var queue = new QueueRun(load, customers);

        Assert.Equal(0, queue.Lost);
        Close(load / (1 - load), queue.MeanInSystem);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void M_M_1_customers_stay_at_most_d_with_probability_1_minus_exp(double load)
    {
        var queue = new QueueRun(load, 500_000);
        var rate = (1 - load) / QueueRun.Mean.TotalSeconds;

        foreach (var means in new[] { 0.5, 1, 2, 4.605 })
        {
            var d = means / rate;
            Close(1 - Math.Exp(-rate * d), queue.ShareWithin(TimeSpan.FromSeconds(d)));
        }
    }

    /// <summary>K counts the customer who is served, and the inbox only those who wait.</summary>
    [Theory]
    [InlineData(0.8, 0.02349)]
    [InlineData(0.9, 0.05081)]
    [InlineData(1.0, 0.09091)]
    [InlineData(1.2, 0.19259)]
    [InlineData(2.0, 0.50024)]
    public void M_M_1_10_loses_as_many_as_the_formula_says(double load, double loss)
    {
        var queue = new QueueRun(load, load < 0.9 ? 2_000_000 : 700_000, inbox: 9);

        Close(loss, (double)queue.Lost / queue.Arrived);
    }

    [Fact]
    public void M_D_1_waits_half_as_long_as_M_M_1()
    {
        const double load = 0.8;
        var queue = new QueueRun(load, 1_000_000, service: LatencyDistribution.Constant(QueueRun.Mean));

        // Little: those who wait are those in the system less the one who is served.
        Close(load * load / (1 - load) / 2, queue.MeanInSystem - load);
    }

    private static void Close(double expected, double measured) => Assert.True(
        Math.Abs(measured - expected) <= Tolerance * expected, $"measured {measured:0.00000}, and the formula says {expected:0.00000}");

    /// <summary>One server, and users who come at random.</summary>
    private sealed class QueueRun : WorldObserver
    {
        public static readonly TimeSpan Mean = TimeSpan.FromMilliseconds(1);

        private readonly World _world;
        private readonly List<TimeSpan> _came = [];
        private readonly List<TimeSpan> _stays = [];
        private int _inSystem;
        private TimeSpan _since;
        private double _area;

        public QueueRun(double load, int customers, int inbox = int.MaxValue, LatencyDistribution? service = null)
        {
            _world = new World(Options(1, static _ => new ScriptedNode
            {
                Asked = static (context, request) => context.Complete(request.Id, KvResult.Done),
            }) with
            {
                Service = service ?? LatencyDistribution.Exponential(Mean),
                Inbox = inbox,
            });
            _world.Observe(this);
            var random = new Prng(17);
            var pauses = LatencyDistribution.Exponential(Mean / load);
            var operation = new KvGet("k");
            WorldAction? arrival = null;
            arrival = new WorldAction("a customer comes", () =>
            {
                Count(+1);
                _came.Add(_world.Now);
                _world.Request(N1, new ClientRequest(Arrived, operation));
                if (Arrived < customers) _world.At(_world.NowTicks + pauses.Draw(random), arrival!);
            });
            _world.At(1, arrival);
            _world.RunUntil(TimeSpan.FromDays(300));
        }

        public int Arrived => _came.Count;

        public int Lost { get; private set; }

        public double MeanInSystem => _area / _since.TotalSeconds;

        public double ShareWithin(TimeSpan time) => (double)_stays.Count(stay => stay <= time) / _stays.Count;

        public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason)
        {
            Count(-1);
            if (outcome == OperationOutcome.Ok) _stays.Add(_world.Now - _came[(int)request - 1]);
            else Lost++;
        }

        private void Count(int change)
        {
            _area += _inSystem * (_world.Now - _since).TotalSeconds;
            _since = _world.Now;
            _inSystem += change;
        }
    }
}
