using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Simulation.Tracing;
using Faultline.Systems.MultiPaxos;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using Faultline.Workbench.Traces;
using Accept = Faultline.Systems.MultiPaxos.Accept;

namespace Faultline.Workbench.Tests.Traces;

public sealed class TraceWordsTests
{
    private static readonly NodeId N1 = NodeId.Node(1);
    private static readonly NodeId N2 = NodeId.Node(2);
    private static readonly SessionRequest Get = new(7, 3, new KvGet("k1"));

    [Fact]
    public void A_message_is_told_by_its_type_its_fields_and_both_its_ends()
    {
        Assert.Equal(
            "n1 sends SessionRequest { Session = 7, Sequence = 3, Operation = get k1 } to n2", Words(TraceKind.Sent, Get));
        Assert.Equal(
            "n1 gets SessionRequest { Session = 7, Sequence = 3, Operation = get k1 } from n2", Words(TraceKind.Arrived, Get));
        Assert.Equal("SessionRequest", TraceWords.Name(Entry(TraceKind.Lost, Get)));
    }

    [Fact]
    public void Arrays_tell_what_is_in_them_and_bytes_how_many_they_are()
    {
        var batch = Enumerable.Range(1, 6).Select(number => new SessionCommand(NodeId.Client(1), 7, number, null)).ToArray();

        Assert.StartsWith(
            "n1 sends Accept { Ballot = 1.n1, Slot = 9, Batch = [SessionCommand { Client = c1, Session = 7, Sequence = 1, Operation = none }, ",
            Words(TraceKind.Sent, new Accept(default(Ballot).Next(N1), 9, batch, 8)), StringComparison.Ordinal);
        Assert.Contains(", and 2 more], CommitIndex = 8 }",
            Words(TraceKind.Sent, new Accept(new Ballot(1), 9, batch, 8)), StringComparison.Ordinal);
        Assert.Contains("Bytes = 1,500 bytes }", Words(TraceKind.Sent, new SnapshotChunk(1, 0, 9, 5, new byte[1500])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_without_fields_is_its_name() =>
        Assert.Equal("n1 sends Nothing to n2", Words(TraceKind.Sent, new Nothing()));

    [Fact]
    public void What_the_disk_could_not_do_is_said()
    {
        var journal = new StorageFile("journal");

        Assert.Equal("n1's disk is done: Sync of journal", Done(StorageRequest.Sync, StorageStatus.Ok));
        Assert.Equal("n1's disk is done: Read of journal, 3 bytes", Done(StorageRequest.Read, StorageStatus.Ok));
        Assert.Equal("n1's disk is done: Read of journal: missing", Done(StorageRequest.Read, StorageStatus.Missing));
        Assert.Equal("n1's disk is done: Sync of journal: no room", Done(StorageRequest.Sync, StorageStatus.Full));

        string Done(StorageRequest request, StorageStatus status) =>
            Words(TraceKind.DiskDone, new StorageCompletion(request, journal, 1, status, new byte[3]));
    }

    [Fact]
    public void Every_kind_of_step_and_of_node_event_has_words()
    {
        foreach (var kind in Enum.GetValues<TraceKind>()) Assert.NotEmpty(Words(kind, Get));
        foreach (var kind in Enum.GetValues<NodeEventKind>()) Assert.NotEmpty(TraceWords.Of(new NodeEvent(kind, 4, 5, "a remark")));
    }

    private static string Words(TraceKind kind, object what) => TraceWords.Of(Entry(kind, what));

    private static TraceEntry Entry(TraceKind kind, object what) => new(0, TimeSpan.Zero, kind, N1, N2, 1, what);

    private sealed record Nothing : Message;
}
