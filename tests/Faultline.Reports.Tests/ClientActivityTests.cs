using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Reports.Clients;

namespace Faultline.Reports.Tests;

public sealed class ClientActivityTests
{
    private static readonly KvGet Get = new("k1");

    [Fact]
    public void A_client_goes_on_as_a_new_process_after_an_unknown_outcome()
    {
        var history = new History(
        [
            SampleReports.Entry(1, Get, 0, 5, OperationOutcome.Info),
            SampleReports.Entry(0, Get, 1, 1.5, OperationOutcome.Fail),
            SampleReports.Entry(4, Get, 6, 6.5, OperationOutcome.Ok, new KvResult(true, null)),
        ]);

        var activity = new ClientActivity(history, clients: 3, end: SampleReports.At(10), width: SampleReports.At(1));

        Assert.Equal(new ClientActivity.ClientTotal(0, 1, 0, SampleReports.At(10), SampleReports.At(0)), activity.Totals[0]);
        Assert.Equal(new ClientActivity.ClientTotal(1, 0, 1, SampleReports.At(6.5), SampleReports.At(0)), activity.Totals[1]);
        Assert.Equal(new ClientActivity.Cell(0, 0, 1), activity.Rows[1][5]);
        Assert.Equal(new ClientActivity.Cell(1, 0, 0), activity.Rows[1][6]);
    }

    [Fact]
    public void The_longest_wait_may_be_the_last_one()
    {
        var history = new History([SampleReports.Entry(0, Get, 1, 2, OperationOutcome.Ok, KvResult.Done)]);

        var activity = new ClientActivity(history, clients: 1, end: SampleReports.At(10), width: SampleReports.At(1));

        Assert.Equal((SampleReports.At(8), SampleReports.At(2)), (activity.Totals[0].LongestWait, activity.Totals[0].LongestWaitStart));
    }

    [Theory]
    [InlineData(40, 40, "c1")]
    [InlineData(41, 21, "c1 to c2")]
    [InlineData(1000, 40, "c1 to c25")]
    public void Very_many_clients_share_rows(int clients, int rows, string first)
    {
        var activity = new ClientActivity(History.Empty, clients, SampleReports.At(10), SampleReports.At(1));

        Assert.Equal(rows, activity.Rows.Length);
        Assert.Equal(first, activity.NameOf(0));
    }
}
