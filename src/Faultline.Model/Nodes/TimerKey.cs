using System.Globalization;
using Faultline.Model.Randomness;

namespace Faultline.Model.Nodes;

/// <summary>What a timer is for. Declare one static instance for each kind of timer.</summary>
/// <param name="name">A short name for traces, such as <c>election timeout</c>.</param>
public sealed class TimerKind(string name)
{
    /// <summary>The name that traces show.</summary>
    public string Name { get; } = name;

    /// <summary>A hash of the name that is the same in every process.</summary>
    public ulong Digest { get; } = StableHash.Of(name);

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>One timer of one node. Setting a timer whose key is already set replaces it.</summary>
/// <param name="Kind">What the timer is for.</param>
/// <param name="Id">Tells timers of the same kind apart.</param>
public readonly record struct TimerKey(TimerKind Kind, long Id)
{
    /// <inheritdoc />
    public override string ToString() =>
        Id == 0 ? Kind.Name : Kind.Name + " " + Id.ToString(CultureInfo.InvariantCulture);
}
