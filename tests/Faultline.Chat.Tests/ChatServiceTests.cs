using System.Net;
using System.Text;
using Faultline.Chat.Clients;
using Faultline.Model.Operations;

namespace Faultline.Chat.Tests;

/// <summary>One contract for both architectures, over real sockets, with files and certificates.</summary>
public sealed class ChatServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => ["hosted", "replicated"];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Users_post_and_read_in_one_order_with_what_is_unread_and_who_is_there(string architecture)
    {
        await using var chat = await RealChat.StartAsync(architecture);
        using var ann = await chat.EnterAsync("ann", "room");
        using var bob = await chat.EnterAsync("bob", "room", chat.Count);

        Assert.Equal(1, await ann.PostAsync("room", "a", Cancellation));
        Assert.Equal(2, await bob.PostAsync("room", "b", Cancellation));
        Assert.Equal(3, await ann.PostAsync("room", "c", Cancellation));

        var page = await bob.ReadAsync("room", 2, 1, Cancellation);
        Assert.Equal(("b", "bob", 3), (Assert.Single(page.Messages).Text, page.Messages[0].Author, page.Last));
        Assert.Equal(1, Assert.Single(await bob.RoomsAsync(Cancellation)).Unread);
        await bob.MarkAsync("room", 3, Cancellation);
        Assert.Equal(0, Assert.Single(await bob.RoomsAsync(Cancellation)).Unread);
        var members = await ann.MembersAsync("room", Cancellation);
        Assert.Equal(["ann", "bob"], members.Select(static member => member.User));
        Assert.All(members, static member => Assert.True(member.SeenAt > 1_700_000_000_000));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_must_be_refused_is_refused_with_its_reason(string architecture)
    {
        await using var chat = await RealChat.StartAsync(architecture);
        using var ann = await chat.EnterAsync("ann", "room");
        using var eve = chat.Client();

        await RefusesAsync(ChatRefusal.NotLoggedIn, () => eve.PostAsync("room", "x", Cancellation));
        await RefusesAsync(ChatRefusal.NotLoggedIn, () => eve.LogInAsync("ann", "password of eve", Cancellation));
        await RefusesAsync(ChatRefusal.NotLoggedIn, () => eve.LogInAsync("nobody", "password of eve", Cancellation));
        await RefusesAsync(ChatRefusal.NameTaken, () => eve.SignUpAsync("ann", "password of eve", Cancellation));
        await RefusesAsync(ChatRefusal.BadLength, () => eve.SignUpAsync("eve", "short", Cancellation));
        await RefusesAsync(ChatRefusal.BadName, () => eve.SignUpAsync("e v e", "password of eve", Cancellation));
        await RefusesAsync(ChatRefusal.NotAMember, () => ann.ReadAsync("elsewhere", 1, 1, Cancellation));
        await RefusesAsync(ChatRefusal.BadLength, () => ann.PostAsync("room", new string('x', 101), Cancellation));
        await RefusesAsync(ChatRefusal.TooFast, async () =>
        {
            for (var i = 0; i < 1_000; i++) await ann.PostAsync("room", "x", Cancellation);
        });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Bodies_that_are_too_large_or_nonsense_are_refused_and_do_no_harm(string architecture)
    {
        await using var chat = await RealChat.StartAsync(architecture);
        using var http = new HttpClient { BaseAddress = chat.AddressOf(1) };
        foreach (var body in new[] { "", "null", "{}", "[1]", "{\"user\":7}", "{\"user\":null,\"password\":null}", new string('x', 100_000) })
        {
            foreach (var path in new[] { "api/signup", "api/login", "api/rooms/r/messages", "api/rooms/r/read" })
            {
                using var response = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

                Assert.InRange((int)response.StatusCode, 400, 499);
            }
        }

        using var lost = await http.GetAsync("api/rooms/r/messages?from=abc", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, lost.StatusCode);
        using var ann = await chat.EnterAsync("ann", "room");
        Assert.Equal(1, await ann.PostAsync("room", "a", Cancellation));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Whoever_follows_a_room_gets_each_message_once_and_in_order_from_where_he_was(string architecture)
    {
        await using var chat = await RealChat.StartAsync(architecture);
        using var ann = await chat.EnterAsync("ann", "room");
        using var bob = await chat.EnterAsync("bob", "room", chat.Count);
        for (var i = 1; i <= 3; i++) await ann.PostAsync("room", "m" + i, Cancellation);

        var got = new List<string>();
        await foreach (var message in bob.FollowAsync("room", 2, Cancellation))
        {
            got.Add(message.Text);
            if (message.Number is 3 or 4) await ann.PostAsync("room", "m" + (message.Number + 1), Cancellation);
            if (message.Number == 5) break;
        }

        Assert.Equal(["m2", "m3", "m4", "m5"], got);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_message_whose_answer_was_lost_is_posted_again_elsewhere_and_is_there_once(string architecture)
    {
        await using var chat = await RealChat.StartAsync(architecture);
        using var ann = await chat.EnterAsync("ann", "room");
        await using var mute = await MuteServer.StartAsync(chat.AddressOf(1));
        using var bob = new ChatClient([mute.Address, chat.AddressOf(chat.Count)], TimeSpan.FromSeconds(20));
        await bob.SignUpAsync("bob", "password of bob", Cancellation);
        await bob.LogInAsync("bob", "password of bob", Cancellation);
        await bob.JoinAsync("room", Cancellation);
        var muted = mute.Muted;
        bob.TurnTo(mute.Address);

        Assert.Equal(1, await bob.PostAsync("room", "a", Cancellation));
        Assert.Equal(2, await bob.PostAsync("room", "b", Cancellation));

        Assert.Equal(muted + 1, mute.Muted);
        Assert.Equal(["a", "b"], (await ann.ReadAsync("room", 1, 9, Cancellation)).Messages.Select(static message => message.Text));
    }

    [Fact]
    public async Task A_hosted_chat_has_everything_after_a_restart_and_users_wait_for_it()
    {
        await using var chat = await RealChat.StartAsync("hosted");
        using var ann = await chat.EnterAsync("ann", "room");
        await ann.PostAsync("room", "before", Cancellation);
        await chat.StopAsync(1);

        var posting = ann.PostAsync("room", "meanwhile", Cancellation);
        await Task.Delay(300, Cancellation);
        Assert.False(posting.IsCompleted);
        await chat.StartAsync(1);

        Assert.Equal(2, await posting);
        Assert.Equal(["before", "meanwhile"], (await ann.ReadAsync("room", 1, 9, Cancellation)).Messages.Select(static message => message.Text));
    }

    [Fact]
    public async Task Who_waits_longer_than_his_patience_is_told_so()
    {
        await using var chat = await RealChat.StartAsync("hosted");
        await chat.StopAsync(1);
        using var ann = chat.Client(patience: TimeSpan.FromMilliseconds(200));

        var refused = await Assert.ThrowsAsync<ChatException>(() => ann.RoomsAsync(Cancellation));

        Assert.Equal(("no server answered in time", (ChatRefusal?)null), (refused.Message, refused.Why));
    }

    /// <summary>Two users on two nodes; the node of one goes and comes back, then that of the other, while both post and follow.</summary>
    [Fact]
    public async Task In_a_replicated_chat_users_go_on_when_their_node_goes_and_no_message_is_lost_or_doubled()
    {
        await using var chat = await RealChat.StartAsync("replicated");
        using var ann = await chat.EnterAsync("ann", "room", 1);
        using var bob = await chat.EnterAsync("bob", "room", 2);
        using var eye = await chat.EnterAsync("eye", "room", 3);
        var isOver = false;
        var seen = new List<ChatMessage>();
        var following = Task.Run(async () =>
        {
            await foreach (var message in eye.FollowAsync("room", 1, Cancellation))
            {
                seen.Add(message);
                if (message.Text == "the end") return;
            }
        }, Cancellation);

        var posting = new[] { PostsAsync(ann, "a"), PostsAsync(bob, "b") };
        foreach (var node in new[] { 1, 2, 3 })
        {
            await Task.Delay(500, Cancellation);
            await chat.StopAsync(node);
            await Task.Delay(1_000, Cancellation);
            await chat.StartAsync(node);
            await Task.Delay(500, Cancellation);
        }

        Volatile.Write(ref isOver, true);
        var acknowledged = (await Task.WhenAll(posting)).SelectMany(static posted => posted).ToDictionary();
        await ann.PostAsync("room", "the end", Cancellation);
        await following.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.True(acknowledged.Count > 40, $"only {acknowledged.Count} messages");
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(static number => (long)number), seen.Select(static message => message.Number));
        Assert.Equal(acknowledged.Count + 1, seen.Select(static message => message.Text).Distinct().Count());
        Assert.Equal(acknowledged.Count + 1, seen.Count);
        Assert.All(acknowledged, posted => Assert.Equal(posted.Key, seen[(int)posted.Value - 1].Text));

        async Task<Dictionary<string, long>> PostsAsync(ChatClient client, string prefix)
        {
            var posted = new Dictionary<string, long>();
            for (var i = 1; !Volatile.Read(ref isOver); i++)
            {
                posted.Add(prefix + i, await client.PostAsync("room", prefix + i, Cancellation));
                await Task.Delay(110, Cancellation);
            }

            return posted;
        }
    }

    private static async Task RefusesAsync(ChatRefusal why, Func<Task> act) =>
        Assert.Equal(why, (await Assert.ThrowsAsync<ChatException>(act)).Why);
}
