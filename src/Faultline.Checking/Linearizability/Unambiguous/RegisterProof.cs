using Faultline.Checking.Linearizability.Evidence;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Names the operations that prove a register broken, and says why.</summary>
/// <remarks>
/// With two operations of a block come the writes in between, which make it a block, and the one before both, which shows where the
/// value came from.
/// </remarks>
/// <param name="part">The part.</param>
/// <param name="clusters">Its clusters.</param>
/// <param name="operations">The operations of all blocks, in their order in each block.</param>
internal sealed class RegisterProof(RegisterPart part, RegisterClusters clusters, int[] operations)
{
    private const long BeforeAll = -1;
    private const int None = int.MinValue;
    private const int MostToExplain = 16;

    private readonly long[] _calls = part.Timeline.Calls;
    private readonly long[] _returns = part.Timeline.Returns;

    /// <summary>The proof that some operation found what was not there, or null.</summary>
    public static UnambiguousOutcome? OfFinding(RegisterPart part, RegisterClusters clusters)
    {
        var proof = new RegisterProof(part, clusters, []);
        if (clusters.FoundUnwritten is >= 0 and var finder)
            return proof.Broken([finder], $"{proof.Seen(finder)}, but nothing ever wrote {proof.Found(finder)}");
        var (first, second) = clusters.TookTwice;
        if (first >= 0)
        {
            var writer = clusters.WriterOf(part.Operations[first].Read);
            return proof.Broken(
                writer < 0 ? [first, second] : [first, second, writer],
                $"{proof.Seen(first)} and {proof.Seen(second)}, but {proof.Found(first)} was "
                    + (writer < 0 ? "there only at the start and never written" : "written only once"));
        }

        if (clusters.FindCircle() is not { } circle) return null;
        return proof.Broken(circle, $"{proof.Seen(circle[0])}, but what it found can have been written only after it");
    }

    /// <summary>The proof that real time does not allow the order of a block.</summary>
    /// <param name="start">Where the block starts.</param>
    /// <param name="place">Where the first operation stands that was over before one was invoked that must stand before it.</param>
    public UnambiguousOutcome OfBlock(int start, int place)
    {
        var late = place - 1;
        while (_calls[operations[late]] < _returns[operations[place]]) late--;
        var (first, second) = (operations[late], operations[place]);
        return Broken(
            Between(start, late, place),
            $"{Seen(second)}, before {Named(first)} was invoked at {Invoked(first)}, but what it found came after that one's value");
    }

    /// <summary>The proof that each of two blocks must precede the other.</summary>
    /// <param name="one">Where the one stands.</param>
    /// <param name="isFirst">Whether it begins with what there was before all operations.</param>
    /// <param name="other">Where the other stands, which does not.</param>
    public UnambiguousOutcome OfTwoBlocks(Range one, bool isFirst, Range other)
    {
        var (start, end) = (other.Start.Value, other.End.Value);
        var firstReturn = Enumerable.Range(start, end - start).Min(place => _returns[operations[place]]);
        var lastCall = Enumerable.Range(start, end - start).Max(place => _calls[operations[place]]);
        var (over, open) = Nearest(one, isFirst, lastCall, firstReturn);
        var overAt = over < one.Start.Value ? BeforeAll : _returns[operations[over]];
        var (otherOver, otherOpen) = Nearest(other, isFirst: false, _calls[operations[open]], overAt);
        List<int> evidence =
        [
            .. Between(one.Start.Value, Math.Min(over, open), Math.Max(over, open)),
            .. Between(start, Math.Min(otherOver, otherOpen), Math.Max(otherOver, otherOpen)),
        ];
        var (early, late) = (operations[otherOver], operations[open]);
        var sentence = $"{Seen(early)}, before {Named(late)} was invoked at {Invoked(late)}";
        return Broken(evidence, over < one.Start.Value
            ? $"{sentence}, which needs what there was at the start"
            : $"{sentence}, and {Seen(operations[over])}, before {Named(operations[otherOpen])} was invoked at "
                + $"{Invoked(operations[otherOpen])}, so neither {ValueOf(early)} nor {ValueOf(late)} can have come first");
    }

    /// <summary>Of a block, an operation that was over before a moment and one that was invoked after another, with as few writes in
    /// between as can be; of several of the same value the first, since its write is shown anyway.</summary>
    private (int Over, int Open) Nearest(Range block, bool isFirst, long overBefore, long openAfter)
    {
        var (start, end) = (block.Start.Value, block.End.Value);
        var (over, open) = (isFirst ? -1 : None, None);
        var (overValue, openValue, value) = (0, None, 0);
        var nearest = (Over: None, Open: None);
        var fewest = int.MaxValue;
        for (var place = start; place < end; place++)
        {
            var operation = operations[place];
            if (RegisterClusters.Changes(part.Operations[operation])) value++;
            if (_returns[operation] < overBefore && (over == None || overValue != value)) (over, overValue) = (place, value);
            if (_calls[operation] > openAfter && (open == None || openValue != value)) (open, openValue) = (place, value);
            if (over == None || open == None || Math.Abs(overValue - openValue) >= fewest) continue;
            (nearest, fewest) = ((over, open), Math.Abs(overValue - openValue));
        }

        return nearest;
    }

    /// <summary>Two operations of a block, the writes between them, and the one that wrote the value of the first.</summary>
    private IEnumerable<int> Between(int start, int from, int to)
    {
        var writer = from;
        while (writer >= start && !RegisterClusters.Changes(part.Operations[operations[writer]])) writer--;
        for (var place = Math.Max(writer, start); place <= to; place++)
        {
            var operation = operations[place];
            if (place == from || place == to || RegisterClusters.Changes(part.Operations[operation])) yield return operation;
        }
    }

    private UnambiguousOutcome Broken(IEnumerable<int> evidence, string otherwise)
    {
        var kept = evidence.ToHashSet();
        foreach (var unknown in kept.Where(i => _returns[i] == Timeline.Never).ToList())
        {
            var isShown = kept.Any(i => _returns[i] != Timeline.Never && FindsWhatWasWrittenBy(i, unknown));
            if (!isShown) kept.UnionWith(clusters.FindersOf(unknown));
        }

        List<int> proof = [.. kept.Order()];
        var detail = proof.Count > MostToExplain ? null : new RegisterExplanation(part, new Readability(part), proof).Find();
        return new UnambiguousOutcome(CheckMethod.Register, null, proof, detail ?? otherwise);
    }

    private bool FindsWhatWasWrittenBy(int finder, int writer) =>
        part.Operations[finder].Rule == ReadRule.Equal && part.Operations[finder].Read == part.Operations[writer].Written;

    private string Seen(int operation)
    {
        var what = part.Operations[operation] switch
        {
            { Rule: ReadRule.None } => "had completed",
            { Writes: true } => "had succeeded",
            _ => "had returned " + Found(operation),
        };
        var entry = part.Part.Entries[operation];
        return entry.Outcome == OperationOutcome.Ok
            ? $"{Named(operation)} {what} at {Words.Seconds(entry.Completed.Time)}"
            : $"{Named(operation)} must have taken effect";
    }

    private string Named(int operation) =>
        $"{part.Part.Entries[operation].Operation} by process {part.Part.Entries[operation].Process}";

    private string Invoked(int operation) => Words.Seconds(part.Part.Entries[operation].Invoked.Time);

    private string Found(int operation) => part.Accesses[operation].Read ?? "nothing";

    private string ValueOf(int operation) =>
        (RegisterClusters.Changes(part.Operations[operation]) ? part.Accesses[operation].Written : Found(operation)) ?? "nothing";
}
