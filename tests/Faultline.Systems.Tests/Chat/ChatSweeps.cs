using Faultline.Checking.Verdicts;
using Faultline.Systems.Tests.Sweeps;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Chat;

/// <summary>Both chats keep their promises, and each promise is seen broken by a mistake that was planted.</summary>
public sealed class ChatSweeps
{
    /// <summary>Three nodes, of which one may lose its disk: what it forgets is in the way of every second quorum.</summary>
    private static readonly RunSettings LostDisks = Sweep.Of("chat-replicated") with
    {
        Nodes = 3,
        Faults = "disk-loss,disk-corruption,partition,flapping,crash",
    };

    [Theory]
    [InlineData("chat-hosted")]
    [InlineData("chat-replicated")]
    public void A_chat_keeps_its_promises(string system)
    {
        var report = Sweep.Holds(Sweep.Of(system), 5);

        Assert.All(report.Runs, static run => Assert.True(run.Ok > 500));
    }

    [Theory]
    [InlineData("follower-reads", "on")]
    [InlineData("reads", "lease")]
    [InlineData("reads", "log")]
    [InlineData("snapshot-every", "50")]
    [InlineData("sessions", "2")]
    public void A_replicated_chat_keeps_its_promises_with_any_option(string name, string value) =>
        Sweep.Holds(Sweep.Of("chat-replicated", (name, value)), 2);

    [Fact]
    public void A_replicated_chat_keeps_its_promises_with_lost_and_damaged_disks() => Sweep.Holds(LostDisks, 4);

    [Theory]
    [InlineData("chat-hosted", "unsynced", "no-loss")]
    [InlineData("chat-hosted", "repeated-retry", "no-duplicates")]
    [InlineData("chat-hosted", "sorted-by-time", "same-order")]
    [InlineData("chat-replicated", "forgotten-accepted", "no-loss")]
    [InlineData("chat-replicated", "repeated-retry", "no-duplicates")]
    [InlineData("chat-replicated", "sorted-by-time", "same-order")]
    public void A_mistake_breaks_its_promise_and_is_found(string system, string mistake, string promise) =>
        Sweep.Breaks(Sweep.Of(system, ("mistake", mistake)), 10, promise);

    [Fact]
    public void Messages_of_a_node_that_goes_on_with_an_empty_disk_are_missed() => Sweep.Breaks(
        LostDisks with { Options = new Dictionary<string, string> { ["mistake"] = "amnesia" } }, 20, "no-loss", "same-order", "agreement");

    [Fact]
    public void Reads_that_a_leader_answers_alone_miss_messages() =>
        Sweep.Breaks(Sweep.Of("chat-replicated", ("reads", "local")), 30, "no-loss");

    /// <summary>Each kind of operation occurs, and so does each kind of result but for those that a workload without mistakes cannot get.</summary>
    [Fact]
    public void The_users_do_everything()
    {
        var run = Runner.Run(RunSetup.Of(Sweep.Of("chat-hosted", ("post-burst", "2"), ("post-interval", "300")) with { Faults = "none" }), new RunOptions());
        var entries = run.Report.History.Entries;

        Assert.Equal(
            ["ChatHere", "ChatHistory", "ChatJoin", "ChatLogIn", "ChatMark", "ChatMembers", "ChatPost", "ChatRooms", "ChatSignUp"],
            entries.Select(static entry => entry.Operation.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["ChatDone", "ChatMemberList", "ChatPage", "ChatPosted", "ChatRefused", "ChatRoomList"],
            entries.Where(static entry => entry.Result is not null).Select(static entry => entry.Result!.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Verdict.Held, run.Report.Verdict);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        foreach (var (name, value) in new[] { ("rooms", "0"), ("read-share", "101"), ("post-burst", "0"), ("message-characters", "1000001") })
        {
            var refused = Assert.ThrowsAny<Exception>(() => RunSetup.Of(Sweep.Of("chat-hosted", (name, value))));

            Assert.Contains($"option {name} must be", refused.Message, StringComparison.Ordinal);
        }
    }
}
