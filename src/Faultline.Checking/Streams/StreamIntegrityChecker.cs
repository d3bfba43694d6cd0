using System.Globalization;
using Faultline.Checking.Decisions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;

namespace Faultline.Checking.Streams;

/// <summary>Stream integrity: what a transfer sends is what arrives, once, and what its user was told is true.</summary>
/// <remarks>
/// <para>Guarantees that it checks:</para>
/// <para>1. What an application received is what some user sent: no byte lost, changed, doubled or out of its place.</para>
/// <para>2. No transfer is received twice.</para>
/// <para>3. A transfer that is acknowledged was received before, and its acknowledgement says what was sent.</para>
/// <para>4. A transfer that failed was not received.</para>
/// <para>A transfer with an unknown outcome may have been received, or not.</para>
/// </remarks>
/// <param name="most">How many received transfers are remembered until the end of the run; 1,048,576 by default.</param>
public sealed class StreamIntegrityChecker(int most = 1 << 20) : INodeEventChecker
{
    private readonly List<(NodeId Node, TimeSpan Time, long Id, ulong Digest)> _received = [];
    private long _forgotten;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind != NodeEventKind.Received) return;
        if (_received.Count < most) _received.Add((node, time, nodeEvent.Index, nodeEvent.Digest));
        else _forgotten++;
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (_forgotten > 0)
        {
            return new CheckResult(Verdict.Undecided,
                $"{Words.Count(_forgotten, "transfer")} came after {Words.Number(most)} others and could not be kept in mind");
        }

        var violations = new List<(string Detail, HistoryEntry[] Evidence)>();
        var transfers = history.Entries.Where(static entry => entry.Operation is Transfer).Select(static entry => new Sent(entry)).ToList();
        var sentBy = transfers.ToDictionary(static sent => sent.Transfer.Id);
        foreach (var (node, time, id, digest) in _received)
        {
            var what = $"{node} received transfer {id} at {Words.Seconds(time)}";
            if (!sentBy.TryGetValue(id, out var sent)) violations.Add(($"{what}, which nobody sent", []));
            else if (sent.ReceivedAt is { } before) violations.Add(($"{what}, and had at {Words.Seconds(before)}", [sent.Entry]));
            else sent.ReceivedAt = time;
            if (sent is not null && digest != sent.Digest)
                violations.Add(($"{what} with digest {Hex(digest)}, but {sent.Transfer} has {Hex(sent.Digest)}", [sent.Entry]));
        }

        foreach (var sent in transfers)
            if (Complaint(sent) is { } complaint)
                violations.Add(($"{sent.Entry}, but {complaint}", [sent.Entry]));
        return Conclude(violations, transfers);
    }

    private static CheckResult Conclude(List<(string Detail, HistoryEntry[] Evidence)> violations, List<Sent> transfers)
    {
        if (violations.Count == 0)
        {
            var received = transfers.Count(static sent => sent.ReceivedAt is not null);
            return new CheckResult(Verdict.Held, $"{Words.Number(received)} of {Words.Count(transfers.Count, "transfer")} were received, "
                + "each once, intact and in order");
        }

        var (first, evidence) = violations[0];
        return new CheckResult(Verdict.Broken,
            violations.Count == 1 ? first : $"{first}; {Words.Count(violations.Count - 1, "more violation")} followed", evidence);
    }

    /// <summary>What is not true of what the user was told, or null.</summary>
    private static string? Complaint(Sent sent)
    {
        var entry = sent.Entry;
        if (entry.Outcome == OperationOutcome.Fail && sent.ReceivedAt is { } time) return $"it was received at {Words.Seconds(time)}";
        if (entry.Outcome != OperationOutcome.Ok) return null;
        if (sent.ReceivedAt is not { } at) return "it was never received";
        if (at > entry.Completed.Time) return $"it was received only at {Words.Seconds(at)}";
        return entry.Result is Transferred told && told.Bytes == sent.Transfer.Bytes && told.Digest == Hex(sent.Digest)
            ? null
            : $"it has digest {Hex(sent.Digest)}";
    }

    private static string Hex(ulong digest) => digest.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>A transfer and when it was first received.</summary>
    private sealed class Sent(HistoryEntry entry)
    {
        private ulong? _digest;

        public HistoryEntry Entry => entry;

        public Transfer Transfer => (Transfer)entry.Operation;

        /// <summary>The digest of the bytes that were to be sent.</summary>
        public ulong Digest => _digest ??= TransferContent.DigestOf(Transfer.Id, Transfer.Bytes);

        public TimeSpan? ReceivedAt { get; set; }
    }
}
