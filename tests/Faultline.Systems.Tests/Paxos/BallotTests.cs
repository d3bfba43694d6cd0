using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Systems.Paxos;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Paxos;

/// <summary>Lamport, "Paxos Made Simple" (2001), section 2.5.</summary>
public sealed class BallotTests
{
    [Fact]
    public void Ballots_are_ordered_by_round_and_then_by_node()
    {
        Ballot[] ballots = [B(2, N1), B(1, N3), Ballot.None, B(1, N1), B(2, N3), B(1, N2)];

        Assert.Equal("none 1.n1 1.n2 1.n3 2.n1 2.n3", string.Join(' ', ballots.Order()));
    }

    [Fact]
    public void The_next_ballot_is_higher_and_belongs_to_its_node()
    {
        var random = new Prng(1);
        for (var i = 0; i < 10_000; i++)
        {
            var ballot = new Ballot(random.Below(1L << 50));
            var node = NodeId.Node(1 + random.Below(99));

            var next = ballot.Next(node);

            Assert.True(next > ballot);
            Assert.Equal((node, ballot.Round + 1), (next.Node, next.Round));
        }
    }

    [Fact]
    public void Different_proposers_choose_their_numbers_from_disjoint_sets_of_numbers()
    {
        var numbers = new HashSet<long>();
        for (var node = 1; node <= 99; node++)
        {
            var ballot = Ballot.None;
            for (var round = 1; round <= 100; round++)
            {
                ballot = ballot.Next(NodeId.Node(node));
                Assert.True(numbers.Add(ballot.Number), $"{ballot} was used before");
            }
        }
    }
}
