using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Sweeps;

public sealed class CodecTests
{
    public static TheoryData<string> Names => [.. SystemCatalog.All.Select(static system => system.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_that_travel_as_bytes_lead_to_the_same_trace(string system)
    {
        for (var seed = 1UL; seed <= 4; seed++)
        {
            // Options under which kv-paxos sends every kind of message.
            var settings = Sweep.Of(system) with { Seed = seed };
            if (system == "kv-paxos")
            {
                settings = settings with
                {
                    Options = new Dictionary<string, string> { ["follower-reads"] = "on", ["snapshot-every"] = "50" },
                };
            }

            if (system == "bitcoin")
            {
                // A day of it, in which every kind of message is sent, in as many minutes.
                settings = settings with
                {
                    Duration = TimeSpan.FromMinutes(24),
                    Rate = 0.25m,
                    Options = new Dictionary<string, string> { ["block-interval"] = "10" },
                };
            }

            var plain = Runner.Run(RunSetup.Of(settings), new RunOptions()).Report;
            var bytes = Runner.Run(RunSetup.Of(settings), new RunOptions { CarryBytes = true }).Report;

            Assert.Equal((plain.TraceHash, plain.Events), (bytes.TraceHash, bytes.Events));
        }
    }
}
