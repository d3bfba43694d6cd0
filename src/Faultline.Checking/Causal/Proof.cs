using Faultline.Checking.Reduction;
using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Causal;

/// <summary>A smallest part of a history that is impossible by itself, and why.</summary>
/// <param name="Pattern">Which way it is impossible.</param>
/// <param name="Why">Why, in words.</param>
/// <param name="History">The part.</param>
internal sealed record Proof(CausalPattern Pattern, string Why, ReadsFrom History)
{
    private const int MostShrunk = 2_000;

    /// <summary>Looks for a contradiction in a history.</summary>
    internal delegate Contradiction? Finder(ReadsFrom history, out Precedence precedence);

    /// <summary>The answer that the proof gives.</summary>
    public CheckResult Result => new(Verdict.Broken, $"{Pattern}: {Why}", History.Order.Entries);

    /// <summary>The proof, or null where no contradiction is found.</summary>
    public static Proof? TryFind(ReadsFrom history, Finder find)
    {
        if (find(history, out var precedence) is not { } contradiction) return null;
        var operations = contradiction.Operations(history, precedence);
        if (operations.Count <= MostShrunk)
            operations = DeltaDebugging.Shrink(operations, kept => find(history.Restrict(kept), out _) is not null);
        var part = history.Restrict(operations);
        contradiction = find(part, out precedence)!;
        return new Proof(contradiction.Pattern, new CausalWords(part, precedence).Why(contradiction), part);
    }
}
