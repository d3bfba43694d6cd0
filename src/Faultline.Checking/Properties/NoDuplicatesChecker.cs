using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Properties;

/// <summary>No duplicates: nothing is delivered twice, or given out twice.</summary>
/// <remarks>The evidence is in the words; there are no operations.</remarks>
public static class NoDuplicatesChecker
{
    /// <summary>No receiver delivers a message twice. Two receivers may deliver the same.</summary>
    /// <param name="logs">What each receiver delivered.</param>
    /// <returns>The finding.</returns>
    public static CheckResult Check(IReadOnlyList<DeliveryLog> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        return Find(logs, isEachByItself: true, "delivered");
    }

    /// <summary>No id is given out twice, by whomever.</summary>
    /// <param name="logs">The ids that each generator gave out, as messages.</param>
    /// <returns>The finding.</returns>
    public static CheckResult CheckIds(IReadOnlyList<DeliveryLog> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        return Find(logs, isEachByItself: false, "gave out");
    }

    private static CheckResult Find(IReadOnlyList<DeliveryLog> logs, bool isEachByItself, string did)
    {
        var first = new Dictionary<string, (string Receiver, TimeSpan Time)>(StringComparer.Ordinal);
        var count = 0L;
        foreach (var log in logs)
        {
            if (isEachByItself) first.Clear();
            foreach (var (message, time) in log.Deliveries)
            {
                count++;
                if (first.TryAdd(message, (log.Receiver, time))) continue;
                var (receiver, before) = first[message];
                return new CheckResult(Verdict.Broken, $"{log.Receiver} {did} {message} at {Words.Seconds(time)}, which "
                    + $"{(receiver == log.Receiver ? "it" : receiver)} had {(isEachByItself ? "delivered" : "given out")} at "
                    + Words.Seconds(before))
                {
                    ShownAt = time > before ? time : before,
                };
            }
        }

        return new CheckResult(Verdict.Held, $"{Words.Number(count)} {(isEachByItself ? "deliveries" : "ids")}, none twice");
    }
}
