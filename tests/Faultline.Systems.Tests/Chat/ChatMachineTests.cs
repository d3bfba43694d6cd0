using Faultline.Model.Operations;
using Faultline.Systems.Chat;
using Faultline.Systems.Sessions;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Chat;

public sealed class ChatMachineTests
{
    private static readonly ChatLimits Limits = new(MessageCharacters: 10, PostBurst: 3, PostInterval: 1_000);

    private readonly ChatMachine _chat = new(sessionCapacity: 3, Limits);

    [Fact]
    public void Messages_of_a_room_are_numbered_without_gaps_and_read_in_that_order()
    {
        Enter("ann", "bob");

        Assert.Equal([1L, 2L, 3L], [Post("ann", "a"), Post("bob", "b"), Post("ann", "c")]);
        Assert.Equal(["1: a", "2: b", "3: c"], Page("bob", 1, 10));
        Assert.Equal(["2: b"], Page("bob", 2, 1));
        Assert.Equal(["3: c"], Page("ann", 3, 10));
        Assert.Empty(Page("ann", 4, 10));
        Assert.Equal(["1: a"], Page("ann", long.MinValue, 1));
        Assert.Empty(Page("ann", long.MaxValue, int.MaxValue));
        Assert.Empty(Page("ann", 1, int.MinValue));
    }

    [Fact]
    public void A_page_has_a_bound_and_says_how_long_the_room_is()
    {
        var chat = new ChatMachine(3, new ChatLimits(PostBurst: 1_000));
        Enter(chat, "ann");
        for (var i = 0; i < 300; i++) chat.Execute(new ChatPost("token of ann", "room", "x", 1_000_000));

        var page = Assert.IsType<ChatPage>(chat.Execute(new ChatHistory("token of ann", "room", 1, 1_000)));

        Assert.Equal((ChatLimits.PageMessages, 300), (page.Messages.Count, page.Last));
    }

    [Fact]
    public void Rooms_have_messages_and_members_of_their_own()
    {
        Enter("ann", "bob");
        Do(new ChatJoin("token of ann", "other"));
        Post("ann", "a");

        Assert.Equal(new ChatPosted(1), Do(new ChatPost("token of ann", "other", "o", 0)));
        Assert.Equal(new ChatRefused(ChatRefusal.NotAMember), Do(new ChatPost("token of bob", "other", "o", 0)));
        Assert.Equal(new ChatRefused(ChatRefusal.NotAMember), Do(new ChatHistory("token of bob", "other", 1, 1)));
        Assert.Equal(new ChatRefused(ChatRefusal.NotAMember), Do(new ChatMembers("token of bob", "nowhere")));
    }

    [Fact]
    public void What_a_member_has_not_read_is_counted_and_a_mark_never_goes_back()
    {
        Enter("ann", "bob");
        for (var i = 0; i < 3; i++) Post("ann", "m" + i);

        Assert.Equal((3, 3), Unread("bob"));
        Assert.Equal((0, 3), Unread("ann"));
        Mark("bob", 2);
        Mark("bob", 1);
        Assert.Equal((1, 3), Unread("bob"));
        Mark("bob", long.MaxValue);
        Assert.Equal((0, 3), Unread("bob"));
        Mark("bob", long.MinValue);
        Assert.Equal((0, 3), Unread("bob"));
    }

    [Fact]
    public void Presence_is_when_a_user_was_there_last_and_does_not_go_back()
    {
        Enter("ann", "bob");
        Do(new ChatHere("token of bob", 7_000));
        Do(new ChatHere("token of bob", 6_000));

        var members = Assert.IsType<ChatMemberList>(Do(new ChatMembers("token of ann", "room"))).Members;

        Assert.Equal([new ChatMember("ann", 1_000), new ChatMember("bob", 7_000)], members);
    }

    [Fact]
    public void A_member_who_leaves_is_none_and_the_messages_stay()
    {
        Enter("ann", "bob");
        Post("bob", "b");
        Do(new ChatLeave("token of bob", "room"));

        Assert.Equal(new ChatRefused(ChatRefusal.NotAMember), Do(new ChatHistory("token of bob", "room", 1, 1)));
        Assert.Equal(["1: b"], Page("ann", 1, 9));
        Assert.Equal(1, Assert.Single(Assert.IsType<ChatRoomList>(Do(new ChatRooms("token of ann"))).Rooms).Members);
        Assert.Empty(Assert.IsType<ChatRoomList>(Do(new ChatRooms("token of bob"))).Rooms);
    }

    [Theory]
    [InlineData("", ChatRefusal.BadLength)]
    [InlineData("12345678901", ChatRefusal.BadLength)]
    [InlineData(null, ChatRefusal.BadLength)]
    public void A_message_is_neither_empty_nor_longer_than_it_may_be(string? text, ChatRefusal why)
    {
        Enter("ann");

        Assert.Equal(new ChatRefused(why), Do(new ChatPost("token of ann", "room", text!, 1_000)));
        Assert.Equal(1, Post("ann", "1234567890"));
    }

