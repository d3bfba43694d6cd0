using Faultline.Checking.Transactions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Tests.Transactions;

public sealed class AnomalyTests
{
    /// <summary>Transactions that run side by side, the anomalies in them, and the strongest levels that they allow.</summary>
    [Theory]
    [InlineData("ax1 ay1|rx1 ry1", "", "strict-serializable")]
    [InlineData("rx ay1|ry ax1|rx1 ry1", "G2-item", "strong-snapshot-isolation")]
    [InlineData("rx ay1|ry1 ax1|rx1 ry1", "", "strict-serializable")]
    [InlineData("ax1 ay2|ax2 ay1|rx12 ry12", "G0", "")]
    [InlineData("ax1 ry1|ay1 rx1", "G1c", "strong-read-uncommitted")]
    [InlineData("ax1 ry1|ay1 rx", "", "strict-serializable")]
    [InlineData("ax1 ax2|rx1", "G1b", "strong-read-uncommitted")]
    [InlineData("ax1 ax2|rx12", "", "strict-serializable")]
    [InlineData("rx1|rx12|rx13|ax1|ax2|ax3", "incompatible-order", "strong-read-uncommitted")]
    [InlineData("rx11|ax1", "duplicate-elements", "")]
    [InlineData("rx9|ax1", "garbage-read", "")]
    [InlineData("Rx9", "garbage-read", "")]
    [InlineData("rx1 ax1", "future-read", "strong-read-uncommitted")]
    [InlineData("Rx1 wx1", "future-read", "strong-read-uncommitted")]
    [InlineData("rx ax1|rx ax2|rx12", "lost-update", "read-atomic strong-read-committed")]
    [InlineData("rx ax1|rx ax2", "lost-update", "")]
    [InlineData("rx ax1|rx1 ax2|rx12", "", "strict-serializable")]
    [InlineData("Rx wx1|Rx wx2", "lost-update", "")]
    [InlineData("Rx wx1|Rx1 wx2", "", "strict-serializable")]
    [InlineData("ax1 ay1|rx1 ry", "observed-transaction-vanishes", "")]
    [InlineData("ax1 ay1|rx1 ry|ry1", "observed-transaction-vanishes", "")]
    [InlineData("ax1 ay1|ry rx1", "fractured-read", "")]
    [InlineData("ax1 ay1|ry rx1|ry1", "fractured-read", "")]
    [InlineData("wx1 wy1|Rx1 Ry", "observed-transaction-vanishes", "")]
    [InlineData("wx1 wy1|Ry Rx1", "fractured-read", "")]
    [InlineData("ax1 rx", "internal", "")]
    [InlineData("ax1 rx1", "", "strict-serializable")]
    [InlineData("ax1|rx1 ax2 rx12", "", "strict-serializable")]
    [InlineData("ax1|ax2|rx rx1 ax3 rx13", "internal", "")]
    [InlineData("wx1 Rx2|wx2", "internal", "")]
    [InlineData("ax1|rx1 ay1|ry1 rx", "G-single", "cursor-stability read-atomic strong-read-committed")]
    [InlineData("ax1|rx1 ay1|ry1 rx1", "", "strict-serializable")]
    [InlineData("rx rw1|ax1 ay1|ry1 rz|az1 aw1", "G-nonadjacent", "strong-consistent-view")]
    public void What_is_wrong_is_named_and_what_is_right_is_not(string transactions, string anomalies, string strongest)
    {
        var result = new Transactions().Together(transactions.Split('|')).Check(new TransactionOptions { HasProcesses = false });

        var names = result.Anomalies.Select(static anomaly => anomaly.Name).Distinct().ToList();
        foreach (var expected in anomalies.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.Contains(expected, names);
        if (anomalies.Length == 0) Assert.Empty(names);
        Assert.Equal(anomalies.Length == 0, result.Result.Verdict == Verdict.Held);
        foreach (var level in strongest.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(level, result.Strongest.Select(IsolationLevels.NameOf));
    }

    [Fact]
    public void The_example_of_the_paper_has_a_single_anti_dependency()
    {
        var result = new Transactions().Together(
            "ax1 ax3 ax4 ay2 ay3 ay4 ay5 az1 az2", "ay8 rx134", "az4 ry23458 rz124 rx134", "aw1 rx134 ry2345 az3").Check();

        var cycle = result.Anomalies.First(static anomaly => anomaly.Kind == AnomalyKind.GSingle);
        Assert.Equal(3, cycle.Transactions.Count);
        Assert.Equal(
            "T2 read y = [2 3 4 5 8], of which T1 appended 8; T2 appended 4 to z before T3 appended 3; "
            + "T3 read y = [2 3 4 5], without 8, which T1 appended",
            cycle.Detail);
    }

    [Fact]
    public void A_read_of_what_failed_is_an_aborted_read_and_an_append_on_top_of_it_a_dirty_update()
    {
        var result = new Transactions().Fail(0, "ax1").Do(1, "ax2").Do(2, "rx12").Check();

        Assert.Equal(["G1a", "dirty-update"], result.Anomalies.Select(static anomaly => anomaly.Name));
        Assert.Equal(Verdict.Broken, result.Result.Verdict);
    }

    [Fact]
    public void A_failed_transaction_that_nobody_read_is_nothing()
    {
        Assert.Equal(Verdict.Held, new Transactions().Fail(0, "ax1").Do(1, "ax2").Do(2, "rx2").Check().Result.Verdict);
    }

    [Fact]
    public void A_transaction_with_an_unknown_outcome_counts_once_it_is_read()
    {
        var unread = new Transactions().Unknown(0, "ax1 ay1").Do(1, "rx ry").Check();
        var read = new Transactions().Unknown(0, "ax1 ay1").Do(1, "rx1 ry").Check();

        Assert.Equal(Verdict.Held, unread.Result.Verdict);
        Assert.Contains(read.Anomalies, static anomaly => anomaly.Kind == AnomalyKind.ObservedTransactionVanishes);
    }

    [Fact]
    public void A_stale_read_is_serializable_but_not_strictly()
    {
        var result = new Transactions().Do(0, "ax1").Do(1, "rx").Do(2, "rx1").Check();

        Assert.Equal("G-single-realtime", Assert.Single(result.Anomalies).Name);
        Assert.Contains(IsolationLevel.StrongSessionSerializable, result.Strongest);
        Assert.Equal("T1 ended at 0.100 s, before T2 began at 0.200 s; T2 read x = [], without 1, which T1 appended", result.Anomalies[0].Detail);
    }

    [Fact]
    public void A_process_that_does_not_see_its_own_writes_breaks_its_session()
    {
        var result = new Transactions().Do(0, "ax1").Do(0, "rx").Do(1, "rx1").Check(
            new TransactionOptions { Level = IsolationLevel.StrongSessionSnapshotIsolation });

        Assert.Contains(result.Anomalies, static anomaly => anomaly.Name == "G-single-process");
        Assert.Equal(Verdict.Broken, result.Result.Verdict);
        Assert.Contains(IsolationLevel.Serializable, result.Strongest);
    }

    [Fact]
    public void Information_from_the_future_of_a_process_is_circular()
    {
        var result = new Transactions().Do(1, "rx1 ay1").Do(2, "ry1").Do(2, "ax1").Check(
            new TransactionOptions { Level = IsolationLevel.StrongSessionReadCommitted });

        Assert.Contains(result.Anomalies, static anomaly => anomaly.Name == "G1c-process");
        Assert.Equal(Verdict.Broken, result.Result.Verdict);
    }

    [Fact]
    public void Keys_can_be_linearizable_where_transactions_are_not()
    {
        History Stale() => new Transactions().Do(0, "ax1").Do(1, "rx").Build();
        var serializable = new TransactionOptions { Level = IsolationLevel.Serializable };

        Assert.Equal(Verdict.Held, Transactions.Check(Stale(), serializable).Result.Verdict);
        Assert.Equal(Verdict.Broken, Transactions.Check(Stale(), serializable with { KeyOrder = SideOrder.RealTime }).Result.Verdict);
    }

    [Fact]
    public void A_register_that_shows_an_older_value_again_is_not_strict()
    {
        var stale = new Transactions().Do(0, "wx1").Do(1, "wx2").Do(2, "Rx1").Check();
        var side = new Transactions().Do(0, "wx1").Together("wx2", "Rx1").Check();
        var inTurns = new Transactions().Do(0, "wx1").Do(1, "Rx1").Do(2, "wx2").Do(3, "Rx2").Check();
        var backwards = new Transactions().Together("wx1", "wx2").Do(1, "Rx1").Do(2, "Rx2").Do(1, "Rx1").Check();

        Assert.Contains(stale.Anomalies, static anomaly => anomaly.Name == "G-single-realtime");
        Assert.Contains(IsolationLevel.StrongSessionSerializable, stale.Strongest);
        Assert.Equal(Verdict.Held, side.Result.Verdict);
        Assert.Equal(Verdict.Held, inTurns.Result.Verdict);
        Assert.Contains(backwards.Anomalies, static anomaly => anomaly.Name == "cyclic-versions-realtime");
        Assert.Equal(Verdict.Broken, backwards.Result.Verdict);
    }

    [Fact]
    public void A_process_that_sees_a_register_go_back_breaks_its_session()
    {
        var result = new Transactions().Together("wx1", "wx2").Do(1, "Rx1").Do(1, "Rx2").Do(1, "Rx1").Check(
            new TransactionOptions { Level = IsolationLevel.StrongSessionConsistentView, HasRealTime = false });

        Assert.Contains(result.Anomalies, static anomaly => anomaly.Name == "cyclic-versions-process");
        Assert.Equal(Verdict.Broken, result.Result.Verdict);
        Assert.Contains(IsolationLevel.Serializable, result.Strongest);
    }

    [Theory]
    [InlineData("ax1|ax1", "line 2: it appended 1 to x for the second time")]
    [InlineData("wx1|wx1", "line 2: it wrote x = 1 for the second time")]
    [InlineData("wx1|ax2", "line 2: `append 2 to x` takes key x for a list")]
    public void Input_that_cannot_be_checked_is_refused(string transactions, string complaint)
    {
        var error = Assert.Throws<HistoryFormatException>(() => new Transactions().Together(transactions.Split('|')).Check());

        Assert.StartsWith(complaint, error.Message, StringComparison.Ordinal);
    }
}
