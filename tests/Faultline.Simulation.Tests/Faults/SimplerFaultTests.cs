using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

public sealed class SimplerFaultTests
{
    private static readonly Cluster Five = Cluster(5, clients: 4);

    public static TheoryData<string> Kinds => [.. FaultKinds.All.Select(static kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_simpler_fault_is_possible_and_of_the_same_kind_and_another_one(string kind)
    {
        foreach (var fault in Drawn(kind))
        {
            var simpler = fault.Simpler(Five).ToArray();

            Assert.NotEmpty(simpler);
            Assert.All(simpler, other =>
            {
                Assert.Null(other.Objection(Five));
                Assert.Equal(kind, other.Kind);
                Assert.NotEqual(fault, other);
                Assert.True(other.Start >= fault.Start && other.End <= fault.End);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Taking_simpler_faults_ends_whichever_is_taken(string kind)
    {
        foreach (var fault in Drawn(kind).Take(10))
            for (var choice = 0; choice < 20; choice++)
            {
                var (current, steps) = (fault, 0);
                while (current.Simpler(Five).ToArray() is { Length: > 0 } simpler)
                {
                    current = simpler[(choice + steps) % simpler.Length];
                    Assert.True(++steps < 1_000, $"{current.Kind} {current.Where} never gets simple");
                }

                Assert.True(current.End - current.Start <= RoundTime.Step);
            }
    }

    private static IEnumerable<Fault> Drawn(string kind) => Enumerable.Range(1, 20).SelectMany(seed =>
        FaultPlan.Draw(FaultKinds.OfProfile(kind), (ulong)seed, Five, Ms(2_000), Ms(60_000)).Faults);
}
