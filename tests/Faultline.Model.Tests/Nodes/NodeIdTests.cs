using Faultline.Model.Nodes;

namespace Faultline.Model.Tests.Nodes;

public sealed class NodeIdTests
{
    [Theory]
    [InlineData("n1", 1)]
    [InlineData("n4095", 4095)]
    [InlineData("c1", -1)]
    [InlineData("c2147483647", -2147483647)]
    public void A_name_is_read_and_written_the_same(string text, int number)
    {
        Assert.True(NodeId.TryParse(text, out var id));
        Assert.Equal(number, id.Number);
        Assert.Equal(text, id.ToString());
        Assert.Equal(number < 0, id.IsClient);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n0")]
    [InlineData("n-1")]
    [InlineData("n+1")]
    [InlineData("n 1")]
    [InlineData("N1")]
    [InlineData("x1")]
    [InlineData("n1 ")]
    [InlineData("n2147483648")]
    [InlineData("nobody")]
    public void Anything_else_is_no_name(string? text)
    {
        Assert.False(NodeId.TryParse(text, out var id));
        Assert.True(id.IsNone);
    }

    [Fact]
    public void Nobody_is_neither_a_node_nor_a_client()
    {
        Assert.True(default(NodeId).IsNone);
        Assert.False(default(NodeId).IsClient);
        Assert.Equal("nobody", default(NodeId).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(static () => NodeId.Node(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => NodeId.Client(0));
    }

    [Fact]
    public void Ids_are_ordered_by_their_numbers()
    {
        NodeId[] ids = [NodeId.Node(2), NodeId.Client(1), NodeId.Node(1), NodeId.Client(2)];

        Assert.Equal("c2 c1 n1 n2", string.Join(' ', ids.Order()));
    }
}
