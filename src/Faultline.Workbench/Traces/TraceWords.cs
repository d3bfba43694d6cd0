using System.Globalization;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tracing;

namespace Faultline.Workbench.Traces;

/// <summary>The steps of a world in words: the same wherever a trace is shown.</summary>
public static class TraceWords
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A step as one sentence, such as <c>n1 sends Accept { Ballot = 2.1, Slot = 7 } to n2</c>.</summary>
    /// <param name="entry">The step.</param>
    /// <returns>The sentence, without its time and without a full stop.</returns>
    public static string Of(in TraceEntry entry) => entry.Kind switch
    {
        TraceKind.Started => entry.Number == 1 ? $"{entry.Host} starts" : $"{entry.Host} starts again, start {Count(entry.Number)}",
        TraceKind.Stopped => $"{entry.Host} goes down",
        TraceKind.Sent => $"{entry.Host} sends {What(entry)} to {entry.Peer}",
        TraceKind.Hop => $"message {Count(entry.Number)} from {entry.Host} to {entry.Peer} passes {What(entry)}",
        TraceKind.Lost => $"message {Count(entry.Number)} from {entry.Host} to {entry.Peer} is lost on its way: {What(entry)}",
        TraceKind.Arrived => $"{entry.Host} gets {What(entry)} from {entry.Peer}",
        TraceKind.Missed => $"{What(entry)} from {entry.Peer} comes to {entry.Host}, which is down",
        TraceKind.Timer => $"{entry.Host}: timer {What(entry)}",
        TraceKind.DiskAsked => $"{entry.Host} asks its disk: {What(entry)}",
        TraceKind.DiskDone => $"{entry.Host}'s disk is done: {What(entry)}",
        TraceKind.Requested => $"a user asks {entry.Host}: {What(entry)}",
        TraceKind.Answered => $"{entry.Host} answers a user: {What(entry)}",
        TraceKind.Said => $"{entry.Host} {What(entry)}",
        TraceKind.FaultBegan => $"fault begins: {What(entry)}",
        TraceKind.FaultHealed => $"fault has healed: {What(entry)}",
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, "unknown kind of step"),
    };

    /// <summary>What a step is about, in full: a message with its fields, a timer, a disk request, an operation, a result.</summary>
    /// <param name="entry">The step.</param>
    /// <returns>The words; nothing for a start or a stop.</returns>
    public static string What(in TraceEntry entry) => entry.What switch
    {
        NodeEvent said => Of(said),
        StorageCompletion done => Of(done),
        Fault fault => $"{fault.Kind} {fault.Where}",
        Hop hop => $"from {hop.From} to {hop.To}",
        Loss loss => loss.ToString(),
        OperationResult result => result.ToString()!,
        { } what => FieldWords.Of(what),
        null => "",
    };

    /// <summary>The short name of what a step is about, for labels: a message's type, a timer's name, a request to the disk.</summary>
    /// <param name="entry">The step.</param>
    /// <returns>The name, such as <c>Accept</c> or <c>Sync of journal</c>.</returns>
    public static string Name(in TraceEntry entry) => entry.Kind switch
    {
        TraceKind.Sent or TraceKind.Lost or TraceKind.Arrived or TraceKind.Missed => entry.What?.GetType().Name ?? "",
        _ => What(entry),
    };

    /// <summary>What a node says of itself.</summary>
    /// <param name="said">What it says.</param>
    /// <returns>The words, such as <c>leads in 4.n3</c>; the node's name goes before them.</returns>
    public static string Of(in NodeEvent said)
    {
        var index = Count(said.Index);
        return said.Kind switch
        {
            NodeEventKind.Decided => $"decides {said.Text ?? Digest(said.Digest)} for {index}",
            NodeEventKind.Promised => $"promises ballot number {Count(said.Digest)} in {index}",
            NodeEventKind.Accepted => $"accepts in ballot number {Count(said.Digest)} in {index}",
            NodeEventKind.BecameLeader => $"leads in {said.Text ?? index}",
            NodeEventKind.SteppedDown => $"leads no more in {said.Text ?? index}",
            NodeEventKind.Recovered => $"takes part, with everything up to {index} from its disk",
            NodeEventKind.SnapshotTaken => $"has a snapshot of everything up to {index}",
            NodeEventKind.Received => $"has received all of transfer {index}, {Digest(said.Digest)}",
            NodeEventKind.Damaged => $"has lost what its disk should hold: {said.Text}",
            NodeEventKind.Rejoined => $"takes part again, with everything up to {index}: others gave back what its disk had lost",
            NodeEventKind.Supply => $"counts {Count(said.Digest)} units of money, of at most {index}",
            NodeEventKind.SnapshotInstalled => $"has caught up to {index} by another's snapshot",
            _ => said.Text ?? "",
        };
    }

    /// <summary>Whether what a node says is news for people: what happens at every operation is for checkers.</summary>
    /// <param name="kind">What kind of thing it says.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsNews(NodeEventKind kind) =>
        kind is not (NodeEventKind.Decided or NodeEventKind.Promised or NodeEventKind.Accepted or NodeEventKind.Received
            or NodeEventKind.Supply);

    /// <summary>What the disk has done.</summary>
    /// <param name="done">The completion.</param>
    /// <returns>The words, such as <c>Sync of journal</c> or <c>Read of journal: missing</c>.</returns>
    public static string Of(in StorageCompletion done)
    {
        var request = $"{done.Request} of {done.File}";
        return (done.Request, done.Status) switch
        {
            (StorageRequest.Read, StorageStatus.Ok) => $"{request}, {Count(done.Bytes.Length)} bytes",
            (_, StorageStatus.Ok) => request,
            (_, StorageStatus.Missing) => $"{request}: missing",
            (_, StorageStatus.Full) => $"{request}: no room",
            _ => $"{request}: failed",
        };
    }

    private static string Count<T>(T number) where T : IFormattable => number.ToString("N0", Invariant);

    private static string Digest(ulong digest) => "digest " + digest.ToString("x16", Invariant);
}
