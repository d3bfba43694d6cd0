using Faultline.Checking.Verdicts;

namespace Faultline.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Every promise was held.</summary>
    public const int Held = 0;

    /// <summary>A promise was broken, or a replay was not the same run.</summary>
    public const int Broken = 1;

    /// <summary>The command line or a file cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A check could not tell.</summary>
    public const int Undecided = 3;

    /// <summary>A promise failed, in a run in which more went wrong than it covers.</summary>
    public const int Exceeded = 4;

    /// <summary>The user stopped it, as shells count Ctrl-C.</summary>
    public const int Stopped = 130;

    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.Held => Held,
        Verdict.Broken => Broken,
        Verdict.Exceeded => Exceeded,
        _ => Undecided,
    };
}
