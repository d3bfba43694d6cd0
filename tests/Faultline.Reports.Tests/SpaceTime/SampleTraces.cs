using Faultline.Model.Operations;
using Faultline.Workbench.Traces;

namespace Faultline.Reports.Tests.SpaceTime;

/// <summary>Traces of runs that never were: two nodes and a client, from second 10 to second 20.</summary>
internal static class SampleTraces
{
    /// <summary>One of each thing around a write and a read that prove something.</summary>
    public static RunTrace Small(string text = "Accept { Slot = 1 }") => Of(
        [
            new TraceItem(TraceItemKind.Message, 2, 0, At(15), At(15.01), 100, "SessionRequest", "SessionRequest { Sequence = 1 }"),
            new TraceItem(TraceItemKind.Disk, 0, 0, At(15.01), At(15.02), 101, "Sync of journal", "n1's disk: Sync of journal"),
            new TraceItem(TraceItemKind.LostMessage, 0, 1, At(15.01), At(15.01), 101, "Accept", text),
            new TraceItem(TraceItemKind.Message, 0, 2, At(15.02), At(15.03), 102, "KvReply", "KvReply { Sequence = 1 }"),
            new TraceItem(TraceItemKind.State, 0, 0, At(15.04), At(15.04), 103, "leads", "n1 leads in 2"),
            new TraceItem(TraceItemKind.Timer, 0, 0, At(15.05), At(15.05), 104, "heartbeat", "n1: timer heartbeat"),
            new TraceItem(TraceItemKind.MissedMessage, 0, 1, At(15.05), At(15.06), 104, "Accept", text),
            new TraceItem(TraceItemKind.MessageOnItsWay, 0, 2, At(15.06), At(15.06), 105, "KvReply", "KvReply { Sequence = 2 }"),
        ],
        [
            new TracedOperation(2, 7, 1, At(15), At(15.03), OperationOutcome.Ok, "put k = 1 → done", [0, 1, 3]),
            new TracedOperation(2, 9, 2, At(15.05), At(15.07), OperationOutcome.Info, "get k → unknown", []),
        ]);

    /// <summary>Messages all the time between two operations of a proof.</summary>
    public static RunTrace Busy(int messages) => Of(
        [
            .. Enumerable.Range(0, messages).Select(number =>
            {
                var start = At(11 + (number * 8.0 / messages));
                return new TraceItem(TraceItemKind.Message, number % 2, 1 - (number % 2), start, start + At(0.001), number, "Ping", $"Ping {number}");
            }),
        ],
        [
            new TracedOperation(2, 7, 1, At(11), At(11.03), OperationOutcome.Ok, "put k = 1 → done", []),
            new TracedOperation(2, 9, 2, At(18.9), At(19), OperationOutcome.Ok, "get k → 0", []),
        ]);

    public static TimeSpan At(double seconds) => TimeSpan.FromMilliseconds(seconds * 1000);

    private static RunTrace Of(IReadOnlyList<TraceItem> items, IReadOnlyList<TracedOperation> operations)
    {
        var moments = operations.Select(static operation =>
            new DecisiveMoment(operation.Start, operation.End, $"{operation.Number} {operation.Text}") { Operation = operation.Index }).ToList();
        return new RunTrace
        {
            Window = new DecisiveWindow
            {
                Reason = "around the operations that broke linearizable",
                Moments = moments,
                Focus = moments[^1],
                Stretches = [new Stretch(At(10), At(16)), new Stretch(At(17), At(20))],
            },
            Lines = ["n1", "n2", "c1"],
            ClientsLeftOut = 3,
            Outages = [new Outage(1, At(15.02), At(15.5))],
            Items = items,
            Operations = operations,
            Gaps = [new Stretch(At(16), At(17))],
            StepsLeftOut = 1_234,
        };
    }
}
