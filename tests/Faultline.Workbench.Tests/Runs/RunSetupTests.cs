using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

public sealed class RunSetupTests
{
    private static readonly RunSettings Good = RunSetup.DefaultsOf("kv-paxos");

    [Fact]
    public void The_defaults_of_a_system_are_possible()
    {
        foreach (var name in new[] { "kv-paxos", "paxos", "kv-central", "kv-async" })
        {
            var setup = RunSetup.Of(RunSetup.DefaultsOf(name));

            Assert.Equal(name, setup.System.Name);
            Assert.True(setup.HasDrawnPlan);
            Assert.NotEmpty(setup.Plan.Faults);
        }
    }

    [Fact]
    public void A_system_that_does_not_exist_is_refused_with_those_that_do()
    {
        var sentence = "there is no system \"kv-raft\": there are kv-paxos, paxos, kv-central, kv-async, kv-pbft, streams, bitcoin, chat-hosted, chat-replicated";

        Assert.Equal(sentence, Refused(Good with { System = "kv-raft" }));
        Assert.Equal(sentence, Assert.Throws<BadInputException>(static () => RunSetup.DefaultsOf("kv-raft")).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    [InlineData(int.MaxValue)]
    public void A_number_of_nodes_that_is_not_possible_is_refused(int nodes) =>
        Assert.Equal($"{nodes} nodes are not possible: kv-paxos runs with 1 to 99", Refused(Good with { Nodes = nodes }));

    [Fact]
    public void A_system_of_one_node_says_so() => Assert.Equal(
        "3 nodes are not possible: kv-central has 1", Refused(RunSetup.DefaultsOf("kv-central") with { Nodes = 3 }));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1_000_001)]
    public void A_rate_that_is_not_possible_is_refused(int rate) => Assert.Equal(
        $"a rate of {rate} is not possible: give 0.000001 to 1000000 operations a second", Refused(Good with { Rate = rate }));

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public void A_number_of_clients_that_is_not_possible_is_refused(int clients) => Assert.Equal(
        $"{clients} clients are not possible: a run has 1 to 1000", Refused(Good with { Clients = clients }));

    [Fact]
    public void A_duration_that_is_not_possible_is_refused()
    {
        Assert.Equal("a run of 999ms is not possible: give 1s to 8784h",
            Refused(Good with { Duration = TimeSpan.FromMilliseconds(999) }));
        Assert.Equal("a run of -1s is not possible: give 1s to 8784h", Refused(Good with { Duration = TimeSpan.FromSeconds(-1) }));
    }

    [Theory]
    [InlineData("colour", "red", "there is no option colour: there are reads, ")]
    [InlineData("reads", "quickly", "option reads cannot be \"quickly\": it is one of log, read-index, lease, local")]
    [InlineData("batch", "many", "option batch cannot be \"many\": it is a whole number from 0 to 2147483647")]
    [InlineData("batch", "0", "option batch must be at least 1")]
    [InlineData("phase2-quorum", "6", "option phase2-quorum cannot be above the 5 nodes")]
    [InlineData("keys", "0", "option keys must be 1 to 1000000")]
    [InlineData("keys", "2147483647", "option keys must be 1 to 1000000")]
    public void An_option_that_is_not_possible_is_refused(string name, string value, string sentence) => Assert.StartsWith(
        sentence, Refused(Good with { Options = new Dictionary<string, string> { [name] = value } }), StringComparison.Ordinal);

    [Fact]
    public void Faults_that_do_not_exist_are_refused() => Assert.StartsWith(
        "there are no faults \"earthquake\": there are all, none, ", Refused(Good with { Faults = "crash,earthquake" }),
        StringComparison.Ordinal);

    [Fact]
    public void A_plan_that_cannot_happen_is_refused()
    {
        var fault = new CrashFault { Start = TimeSpan.FromSeconds(1), End = TimeSpan.FromSeconds(2), Nodes = [NodeId.Node(6)] };

        var error = Assert.Throws<BadInputException>(() => RunSetup.Of(Good, new FaultPlan([fault])));

        Assert.Equal("fault 1 of the plan (crash) cannot happen: there is no n6 in this run of 5 nodes and 8 clients", error.Message);
    }

    [Fact]
    public void Faults_of_clients_are_not_possible_where_there_are_none_on_the_network()
    {
        var fault = new CrashFault { Start = TimeSpan.FromSeconds(1), End = TimeSpan.FromSeconds(2), Nodes = [NodeId.Client(1)] };

        Assert.Empty(RunSetup.Of(RunSetup.DefaultsOf("paxos")).Hosts.Clients);
        Assert.Throws<BadInputException>(() => RunSetup.Of(RunSetup.DefaultsOf("paxos"), new FaultPlan([fault])));
        Assert.Single(RunSetup.Of(Good, new FaultPlan([fault])).Plan.Faults);
    }

    [Fact]
    public void A_run_too_short_for_faults_has_an_empty_plan()
    {
        Assert.Empty(RunSetup.Of(Good with { Duration = TimeSpan.FromSeconds(5) }).Plan.Faults);
        Assert.Empty(RunSetup.Of(Good with { Faults = "none" }).Plan.Faults);
    }

    [Fact]
    public void The_last_fault_heals_early_enough_for_progress_to_be_seen()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var setup = RunSetup.Of(Good with { Seed = seed, Duration = TimeSpan.FromSeconds(60) });

            Assert.InRange(setup.Plan.HealedAt, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(48));
        }
    }

    private static string Refused(RunSettings settings) =>
        Assert.Throws<BadInputException>(() => RunSetup.Of(settings)).Message;
}
