using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>What was first said of each of the latest indices, in bounded memory.</summary>
/// <remarks>
/// Index i has place i modulo the window; a larger index takes a smaller one's place, never the other way round. Places
/// come in pages of which only those in use take memory: 32 bytes a place, so 32 MB for a full window of a million.
/// </remarks>
internal sealed class FirstSayings
{
    private const int PageSize = 1 << 12;
    private const int TextCount = 1 << 10;

    private readonly Saying[]?[] _pages;
    private readonly (long Index, string Text)[] _texts = new (long, string)[TextCount];
    private readonly long _window;

    public FirstSayings(int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _window = window;
        _pages = new Saying[]?[(window + PageSize - 1) / PageSize];
    }

    /// <summary>How many sayings came too late to be compared: the first one of their index was forgotten, or never
    /// kept.</summary>
    public long TooOld { get; private set; }

    /// <summary>Keeps what is said of an index, unless something was said of it before.</summary>
    /// <returns>True with the first saying where there was one already.</returns>
    public bool TryGetFirst(NodeId node, TimeSpan time, in NodeEvent said, out Saying first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(said.Index);
        var place = (int)(said.Index % _window);
        var page = _pages[place / PageSize] ??= new Saying[PageSize];
        ref var kept = ref page[place % PageSize];
        first = kept;
        if (kept.Node != 0 && kept.Index == said.Index) return true;
        if (kept.Node != 0 && kept.Index > said.Index)
        {
            TooOld++;
            return false;
        }

        kept = new Saying(said.Index, said.Digest, time, node.Number);
        if (said.Text is not null) _texts[said.Index % TextCount] = (said.Index, said.Text);
        return false;
    }

    /// <summary>The value of an index in words: the text where it is still at hand, else the digest.</summary>
    public string ValueOf(in Saying saying)
    {
        var (index, text) = _texts[saying.Index % TextCount];
        return index == saying.Index && text is not null ? text : Digest(saying.Digest);
    }

    /// <summary>The value of an event in words.</summary>
    public static string ValueOf(in NodeEvent said) => said.Text ?? Digest(said.Digest);

    private static string Digest(ulong digest) => $"digest {digest:x16}";

    /// <summary>What was said first of an index.</summary>
    internal readonly record struct Saying(long Index, ulong Digest, TimeSpan Time, int Node);
}
