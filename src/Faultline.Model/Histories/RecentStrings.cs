namespace Faultline.Model.Histories;

/// <summary>Gives equal texts that are read close together the same string.</summary>
/// <remarks>
/// Each text has one place, which the latest text there takes: the memory is bounded, whatever a file holds. The hash decides only what
/// is shared, and nothing that anybody could see.
/// </remarks>
internal sealed class RecentStrings
{
    private const int Places = 1 << 14;

    private readonly string?[] _places = new string?[Places];

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return "";
        ref var place = ref _places[PlaceOf(text)];
        if (place is null || !text.SequenceEqual(place)) place = text.ToString();
        return place;
    }

    private static int PlaceOf(ReadOnlySpan<char> text)
    {
        var hash = 17u;
        foreach (var unit in text) hash = unchecked((hash * 0x01000193u) ^ unit);
        return (int)((hash ^ (hash >> 15)) & (Places - 1));
    }
}
