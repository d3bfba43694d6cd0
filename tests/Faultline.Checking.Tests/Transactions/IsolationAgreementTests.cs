using Faultline.Checking.Transactions;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Transactions;

public sealed class IsolationAgreementTests
{
    private const int Default = 10_000, Many = 100_000;

    [Fact]
    public void The_cycles_agree_with_trying_every_order() => Agree(Default);

    [Fact(Explicit = true)]
    public void The_cycles_agree_with_trying_every_order_of_very_many_histories() => Agree(Many);

    [Theory]
    [InlineData("Serial", IsolationLevel.StrictSerializable)]
    [InlineData("Snapshot", IsolationLevel.StrongSnapshotIsolation)]
    [InlineData("ReadCommitted", IsolationLevel.StrongReadCommitted)]
    [InlineData("ReadUncommitted", IsolationLevel.StrongReadUncommitted)]
    public void A_store_is_never_said_to_be_weaker_than_it_is(string store, IsolationLevel promised)
    {
        var weaker = 0;
        for (var seed = 0UL; seed < 300; seed++)
        {
            var history = new SimulatedStore(Enum.Parse<StoreKind>(store), seed, 60, 6, 4, 4).Run();

            var result = Transactions.Check(history);

            Assert.True(result.Allowed.Contains(promised), $"seed {seed}: {result.Result.Detail}");
            if (!result.Allowed.Contains(IsolationLevel.StrictSerializable)) weaker++;
        }

        if (store == "Serial") Assert.Equal(0, weaker);
        else Assert.InRange(weaker, 250, 300);
    }

    [Fact]
    public void A_store_that_reads_old_states_is_found_out()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var result = Transactions.Check(new SimulatedStore(StoreKind.Lossy, seed, 60, 6, 4, 4).Run());

            Assert.DoesNotContain(IsolationLevel.SnapshotIsolation, result.Allowed);
            Assert.NotEmpty(result.Result.Evidence);
        }
    }

    private static void Agree(int histories)
    {
        var known = 0;
        var counts = new Dictionary<(LevelBase, SideOrder, bool), int>();
        for (var seed = 0; seed < histories; seed++)
        {
            var store = (StoreKind)(seed % 5);
            var history = new SimulatedStore(store, (ulong)seed, 5, 3, 2, 3).Run();
            var result = Transactions.Check(history);
            var isKnown = BruteForceIsolation.KnowsOrders(history);
            if (isKnown) known++;
            foreach (var (level, order) in new[]
            {
                (IsolationLevel.Serializable, SideOrder.None),
                (IsolationLevel.StrongSessionSerializable, SideOrder.Process),
                (IsolationLevel.StrictSerializable, SideOrder.RealTime),
            })
            {
                Agree(level, BruteForceIsolation.IsSerializable(history, order));
            }

            foreach (var (level, order) in new[]
            {
                (IsolationLevel.SnapshotIsolation, SideOrder.None),
                (IsolationLevel.StrongSessionSnapshotIsolation, SideOrder.Process),
                (IsolationLevel.StrongSnapshotIsolation, SideOrder.RealTime),
            })
            {
                // Where the order of appends that nobody read matters, only what is named broken is certain.
                var isAllowed = BruteForceIsolation.IsSnapshotIsolated(history, order);
                if (isKnown) Agree(level, isAllowed);
                else if (isAllowed) Assert.Contains(level, result.Allowed);
            }

            Assert.True(BruteForceIsolation.Proves(result.SerialOrder));
            Assert.Equal(
                result.Allowed.Contains(IsolationLevel.Serializable) ? history.Entries.Count(static e => e.Outcome == OperationOutcome.Ok) : 0,
                result.SerialOrder.Count);

            void Agree(IsolationLevel level, bool expected)
            {
                var name = (IsolationLevels.BaseOf(level), IsolationLevels.OrderOf(level), expected);
                counts[name] = counts.GetValueOrDefault(name) + 1;
                Assert.True(result.Allowed.Contains(level) == expected,
                    $"seed {seed}, {store}: {level} is {expected}, found {result.Result.Detail}\n{string.Join('\n', history.Entries)}");
            }
        }

        Assert.InRange(known, histories / 4, histories);
        Assert.Equal(12, counts.Count);
        Assert.All(counts, count => Assert.InRange(count.Value, histories / 50, histories));
    }
}
