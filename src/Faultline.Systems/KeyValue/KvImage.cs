using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Systems.KeyValue;

/// <summary>The state of a <see cref="KvMachine"/>.</summary>
/// <param name="Applied">How many commands were applied.</param>
/// <param name="Keys">The keys in order.</param>
/// <param name="Values">Their values.</param>
/// <param name="Sessions">The sessions in order.</param>
[MemoryPackable]
internal sealed partial record KvImage(
    long Applied, [property: BoundedTexts] string[] Keys, [property: BoundedTexts] string[] Values, Session[] Sessions)
{
    /// <summary>Reads an image that a stranger may have written.</summary>
    /// <returns>The image; null where the bytes are none, or are no machine's.</returns>
    public static KvImage? TryRead(ReadOnlySpan<byte> bytes) =>
        StrangeBytes.TryRead(bytes, out KvImage? image) && image.IsWhole ? image : null;

    [MemoryPackIgnore]
    private bool IsWhole =>
        Keys is not null && Values is not null && Sessions is not null
        && Keys.Length == Values.Length
        && IsAscending(Keys, StringComparer.Ordinal)
        && Array.TrueForAll(Sessions, static session => session is not null)
        && IsAscending(Array.ConvertAll(Sessions, static session => session.Id), Comparer<long>.Default);

    private static bool IsAscending<T>(ReadOnlySpan<T> items, IComparer<T> order)
    {
        for (var i = 1; i < items.Length; i++)
            if (order.Compare(items[i - 1], items[i]) >= 0)
                return false;
        return true;
    }
}