    [Theory]
    [InlineData("ann", true)]
    [InlineData("Ann.B-c_9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("an n", false)]
    [InlineData("änn", false)]
    [InlineData("123456789012345678901234567890123", false)]
    public void Names_are_short_and_of_plain_characters(string? name, bool isName)
    {
        Enter("zoe");

        Assert.Equal(isName, Do(new ChatSignUp(name!, "hash")) is ChatDone);
        Assert.Equal(isName, Do(new ChatJoin("token of zoe", name!)) is ChatDone);
    }

    [Fact]
    public void A_name_belongs_to_who_took_it_first()
    {
        Assert.Equal(ChatDone.Instance, Do(new ChatSignUp("ann", "hash")));
        Assert.Equal(ChatDone.Instance, Do(new ChatSignUp("ann", "hash")));
        Assert.Equal(new ChatRefused(ChatRefusal.NameTaken), Do(new ChatSignUp("ann", "another")));
        Assert.Equal(new ChatSecret("hash"), Do(new ChatCredential("ann")));
        Assert.Equal(new ChatRefused(ChatRefusal.NoSuchUser), Do(new ChatCredential("bob")));
    }

    [Fact]
    public void Only_a_token_acts_for_a_user_and_a_user_has_a_bounded_number_of_them()
    {
        Enter("ann", "bob");
        Assert.Equal(new ChatRefused(ChatRefusal.NoSuchUser), Do(new ChatLogIn("eve", "t", 0)));
        Assert.Equal(new ChatRefused(ChatRefusal.BadName), Do(new ChatLogIn("bob", "token of ann", 0)));
        Assert.Equal(new ChatRefused(ChatRefusal.NotLoggedIn), Do(new ChatPost("ann", "room", "a", 0)));

        for (var i = 1; i < ChatLimits.TokensOfUser; i++) Do(new ChatLogIn("ann", "t" + i, 0));
        Assert.IsType<ChatRoomList>(Do(new ChatRooms("token of ann")));
        Do(new ChatLogIn("ann", "one more", 0));
        Assert.Equal(new ChatRefused(ChatRefusal.NotLoggedIn), Do(new ChatRooms("token of ann")));
        Do(new ChatLogOut("one more"));
        Assert.Equal(new ChatRefused(ChatRefusal.NotLoggedIn), Do(new ChatRooms("one more")));
        Assert.IsType<ChatRoomList>(Do(new ChatRooms("t1")));
    }

    [Fact]
    public void Who_posts_too_fast_is_refused_until_time_has_passed()
    {
        Enter("ann", "bob");

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Posts("ann", 10_000)));
        Assert.True(Posts("bob", 10_000));
        Assert.False(Posts("ann", 10_999));
        Assert.True(Posts("ann", 11_000));
        Assert.False(Posts("ann", 11_000));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Posts("ann", 99_000)));
    }

    [Fact]
    public void A_clock_that_was_ahead_locks_nobody_out_and_one_that_goes_back_gives_nothing()
    {
        Enter("ann");
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Posts("ann", long.MaxValue)));

        Assert.False(Posts("ann", 10_000));
        Assert.True(Posts("ann", 11_000));
        Assert.False(Posts("ann", long.MinValue));
    }

    [Fact]
    public void A_message_posted_again_under_its_key_in_another_session_gets_the_first_number()
    {
        Enter("ann", "bob");
        var post = new ChatPost("token of ann", "room", "a", 9_000, Key: 7);

        Assert.Equal(new ChatPosted(1), Do(post));
        Assert.Equal(new ChatPosted(2), Do(post with { Token = "token of bob" }));
        var loaded = new ChatMachine(3, Limits);
        Assert.True(loaded.TryLoad(_chat.Save()));
        Assert.Equal([new ChatPosted(1), new ChatPosted(1)], [Do(post), loaded.Execute(post)]);
        Assert.Equal(new ChatPosted(3), Do(post with { Key = 8 }));
    }

    [Fact]
    public void A_retry_gets_the_first_number_and_posts_nothing()
    {
        Enter("ann");
        var session = Assert.IsType<SessionOpened>(_chat.Apply(new SessionCommand(C1, 0, 1, null))).Session;
        var post = new SessionCommand(C1, session, 1, new ChatPost("token of ann", "room", "a", 9_000));

        Assert.Equal(new ChatReply(1, new ChatPosted(1)), _chat.Apply(post));
        Assert.Equal(new ChatReply(1, new ChatPosted(1)), _chat.Apply(post));
        Assert.Equal(["1: a"], Page("ann", 1, 9));
    }

    [Fact]
    public void A_machine_that_was_saved_and_loaded_goes_on_as_if_nothing_had_happened()
    {
        Enter("ann", "bob");
        Post("ann", "a");
        Mark("bob", 1);
        _chat.Apply(new SessionCommand(C1, 0, 1, null));
        var loaded = new ChatMachine(3, Limits);
        Enter(loaded, "someone");

        Assert.True(loaded.TryLoad(_chat.Save()));

        Assert.Equal(_chat.Save(), loaded.Save());
        Assert.Equal(_chat.Bytes, loaded.Bytes);
        foreach (var chat in new[] { _chat, loaded })
        {
            Assert.Equal(new ChatPosted(2), chat.Execute(new ChatPost("token of bob", "room", "b", 2_000)));
            Assert.Equal(new ChatRefused(ChatRefusal.NotLoggedIn), chat.Execute(new ChatRooms("token of someone")));
            Assert.True(chat.IsSettled(1, 0, out _));
        }

        Assert.Equal(_chat.Save(), loaded.Save());
    }

    /// <summary>Every image that is cut, or has one byte changed, is refused or is another state that can be saved; nothing is half loaded.</summary>
    [Fact]
    public void What_is_no_image_is_refused_and_changes_nothing()
    {
        Enter("ann", "bob");
        Post("ann", "a");
        var good = _chat.Save();
        var refused = 0;
        for (var at = 0; at < good.Length; at++)
        {
            var loaded = new ChatMachine(3, Limits);
            var before = loaded.Save();
            Assert.False(loaded.TryLoad(good.AsSpan(0, at)));
            byte[] changed = [.. good];
            changed[at] ^= 0xff;
            if (loaded.TryLoad(changed)) continue;
            refused++;
            Assert.Equal(before, loaded.Save());
        }

        Assert.InRange(refused, good.Length / 4, good.Length - 1);
    }

    [Fact]
    public void Reading_changes_nothing()
    {
        Enter("ann");
        Post("ann", "a");
        var before = _chat.Save();

        foreach (var read in new ChatRead[]
            { new ChatHistory("token of ann", "room", 1, 9), new ChatRooms("token of ann"), new ChatMembers("token of ann", "room"), new ChatCredential("ann") })
        {
            Assert.True(read.IsRead);
            Assert.IsType<ChatReply>(_chat.Read(1, read));
        }

        Assert.Equal(before, _chat.Save());
    }

    [Fact]
    public void No_contents_of_an_operation_bring_the_machine_down()
    {
        Enter("ann");
        string?[] texts = [null, "", "token of ann", "room", "ann"];
        long[] numbers = [long.MinValue, -1, 0, 1, long.MaxValue];
        foreach (var a in texts)
            foreach (var b in texts)
                foreach (var n in numbers)
                    foreach (var operation in All(a!, b!, n))
                        Assert.NotNull(_chat.Apply(new SessionCommand(C1, 1, 1, operation)) ?? new ChatReply(1, _chat.Execute(operation)));

        static ChatOperation[] All(string a, string b, long n) =>
        [
            new ChatSignUp(a, b), new ChatLogIn(a, b, n), new ChatLogOut(a), new ChatJoin(a, b), new ChatLeave(a, b), new ChatPost(a, b, a, n),
            new ChatPost(a, b, b, n), new ChatMark(a, b, n), new ChatHere(a, n), new ChatCredential(a), new ChatHistory(a, b, n, (int)(n >> 32)),
            new ChatRooms(a), new ChatMembers(a, b),
        ];
    }

    [Fact]
    public void A_chat_and_a_store_each_know_their_own_operations()
    {
        Assert.True(_chat.Understands(new ChatRooms("t")));
        Assert.False(_chat.Understands(new KvGet("k")));
        Assert.False(new Systems.KeyValue.KvMachine(1).Understands(new ChatRooms("t")));
    }

    private static void Enter(ChatMachine chat, params string[] users)
    {
        foreach (var user in users)
        {
            chat.Execute(new ChatSignUp(user, "hash of " + user));
            chat.Execute(new ChatLogIn(user, "token of " + user, 1_000));
            Assert.Equal(ChatDone.Instance, chat.Execute(new ChatJoin("token of " + user, "room")));
        }
    }

    private void Enter(params string[] users) => Enter(_chat, users);

    private ChatResult Do(ChatOperation operation) => _chat.Execute(operation);

    private long Post(string user, string text) =>
        Assert.IsType<ChatPosted>(Do(new ChatPost("token of " + user, "room", text, 4_000))).Number;

    private bool Posts(string user, long at) => Do(new ChatPost("token of " + user, "room", "x", at)) switch
    {
        ChatPosted => true,
        ChatRefused { Why: ChatRefusal.TooFast } => false,
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private void Mark(string user, long number) => Assert.Equal(ChatDone.Instance, Do(new ChatMark("token of " + user, "room", number)));

    private (long Unread, long Last) Unread(string user)
    {
        var room = Assert.Single(Assert.IsType<ChatRoomList>(Do(new ChatRooms("token of " + user))).Rooms);
        return (room.Unread, room.Last);
    }

    private string[] Page(string user, long from, int count) =>
        [.. Assert.IsType<ChatPage>(Do(new ChatHistory("token of " + user, "room", from, count))).Messages.Select(static m => m.ToString())];
}
