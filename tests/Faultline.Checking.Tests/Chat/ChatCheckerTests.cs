using Faultline.Checking.Chat;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Chat;

public sealed class ChatCheckerTests
{
    private readonly ClientHistory _history = new(3);
    private TimeSpan _now;

    [Fact]
    public void A_room_that_all_see_alike_keeps_every_promise()
    {
        Posted(0, "a", 1);
        Read(1, 1, 2, "1 a");
        Posted(1, "b", 2);
        Posted(0, "c", 3);
        Read(1, 2, 3, "2 b", "3 c");
        Read(2, 1, 3, "1 a", "2 b", "3 c");
        Read(2, 4, 3);

        Assert.Equal("3 messages acknowledged, 0 of them in no later page; 4 pages", Loss(Verdict.Held));
        Assert.Equal("6 deliveries to 2 receivers are in one order", Order(Verdict.Held));
        Assert.Equal("6 deliveries, none twice", Duplicates(Verdict.Held));
    }

    [Fact]
    public void A_message_that_a_later_page_passes_over_is_lost()
    {
        Posted(0, "a", 1);
        Posted(0, "b", 2);
        Read(1, 1, 2, "2 b");

        Assert.Equal("`read r from 1` by process 1 at 0.006 s did not find `post a to r` by process 0 at 0.002 s, which was number 1", Loss(Verdict.Broken));
    }

    [Fact]
    public void A_room_that_is_shorter_than_was_acknowledged_has_lost_something()
    {
        Posted(0, "a", 1);
        Posted(0, "b", 2);
        Read(1, 3, last: 1);

        Assert.Equal("`read r from 3` by process 1 at 0.006 s found 1 message, although `post b to r` by process 0 at 0.004 s was number 2", Loss(Verdict.Broken));
    }

    [Fact]
    public void A_number_that_is_another_message_now_has_lost_the_first()
    {
        Posted(0, "a", 1);
        Read(1, 1, 1, "1 x");

        Loss(Verdict.Broken);
    }

    [Fact]
    public void Two_messages_with_one_number_are_a_loss()
    {
        Posted(0, "a", 1);
        Posted(1, "b", 1);
        Read(1, 1, 1, "1 b");

        Loss(Verdict.Broken);
    }

    [Fact]
    public void A_read_that_was_under_way_before_the_acknowledgement_may_miss_the_message()
    {
        var read = Ask(1, new ChatHistory("t1", "r", 1, 10));
        Posted(0, "a", 1);
        End(1, read, new ChatPage([], 0));
        Read(1, 1, 1, "1 a");

        Loss(Verdict.Held);
    }

    [Fact]
    public void A_page_that_was_cut_short_says_nothing_of_what_comes_after()
    {
        Posted(0, "a", 1);
        Posted(0, "b", 2);
        Read(1, 1, 2, "1 a");

        Assert.Equal("2 messages acknowledged, 1 of them in no later page; 1 page", Loss(Verdict.Held));
    }

    [Fact]
    public void What_nobody_read_is_undecided()
    {
        Posted(0, "a", 1);

        Loss(Verdict.Undecided);
    }

    [Fact]
    public void A_page_out_of_order_is_no_common_order()
    {
        Posted(0, "a", 1);
        Posted(0, "b", 2);
        Read(1, 1, 2, "2 b", "1 a");

        Assert.Equal("`read r from 1` by process 1 at 0.006 s shows number 1 behind number 2 in room r", Order(Verdict.Broken));
    }

    [Fact]
    public void A_number_is_one_message_to_all()
    {
        Read(1, 1, 1, "1 a");
        Read(2, 1, 1, "1 b");

        Assert.Equal("number 1 of room r is \"a\" in `read r from 1` by process 1 at 0.002 s, and \"b\" in `read r from 1` by process 2 at 0.004 s", Order(Verdict.Broken));
    }

    [Fact]
    public void A_later_message_has_the_larger_number()
    {
        Posted(0, "a", 2);
        Posted(1, "b", 1);

        Assert.Equal("`post b to r` by process 1 at 0.004 s got number 1, although `post a to r` by process 0 at 0.002 s had got 2 before", Order(Verdict.Broken));
    }

    [Fact]
    public void Messages_posted_at_the_same_time_may_have_either_order()
    {
        var slow = Ask(1, new ChatPost("t1", "r", "b", 0));
        Posted(0, "a", 2);
        End(1, slow, new ChatPosted(1));

        Order(Verdict.Held);
    }

    [Fact]
    public void Two_readers_who_go_forward_in_different_orders_are_found()
    {
        Read(1, 1, 1, "1 a");
        Read(1, 2, 2, "2 b");
        Read(2, 1, 3, "2 b", "3 a");

        Order(Verdict.Broken);
    }

    [Fact]
    public void A_message_that_is_there_twice_is_found()
    {
        Posted(0, "a", 1);
        Read(1, 1, 2, "1 a", "2 a");

        Assert.StartsWith("\"a\" of someone in r is there twice, as number 1 in", Duplicates(Verdict.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_comes_to_a_reader_twice_is_found_unless_it_was_asked_for_again()
    {
        Posted(0, "a", 1);
        Read(1, 1, 1, "1 a");
        Read(1, 1, 1, "1 a");
        Duplicates(Verdict.Held);

        Read(1, 2, 1, "1 a");
        Duplicates(Verdict.Broken);
    }

    [Fact]
    public void A_message_that_nobody_posted_is_found()
    {
        Read(1, 1, 1, "1 a");
        Posted(0, "a", 1);

        Assert.Equal("`read r from 1` by process 1 at 0.002 s shows \"a\" of someone in r, which nobody had tried to post", Duplicates(Verdict.Broken));
    }

    [Fact]
    public void A_message_with_an_unknown_outcome_may_be_there_or_not()
    {
        var post = Ask(0, new ChatPost("t0", "r", "a", 0));
        _history.Complete(0, post, OperationOutcome.Info, null, "no answer", _now);
        Read(1, 1, 0);
        Read(1, 1, 1, "1 a");

        Loss(Verdict.Held);
        Order(Verdict.Held);
        Duplicates(Verdict.Held);
    }

    private void Posted(int client, string text, long number) =>
        End(client, Ask(client, new ChatPost("t" + client, "r", text, 0)), new ChatPosted(number));

    private void Read(int client, long from, long last, params string[] messages) =>
        End(client, Ask(client, new ChatHistory("t" + client, "r", from, 10)), new ChatPage(
            [.. messages.Select(static message => message.Split(' ')).Select(static message => new ChatMessage(long.Parse(message[0]), "someone", message[1], 0))], last));

    private HistoryEntry Ask(int client, ChatOperation operation) => _history.Invoke(client, operation, _now, Tick());

    private void End(int client, HistoryEntry entry, ChatResult result) =>
        _history.Complete(client, entry, OperationOutcome.Ok, result, null, Tick());

    private TimeSpan Tick() => _now += TimeSpan.FromMilliseconds(1);

    private string Loss(Verdict expected) => Detail(ChatLossChecker.Check(_history.History), expected);

    private string Order(Verdict expected) => Detail(ChatOrderChecker.Check(_history.History), expected);

    private string Duplicates(Verdict expected) => Detail(ChatDuplicatesChecker.Check(_history.History), expected);

    private static string Detail(CheckResult result, Verdict expected)
    {
        Assert.True(result.Verdict == expected, result.Detail);
        return result.Detail;
    }
}
