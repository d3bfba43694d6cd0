namespace Faultline.Checking.Linearizability.Evidence;

/// <summary>Makes a failing set small: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input"
/// (2002).</summary>
internal static class DeltaDebugging
{
    /// <summary>Removes ever smaller pieces, the earliest first, for as long as the rest still fails.</summary>
    /// <param name="items">Items that fail together.</param>
    /// <param name="stillFails">Whether a subset, in the same order, fails; false where it cannot be told.</param>
    /// <returns>A subset that fails and of which no single item can be spared, unless it could not be told.</returns>
    public static List<int> Shrink(List<int> items, Func<List<int>, bool> stillFails)
    {
        for (var piece = Math.Max(1, items.Count / 2); ;)
        {
            var removed = false;
            for (var start = 0; start < items.Count;)
            {
                var rest = items.GetRange(0, start);
                if (start + piece < items.Count) rest.AddRange(items[(start + piece)..]);
                if (stillFails(rest))
                {
                    items = rest;
                    removed = true;
                }
                else
                {
                    start += piece;
                }
            }

            if (piece == 1 && !removed) return items;
            if (piece > 1) piece /= 2;
        }
    }
}
