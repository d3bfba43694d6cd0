using Faultline.Checking.Reduction;
using Faultline.Model.Histories;

namespace Faultline.Workbench.Shrinking;

/// <summary>The smallest failing run so far, and the ways to make it smaller.</summary>
internal sealed class Search(Candidate start, Oracle oracle, Action<ShrinkProgress>? progress)
{
    public Candidate Current { get; set; } = start;

    /// <summary>
    /// How many other seeds each candidate may fail with. What is taken away shifts what the rest meets, so that a smaller run may need
    /// another meeting of the same kind. Default: none.
    /// </summary>
    public int OtherSeeds { get; set; }

    /// <summary>The pass at work, for the progress.</summary>
    public string Pass { get; set; } = "";

    /// <summary>The operations that prove that the current run fails; none where the proof is not in the history.</summary>
    public IReadOnlyList<HistoryEntry> Evidence() => oracle.Judge(Current)!.Evidence;

    /// <summary>Takes the first of some candidates that fails.</summary>
    /// <param name="candidates">The candidates, the smallest first.</param>
    /// <returns>The place of the one that was taken, from 0; -1 where none fails.</returns>
    public int Take(IEnumerable<Candidate> candidates)
    {
        progress?.Invoke(new ShrinkProgress(
            Pass, oracle.Tries, Current.Faults.Count, Current.Operations.Count, Current.Settings.Clients, Current.Settings.Nodes,
            Current.Settings.Duration));
        var tried = new List<(int Index, Candidate Candidate)>();
        var found = oracle.FirstFailing(candidates.Index().SelectMany(entry => WithSeeds(entry.Item).Select(candidate =>
        {
            tried.Add((entry.Index, candidate));
            return candidate;
        })));
        if (found < 0) return -1;
        Current = tried[found].Candidate;
        return tried[found].Index;
    }

    /// <summary>Takes simpler candidates for as long as one fails.</summary>
    /// <param name="simpler">The candidates in place of the current one, the smallest first.</param>
    public void Simplify(Func<Candidate, IEnumerable<Candidate>> simpler)
    {
        // What comes before the place where one was found has just been in vain: it is tried last.
        for (int place = 0, found = 0; found >= 0;)
        {
            Candidate[] candidates = [.. simpler(Current)];
            var from = candidates.Length == 0 ? 0 : place % candidates.Length;
            found = Take([.. candidates[from..], .. candidates[..from]]);
            place = from + found;
        }
    }

    /// <summary>Takes away what can be spared of a list.</summary>
    /// <param name="items">The list.</param>
    /// <param name="with">The current run with only a part of the list.</param>
    public void Remove<T>(IEnumerable<T> items, Func<Candidate, List<T>, Candidate> with) => DeltaDebugging.Shrink(
        [.. items], (IEnumerable<List<T>> parts) => Take(parts.Select(part => with(Current, part))));

    private IEnumerable<Candidate> WithSeeds(Candidate candidate)
    {
        yield return candidate;
        for (var seed = 1UL; seed <= (ulong)OtherSeeds; seed++)
            if (seed != candidate.Settings.Seed)
                yield return candidate with { Settings = candidate.Settings with { Seed = seed } };
    }
}
