namespace Faultline.Checking.Linearizability.Search;

/// <summary>A <see cref="ValueAccess"/> with its values as numbers.</summary>
/// <param name="Rule">What it demands of the value that it finds.</param>
/// <param name="Read">The number of the value that the rule speaks of.</param>
/// <param name="Written">The number of the value that it leaves behind, or <see cref="Nothing"/>.</param>
internal readonly record struct RegisterOperation(ReadRule Rule, int Read, int Written)
{
    /// <summary>Leaves no value behind.</summary>
    public const int Nothing = -1;

    /// <summary>Whether it leaves a value behind.</summary>
    public bool Writes => Written != Nothing;

    /// <summary>The same write without its condition; what it allows includes what the conditional one
    /// allows.</summary>
    public RegisterOperation WriteOnly => new(ReadRule.None, 0, Written);
}

/// <summary>The machine of a part that holds a single value.</summary>
internal readonly struct RegisterMachine(RegisterOperation[] operations, int initial) : IPartMachine
{
    public int Initial => initial;

    public bool IsThreadSafe => true;

    public bool KnowsHelp => false;

    public bool CanHelp(int state, int operation, int other) => true;

    public bool Step(int state, int operation, out int next)
    {
        ref readonly var access = ref operations[operation];
        next = access.Writes ? access.Written : state;
        return access.Rule switch
        {
            ReadRule.None => true,
            ReadRule.Equal => state == access.Read,
            _ => state != access.Read,
        };
    }

    public bool IsReadOnly(int operation) => !operations[operation].Writes;

    public bool IsBlind(int operation) => operations[operation] is { Rule: ReadRule.None, Writes: true };

    public bool Commute(int left, int right) => false;

    public bool AreAlike(int left, int right) => operations[left] == operations[right];

    public int HashOf(int operation) =>
        unchecked((31 * ((31 * (int)operations[operation].Rule) + operations[operation].Read)) + operations[operation].Written);

    public void Retain(Span<int> states)
    {
        // They are values, which the part keeps anyway.
    }
}
