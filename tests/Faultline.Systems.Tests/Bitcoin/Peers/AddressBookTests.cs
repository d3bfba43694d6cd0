using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Peers;

namespace Faultline.Systems.Tests.Bitcoin.Peers;

public sealed class AddressBookTests
{
    [Fact]
    public void One_source_reaches_only_its_share_of_the_new_addresses()
    {
        // Heilman et al.: whoever tells of endless addresses must not fill the book.
        var book = new AddressBook(1, static node => node.Number);
        for (var i = 2; i < 100_000; i++) book.Add(NodeId.Node(i), NodeId.Node(1), 1_000);

        Assert.True(book.Count <= AddressBook.BucketsOfSource * AddressBook.Places, $"{book.Count} addresses");
        Assert.True(book.Count > 500);
    }

    [Fact]
    public void One_group_reaches_only_its_share_of_the_tried_addresses()
    {
        var book = new AddressBook(1, static node => node.Number / 100_000);
        for (var i = 2; i < 20_000; i++)
        {
            book.Add(NodeId.Node(i), NodeId.Node(i), 1_000);
            book.Succeeded(NodeId.Node(i), 1_000);
        }

        Assert.True(book.TriedCount <= AddressBook.BucketsOfGroup * AddressBook.Places, $"{book.TriedCount} tried");
    }

    [Fact]
    public void An_address_that_answers_keeps_its_place()
    {
        var book = new AddressBook(1, static _ => 0);
        var first = NodeId.Node(1);
        book.Add(first, first, 1_000);
        book.Succeeded(first, 1_000);
        for (var i = 2; i < 5_000; i++)
        {
            book.Add(NodeId.Node(i), NodeId.Node(i), 2_000);
            book.Succeeded(NodeId.Node(i), 2_000);

            // A feeler finds that it is still there.
            book.Attempted(first, 2_001);
            book.Succeeded(first, 2_001);
            book.ResolveCollisions();
        }

        Assert.Contains(book.Save(), known => known.Address == first && known.Succeeded == 2_001);
    }

    [Fact]
    public void An_address_that_no_longer_answers_makes_room_for_one_that_does()
    {
        var book = new AddressBook(1, static node => node.Number);
        var first = NodeId.Node(1);
        book.Add(first, first, 1_000);
        book.Succeeded(first, 1_000);
        var random = new Prng(1);
        for (var i = 2; i < 20_000 && book.LastAttempt(first) == 0; i++)
        {
            book.Add(NodeId.Node(i), NodeId.Node(i), 2_000);
            book.Succeeded(NodeId.Node(i), 2_000);

            // Everyone answers the feeler but the first.
            var holder = book.PickForFeeler(random);
            book.Attempted(holder, 2_001);
            if (holder != first) book.Succeeded(holder, 2_001);
            if (holder != first) book.ResolveCollisions();
        }

        Assert.Equal(2_001, book.LastAttempt(first));
        var tried = book.TriedCount;
        book.ResolveCollisions();
        Assert.Equal(tried, book.TriedCount);
        Assert.True(book.Knows(first));
    }

    [Fact]
    public void What_is_written_down_is_read_back()
    {
        var book = new AddressBook(7, static node => node.Number);
        for (var i = 1; i <= 300; i++)
        {
            book.Add(NodeId.Node(i), NodeId.Node((i % 50) + 1), i);
            if (i % 3 == 0) book.Succeeded(NodeId.Node(i), i);
        }

        var copy = Copy(book);
        Assert.Equal((book.Count, book.TriedCount), (copy.Count, copy.TriedCount));
        Assert.Equal(book.Save(), copy.Save());
    }

    [Fact]
    public void Whoever_asks_gets_a_part_and_never_all()
    {
        var book = new AddressBook(7, static node => node.Number);
        for (var i = 1; i <= 1_000; i++) book.Add(NodeId.Node(i), NodeId.Node(i), 1_000);

        var told = book.Sample(new Prng(1), 1_000);
        Assert.InRange(told.Length, book.Count / 5, book.Count / 4);
        Assert.Equal(told.Length, told.Distinct().Count());
    }

    [Fact]
    public void Every_address_can_be_picked()
    {
        var book = new AddressBook(7, static node => node.Number);
        for (var i = 1; i <= 20; i++) book.Add(NodeId.Node(i), NodeId.Node(i), 1_000);
        var random = new Prng(1);

        Assert.Equal(20, Enumerable.Range(0, 2_000).Select(_ => book.Pick(random)).Distinct().Count());
    }

    [Fact]
    public void Bans_end_and_are_bounded()
    {
        var bans = new BanList(TimeSpan.FromHours(1));
        for (var i = 1; i <= BanList.Most + 500; i++) bans.Add(NodeId.Node(i), i);

        Assert.Equal(BanList.Most, bans.Count);
        Assert.True(bans.Has(NodeId.Node(BanList.Most + 500), TimeSpan.FromMinutes(59).Ticks));
        Assert.False(bans.Has(NodeId.Node(BanList.Most + 500), TimeSpan.FromMinutes(61).Ticks));
        Assert.False(bans.Has(NodeId.Node(1), 0));
    }

    [Fact]
    public void A_peer_may_tell_of_so_many_addresses_and_then_one_in_ten_seconds()
    {
        var exchange = new AddressExchange(now: 0);
        exchange.Expect();

        var taken = 0;
        while (exchange.TryTake(0)) taken++;
        Assert.Equal(AddressExchange.Burst + 1, taken);
        Assert.False(exchange.TryTake(TimeSpan.FromSeconds(9).Ticks));
        Assert.True(exchange.TryTake(TimeSpan.FromSeconds(10).Ticks));
        Assert.False(exchange.TryTake(TimeSpan.FromSeconds(10).Ticks));
    }

    private static AddressBook Copy(AddressBook book)
    {
        var copy = new AddressBook(7, static node => node.Number);
        foreach (var known in book.Save()) copy.Load(known);
        return copy;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_meets_in_a_small_book_each_address_that_it_has_is_known(bool isGuarded)
    {
        for (var key = 1UL; key <= 40; key++)
        {
            var random = new Prng(key);
            var book = new AddressBook(key, static node => node.Number, places: 1, isGuarded);
            for (var step = 0L; step < 3_000; step++)
            {
                var node = NodeId.Node(1 + random.Below(100));
                var action = random.Below(4);
                if (action == 0) book.Add(node, NodeId.Node(1 + random.Below(100)), step);
                else if (action == 1) book.Attempted(node, step);
                else if (action == 2) book.Succeeded(node, step);
                else book.ResolveCollisions();
                Assert.True(book.Count == 0 || book.Knows(book.Pick(random)));
                Assert.True(book.TriedCount <= book.Count);
            }
        }
    }

    [Fact]
    public void Without_defences_whoever_comes_last_has_the_place()
    {
        var book = new AddressBook(7, static node => node.Number, places: 1, isGuarded: false);
        foreach (var (node, time) in new[] { (1, 10L), (2, 20L) })
        {
            book.Add(NodeId.Node(node), NodeId.Node(node), time);
            book.Succeeded(NodeId.Node(node), time);
        }

        Assert.Equal(2, book.Count);
        book.Add(NodeId.Node(3), NodeId.Node(3), 30);
        book.Succeeded(NodeId.Node(3), 30);
        Assert.Equal([(2, 20L), (3, 30L)], book.Save().Select(static known => (known.Address.Number, known.Succeeded)));
    }
}
