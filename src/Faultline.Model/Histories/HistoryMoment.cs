namespace Faultline.Model.Histories;

/// <summary>When something happened in a history.</summary>
/// <param name="Index">Its place in the order of all invocations and completions, from 0. Checkers compare this.</param>
/// <param name="Time">Time since the start of the run. Measurements and people read this.</param>
public readonly record struct HistoryMoment(long Index, TimeSpan Time) : IComparable<HistoryMoment>
{
    /// <summary>Later than everything that happens.</summary>
    public static HistoryMoment Never { get; } = new(long.MaxValue, TimeSpan.MaxValue);

    /// <inheritdoc />
    public int CompareTo(HistoryMoment other) => Index.CompareTo(other.Index);

    /// <summary>Whether one was before the other.</summary>
    public static bool operator <(HistoryMoment left, HistoryMoment right) => left.Index < right.Index;

    /// <summary>Whether one was after the other.</summary>
    public static bool operator >(HistoryMoment left, HistoryMoment right) => left.Index > right.Index;

    /// <summary>Whether one was not after the other.</summary>
    public static bool operator <=(HistoryMoment left, HistoryMoment right) => left.Index <= right.Index;

    /// <summary>Whether one was not before the other.</summary>
    public static bool operator >=(HistoryMoment left, HistoryMoment right) => left.Index >= right.Index;
}
