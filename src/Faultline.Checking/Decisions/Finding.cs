using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Decisions;

/// <summary>The first violation that an online checker met, and how many there were.</summary>
internal sealed class Finding
{
    private string? _first;
    private TimeSpan _firstAt;
    private long _count;

    /// <summary>Whether the next violation is the first, and so worth words.</summary>
    public bool IsFirst => _first is null;

    public void Add(TimeSpan time, string? detail)
    {
        if (IsFirst) (_first, _firstAt) = (detail, time);
        _count++;
    }

    /// <summary>The result: broken, or else undecided for the given reason, or else held.</summary>
    public CheckResult Conclude(string? undecided, string held)
    {
        if (_first is not null)
        {
            return new CheckResult(
                Verdict.Broken,
                _count == 1 ? _first : $"{_first}; {Words.Count(_count - 1, "more violation")} followed")
            {
                ShownAt = _firstAt,
            };
        }

        return undecided is null ? new CheckResult(Verdict.Held, held) : new CheckResult(Verdict.Undecided, undecided);
    }
}
