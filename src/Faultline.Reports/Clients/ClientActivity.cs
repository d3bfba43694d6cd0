using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Reports.Text;

namespace Faultline.Reports.Clients;

/// <summary>What each client got over time: counts by client and bucket, so that a page need not show every operation.</summary>
internal sealed class ClientActivity
{
    private readonly int _clients;
    private readonly TimeSpan _width;
    private readonly int _columns;

    /// <summary>Counts a history.</summary>
    /// <param name="history">The history. Client k (from 0) is process k, k + clients, k + 2 clients, ...</param>
    /// <param name="clients">How many clients the run had.</param>
    /// <param name="end">The end of the run.</param>
    /// <param name="width">How much time a column stands for.</param>
    public ClientActivity(History history, int clients, TimeSpan end, TimeSpan width)
    {
        _clients = Math.Max(1, clients);
        _width = width;
        _columns = (int)Math.Max(1, Math.Ceiling(end / width));
        Totals = new ClientTotal[_clients];
        ClientsPerRow = ((_clients - 1) / Noteworthy.ChartRows) + 1;
        Rows = new Cell[((_clients - 1) / ClientsPerRow) + 1][];
        for (var row = 0; row < Rows.Length; row++) Rows[row] = new Cell[_columns];

        var lastAnswer = new TimeSpan[_clients];
        foreach (var entry in history.Entries.OrderBy(entry => entry.Completed.Index)) Count(entry, lastAnswer);
        for (var client = 0; client < _clients; client++) Wait(client, lastAnswer[client], end);
    }

    /// <summary>What one client got in all, by client from 0.</summary>
    public ClientTotal[] Totals { get; }

    /// <summary>Counts by row and column.</summary>
    public Cell[][] Rows { get; }

    /// <summary>How many clients share a row: one, unless there are very many.</summary>
    public int ClientsPerRow { get; }

    /// <summary>The answers in a usual cell that has any: the median, which a burst after an outage does not change.</summary>
    public int UsualOk()
    {
        var answered = Rows.SelectMany(row => row).Where(cell => cell.Ok > 0).Select(cell => cell.Ok).Order().ToList();
        return answered.Count == 0 ? 1 : answered[answered.Count / 2];
    }

    public string NameOf(int row)
    {
        var first = (row * ClientsPerRow) + 1;
        var last = Math.Min(first + ClientsPerRow - 1, _clients);
        return first == last ? $"c{Format.Count(first)}" : $"c{Format.Count(first)} to c{Format.Count(last)}";
    }

    private void Count(HistoryEntry entry, TimeSpan[] lastAnswer)
    {
        var client = (int)((uint)entry.Process % (uint)_clients);
        ref var total = ref Totals[client];
        ref var cell = ref Rows[client / ClientsPerRow][(int)Math.Clamp(entry.Completed.Time.Ticks / _width.Ticks, 0, _columns - 1)];
        switch (OperationWords.Outcome(entry))
        {
            case OperationOutcome.Ok:
                total.Ok++;
                cell.Ok++;
                Wait(client, lastAnswer[client], entry.Completed.Time);
                lastAnswer[client] = entry.Completed.Time;
                break;
            case OperationOutcome.Fail:
                total.Failed++;
                cell.Failed++;
                break;
            default:
                total.Unknown++;
                cell.Unknown++;
                break;
        }
    }

    private void Wait(int client, TimeSpan from, TimeSpan to)
    {
        if (to - from <= Totals[client].LongestWait) return;
        Totals[client].LongestWait = to - from;
        Totals[client].LongestWaitStart = from;
    }

    /// <summary>What ended for one row in one column.</summary>
    public record struct Cell(int Ok, int Failed, int Unknown);

    /// <summary>What one client got in all.</summary>
    public record struct ClientTotal(long Ok, long Failed, long Unknown, TimeSpan LongestWait, TimeSpan LongestWaitStart);
}
