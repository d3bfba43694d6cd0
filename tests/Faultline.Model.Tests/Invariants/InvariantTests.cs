using Faultline.Model.Invariants;

namespace Faultline.Model.Tests.Invariants;

public sealed class InvariantTests
{
    [Fact]
    public void A_broken_invariant_says_what_was_found()
    {
        var (commit, last) = (7, 5);

        var violation = Assert.Throws<InvariantViolationException>(
            () => Invariant.Holds(commit <= last, $"commit index {commit} is beyond last index {last}"));

        Assert.Equal("commit index 7 is beyond last index 5", violation.Message);
    }

    [Fact]
    public void The_message_of_an_invariant_that_holds_is_never_put_together()
    {
        var asked = 0;
        int Ask() => ++asked;

        Invariant.Holds(true, $"asked {Ask()} times");

        Assert.Equal(0, asked);
    }
}
