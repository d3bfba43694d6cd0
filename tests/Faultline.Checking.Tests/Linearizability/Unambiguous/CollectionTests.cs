using System.Collections.Immutable;
using Faultline.Checking.Linearizability;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

public sealed class CollectionTests
{
    [Theory]
    [InlineData(CollectionKind.Set)]
    [InlineData(CollectionKind.Queue)]
    [InlineData(CollectionKind.Stack)]
    [InlineData(CollectionKind.PriorityQueue)]
    public void The_order_of_a_collection_agrees_with_trying_every_order(CollectionKind kind) =>
        new Agreement<ImmutableList<(string Value, long Priority)>>(new PlainCollection(kind))
            .Check(choices => new ConcurrentCollection(kind, choices), 100_000);
}
