using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Causal;

/// <summary>Puts a contradiction into words.</summary>
internal sealed class CausalWords(ReadsFrom history, Precedence precedence)
{
    /// <summary>Why the history is impossible.</summary>
    public string Why(Contradiction contradiction)
    {
        var links = contradiction.Links;
        var read = contradiction.Read;
        return contradiction.Pattern switch
        {
            CausalPattern.ThinAirRead => $"{Saw(read)}, but nobody else wrote that",
            CausalPattern.CyclicCO => $"an operation is causally before itself: {Way(links)}",
            CausalPattern.WriteCOInitRead or CausalPattern.WriteHBInitRead =>
                $"{Saw(read)}, but {Named(links[0].From)} is before it: {Way(links)}{Reasons(contradiction)}",
            CausalPattern.WriteCORead =>
                $"{Saw(read)}, but {Named(links[^1].From)} had replaced that: {Way([.. links.SkipLast(1)])}; "
                    + $"and the replacement is before the read: {Way(precedence.CauseOf(links[^1]))}",
            _ => $"no order explains what was read: {Way(links)}{Reasons(contradiction)}",
        };
    }

    /// <summary>An operation, such as <c>`put k = 1` by process 2</c>.</summary>
    public string Named(int operation) =>
        $"`{history.Order.Entries[operation].Operation}` by process {history.Order.Entries[operation].Process}";

    /// <summary>An operation with what it read and when.</summary>
    public string Saw(int read)
    {
        var entry = history.Order.Entries[read];
        if (entry.Outcome != OperationOutcome.Ok) return Named(read);
        var access = history.Accesses[read];
        return $"{Named(read)} {(access.Writes ? "succeeded on" : "returned")} {access.Read ?? "nothing"} at "
            + Words.Seconds(entry.Completed.Time);
    }

    private string Way(IEnumerable<Link> links)
    {
        var text = "";
        foreach (var link in links)
        {
            if (text.Length == 0) text = Named(link.From);
            text += link.Kind switch
            {
                LinkKind.Process => $", then {Named(link.To)}",
                LinkKind.ReadsFrom => $", read by {Named(link.To)} at {ReadAt(link.To)}",
                LinkKind.Replaced => $", which has to come before {Named(link.To)}",
                _ => $", which has to come before {Named(link.To)}",
            };
        }

        return text;
    }

    private string ReadAt(int read) => history.Order.Entries[read].Outcome == OperationOutcome.Ok
        ? Words.Seconds(history.Order.Entries[read].Completed.Time)
        : "an unknown time";

    private string Reasons(Contradiction contradiction) => string.Concat(contradiction.AllLinks(precedence)
        .Where(static link => link.Reader >= 0)
        .Select(link => $"; {Named(link.From)} has to come before {Named(link.To)}, for "
            + (link.Kind == LinkKind.Replaced
                ? $"{Saw(link.Reader)}, the value of the latter, with the former behind it: {Way(precedence.CauseOf(link))}"
                : ReadBefore(link))));

    private string ReadBefore(Link link) => history.SourceOf[link.From] < 0
        ? "it found no value yet"
        : $"the latter replaces what the former read: {Way(precedence.CauseOf(link).Skip(1))}";
}
