namespace Faultline.Checking.Causal;

/// <summary>Why one operation precedes another.</summary>
internal enum LinkKind : byte
{
    /// <summary>The same process did both, in this order.</summary>
    Process,

    /// <summary>The second read what the first wrote.</summary>
    ReadsFrom,

    /// <summary>Both write a key; a reader that had the first one behind it read the second.</summary>
    Replaced,

    /// <summary>The first read a value that the second replaces: the write that it read from precedes the second.</summary>
    ReadBefore,
}

/// <summary>One operation precedes another.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The second.</param>
/// <param name="Kind">Why.</param>
/// <param name="Reader">For the last two kinds: the read that shows it.</param>
/// <param name="Number">For the last two kinds: it follows from those that have smaller numbers.</param>
internal readonly record struct Link(int From, int To, LinkKind Kind, int Reader = -1, int Number = 0);
