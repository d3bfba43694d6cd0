namespace Faultline.Checking.Causal;

/// <summary>Why a history is impossible.</summary>
/// <param name="Pattern">Which way.</param>
/// <param name="Read">The read that is impossible; -1 where the links alone are a circle.</param>
/// <param name="Links">A circle, or the way from a write to the read that did not find it.</param>
internal sealed record Contradiction(CausalPattern Pattern, int Read, IReadOnlyList<Link> Links)
{
    /// <summary>All links that it rests on, each after those from which it follows.</summary>
    public List<Link> AllLinks(Precedence precedence)
    {
        var all = new List<Link>();
        var seen = new HashSet<Link>();
        foreach (var link in Links) Add(link);
        return all;

        void Add(Link link)
        {
            if (!seen.Add(link)) return;
            foreach (var cause in precedence.CauseOf(link)) Add(cause);
            all.Add(link);
        }
    }

    /// <summary>The operations that it speaks of, ascending.</summary>
    public List<int> Operations(ReadsFrom history, Precedence precedence)
    {
        var operations = new List<int>();
        if (Read >= 0) operations.Add(Read);
        foreach (var link in AllLinks(precedence))
        {
            operations.Add(link.From);
            operations.Add(link.To);
            if (link.Reader >= 0) operations.Add(link.Reader);
        }

        return history.WithWitnesses(operations);
    }
}
