using Faultline.Systems.Pbft;

namespace Faultline.Systems.Tests.Pbft;

public sealed class QuorumsTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 0, 2)]
    [InlineData(4, 1, 3)]
    [InlineData(5, 1, 4)]
    [InlineData(6, 1, 4)]
    [InlineData(7, 2, 5)]
    [InlineData(8, 2, 6)]
    [InlineData(9, 2, 6)]
    [InlineData(10, 3, 7)]
    [InlineData(11, 3, 8)]
    [InlineData(12, 3, 8)]
    [InlineData(13, 4, 9)]
    [InlineData(14, 4, 10)]
    [InlineData(15, 4, 10)]
    [InlineData(16, 5, 11)]
    [InlineData(17, 5, 12)]
    [InlineData(18, 5, 12)]
    [InlineData(19, 6, 13)]
    [InlineData(20, 6, 14)]
    public void A_quorum_is_the_half_of_n_and_f_and_one_rounded_up(int replicas, int faulty, int quorum)
    {
        Assert.Equal((faulty, quorum, faulty + 1), (Quorums.Faulty(replicas), Quorums.Quorum(replicas), Quorums.Weak(replicas)));
    }

    [Fact]
    public void Any_two_share_a_correct_replica_none_smaller_would_do_and_the_correct_ones_are_one()
    {
        for (var replicas = 1; replicas <= 1_000; replicas++)
        {
            var (faulty, quorum) = (Quorums.Faulty(replicas), Quorums.Quorum(replicas));
            Assert.True(replicas >= (3 * faulty) + 1 && replicas < (3 * (faulty + 1)) + 1);
            Assert.True((2 * quorum) - replicas >= faulty + 1);
            Assert.False((2 * (quorum - 1)) - replicas >= faulty + 1);
            Assert.True(quorum <= replicas - faulty);
        }
    }
}
