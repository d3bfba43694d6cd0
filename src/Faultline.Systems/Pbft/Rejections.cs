using System.Globalization;
using Faultline.Model.Nodes;

namespace Faultline.Systems.Pbft;

/// <summary>What was refused, by reason. The first of a reason is said, and then each time that their number has doubled.</summary>
internal sealed class Rejections
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many messages were refused for each reason.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(NodeContext context, PbftMessage message, string reason)
    {
        var count = _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
        if (!long.IsPow2(count)) return;
        context.Emit(new NodeEvent(NodeEventKind.Note, Text: string.Create(
            CultureInfo.InvariantCulture, $"refused {message.GetType().Name} in the name of {message.Author}: {reason} ({count} so far)")));
    }
}
