namespace Faultline.Simulation.Faults;

/// <summary>Guesses what somebody meant to write.</summary>
internal static class Spelling
{
    /// <summary>The word that is nearest, where one is near.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">What can be written.</param>
    /// <returns>The first of the nearest words; null where more than a third would have to change.</returns>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (Word: candidate, Distance: Distance(word, candidate))).MinBy(static pair => pair.Distance);
        return nearest.Word is not null && nearest.Distance <= Math.Max(1, word.Length / 3) ? nearest.Word : null;
    }

    /// <summary>How many letters have to be added, removed or replaced (Levenshtein 1966).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
