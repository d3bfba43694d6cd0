namespace Faultline.Cli.Tests;

public sealed class StepTests(StepTests.BrokenRun run) : IClassFixture<StepTests.BrokenRun>
{
    /// <summary>A run in which users read the past.</summary>
    public sealed class BrokenRun : IDisposable
    {
        public BrokenRun() => Assert.Equal(1, Faultline.Run("run", "kv-async", "--for", "40s", "--seed", "1", "--out", "run", "--json").ExitCode);

        public Faultline Faultline { get; } = new();

        public void Dispose() => Faultline.Dispose();
    }

    [Fact]
    public void It_goes_forward_and_back_to_the_same_place()
    {
        var output = Step("step 3; step; back; step");

        var lines = output.Split('\n');
        var there = Array.FindAll(lines, static line => line.StartsWith("#3 ", StringComparison.Ordinal));
        Assert.Equal(2 * (there.Length / 2), there.Length);
        Assert.Equal(there[..(there.Length / 2)], there[(there.Length / 2)..]);
    }

    [Fact]
    public void It_finds_the_moment_at_which_the_promise_was_broken()
    {
        var output = Step("violation; operations");

        Assert.Contains("answers a user", output, StringComparison.Ordinal);
        Assert.Contains("process ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_at_a_breakpoint_in_words_and_at_a_value_inside_a_node()
    {
        var output = Step("break lost; continue; delete 1; goto 0; break n1.store.Applied >= 3; continue; state n1.store.Applied");

        Assert.Contains("breakpoint: lost", output, StringComparison.Ordinal);
        Assert.Contains("is lost on its way", output, StringComparison.Ordinal);
        Assert.Contains("breakpoint: n1.store.Applied >= 3", output, StringComparison.Ordinal);
        Assert.Contains("n1.store.Applied: 3", output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_looks_into_nodes_disks_and_what_is_to_come()
    {
        var output = Step("goto 3s; state n1; pending n1; disk n1; disk n1 journal");

        Assert.Contains("store: DurableStore", output, StringComparison.Ordinal);
        Assert.Matches(@"[0-9.]+s timer of n1: ", output);
        Assert.Contains("journal: ", output, StringComparison.Ordinal);
        Assert.Matches("[0-9a-f]{6}  ([0-9a-f]{2} ){8}", output);
    }

    [Theory]
    [InlineData("dance", "\"dance\" is no command: type help")]
    [InlineData("goto", "goto needs a place")]
    [InlineData("goto soon", "\"soon\" is no place in the run")]
    [InlineData("state n9", "there is no n9 in this run")]
    [InlineData("state n1.stor", "there is nothing called stor: there are ")]
    [InlineData("step x", "\"x\" is not a number of events")]
    [InlineData("delete 1", "there are 0")]
    [InlineData("disk n1 nothing", "there is no file nothing on n1")]
    public void A_command_that_cannot_be_done_says_why_and_the_session_goes_on(string command, string expected)
    {
        var output = Step("goto 1s; " + command + "; where");

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("> where", output, StringComparison.Ordinal);
    }

    private string Step(string commands)
    {
        var outcome = run.Faultline.Run("step", run.Faultline.PathOf("run", "run.json"), "--do", commands);

        Assert.Equal(0, outcome.ExitCode);
        return outcome.Output;
    }
}
