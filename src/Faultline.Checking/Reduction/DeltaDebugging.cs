namespace Faultline.Checking.Reduction;

/// <summary>Makes a failing list small: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).</summary>
public static class DeltaDebugging
{
    /// <summary>Removes ever smaller pieces, the earliest first, for as long as the rest still fails.</summary>
    /// <typeparam name="T">What the list holds.</typeparam>
    /// <param name="items">Items that fail together.</param>
    /// <param name="stillFails">Whether a part of them, in the same order, fails; false where it cannot be told.</param>
    /// <returns>A part that fails and of which no single item can be spared, unless it could not be told.</returns>
    public static List<T> Shrink<T>(List<T> items, Func<List<T>, bool> stillFails) =>
        Shrink(items, candidates => candidates.Index().FirstOrDefault(entry => stillFails(entry.Item), (-1, [])).Index);

    /// <summary>The same where several candidates can be tried at once.</summary>
    /// <typeparam name="T">What the list holds.</typeparam>
    /// <param name="items">Items that fail together.</param>
    /// <param name="firstFailing">Which of some parts is the first that fails; -1 where none does, or where it cannot be told.</param>
    /// <returns>A part that fails and of which no single item can be spared, unless it could not be told.</returns>
    public static List<T> Shrink<T>(List<T> items, Func<IEnumerable<List<T>>, int> firstFailing)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(firstFailing);
        for (var piece = Math.Max(1, items.Count / 2); ;)
        {
            var removed = false;
            for (var start = 0; start < items.Count;)
            {
                var found = firstFailing(WithoutPieces(items, start, piece));
                if (found < 0) break;
                start += found * piece;
                items = Without(items, start, piece);
                removed = true;
            }

            if (piece == 1 && !removed) return items;
            if (piece > 1) piece /= 2;
        }
    }

    private static IEnumerable<List<T>> WithoutPieces<T>(List<T> items, int start, int piece)
    {
        for (; start < items.Count; start += piece) yield return Without(items, start, piece);
    }

    private static List<T> Without<T>(List<T> items, int start, int piece) =>
        [.. items[..start], .. items[Math.Min(items.Count, start + piece)..]];
}
