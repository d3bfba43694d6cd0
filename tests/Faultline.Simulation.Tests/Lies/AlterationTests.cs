using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Simulation.Lies;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Lies;

public sealed class AlterationTests
{
    private static readonly Bill Honest = new(7, N1, 40, true, "n.19", null, new Total(3), [new Item("a", 1), new Item("b", 2)], [1, 2, 3], 9)
    {
        Result = new KvResult(true, "5.1"),
    };

    private static readonly string[] Everything =
    [
        "Number", "Payer", "Count", "Paid", "Text", "Note", "Total.Sum", "Items", "Items[0].Name", "Items[0].Price", "Items[1].Name",
        "Items[1].Price", "Bytes", "StateDigest", "Result.Applied", "Result.Value",
    ];

    [Fact]
    public void Exactly_one_field_changes_and_every_field_can_be_the_one()
    {
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 1UL; seed <= 500; seed++)
        {
            var lie = new Alteration(Cluster(3, 2), new Prng(seed)).Of(Honest)!;

            changed.Add(Assert.Single(Differences(Honest, lie)));
        }

        Assert.Equal(Everything.Order(StringComparer.Ordinal), changed);
    }

    [Fact]
    public void The_honest_message_stays_as_it_is()
    {
        var before = Words(Honest);
        for (var seed = 1UL; seed <= 100; seed++) new Alteration(Cluster(3, 2), new Prng(seed)).Of(Honest);

        Assert.Equal(before, Words(Honest));
    }

    [Fact]
    public void The_same_random_numbers_give_the_same_lie()
    {
        for (var seed = 1UL; seed <= 20; seed++)
            Assert.Equal(Words(new Alteration(Cluster(3), new Prng(seed)).Of(Honest)!), Words(new Alteration(Cluster(3), new Prng(seed)).Of(Honest)!));
    }

    [Fact]
    public void A_wrong_computation_changes_results_and_digests_only()
    {
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 1UL; seed <= 100; seed++)
            changed.Add(Assert.Single(Differences(Honest, new Alteration(Cluster(3), new Prng(seed), resultsOnly: true).Of(Honest)!)));

        Assert.Equal(["Result.Applied", "Result.Value", "StateDigest"], changed);
    }

    [Fact]
    public void Names_are_swapped_for_others_that_exist_and_numbers_do_not_become_negative()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var lie = new Alteration(Cluster(3, 2), new Prng(seed)).Of(Honest)!;
            Assert.Contains(lie.Payer, new[] { N1, N2, N3 });
            Assert.True(lie.Number >= 0 && lie.Count >= 0 && lie.Total.Sum >= 0);
        }
    }

    [Fact]
    public void Where_there_is_nothing_to_change_there_is_no_lie()
    {
        Assert.Null(new Alteration(Cluster(3), new Prng(1)).Of(new Empty()));
        Assert.Null(new Alteration(Cluster(1), new Prng(1)).Of(new Named(N1)));
        Assert.Null(new Alteration(Cluster(3), new Prng(1), resultsOnly: true).Of(new Named(N1)));
    }

    private static IEnumerable<string> Differences(Bill honest, Bill lie)
    {
        var (left, right) = (Words(honest), Words(lie));
        if (honest.Items.Length != lie.Items.Length)
        {
            Assert.Equal(honest.Items[..^1], lie.Items);
            return ["Items"];
        }

        return left.Keys.Where(name => left[name] != right[name]);
    }

    private static SortedDictionary<string, string> Words(Bill bill)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Number"] = $"{bill.Number}",
            ["Payer"] = $"{bill.Payer}",
            ["Count"] = $"{bill.Count}",
            ["Paid"] = $"{bill.Paid}",
            ["Text"] = bill.Text,
            ["Note"] = $"{bill.Note is null} {bill.Note}",
            ["Total.Sum"] = $"{bill.Total.Sum}",
            ["Bytes"] = Convert.ToHexString(bill.Bytes),
            ["StateDigest"] = $"{bill.StateDigest}",
            ["Result.Applied"] = $"{bill.Result.Applied}",
            ["Result.Value"] = $"{bill.Result.Value}",
        };
        foreach (var (index, item) in bill.Items.Index())
        {
            words[$"Items[{index}].Name"] = item.Name;
            words[$"Items[{index}].Price"] = $"{item.Price}";
        }

        return words;
    }

    private abstract record Numbered(long Number) : Message;

    private sealed record Bill(
        long Number, NodeId Payer, int Count, bool Paid, string Text, string? Note, Total Total, Item[] Items, byte[] Bytes, ulong StateDigest)
        : Numbered(Number)
    {
        public required KvResult Result { get; init; }

        public bool IsLarge => Count > 100;
    }

    private readonly record struct Total(long Sum);

    private sealed record Item(string Name, int Price);

    private sealed record Empty : Message;

    private sealed record Named(NodeId Who) : Message;
}
