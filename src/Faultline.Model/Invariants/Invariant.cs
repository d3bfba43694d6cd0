using System.Runtime.CompilerServices;

namespace Faultline.Model.Invariants;

/// <summary>Assertions of protocol code. They are on in Release too: a violation ends the run as a finding.</summary>
public static class Invariant
{
    /// <summary>States that something must be so.</summary>
    /// <param name="condition">What must be true.</param>
    /// <param name="message">What it means that it is not, with the values; it is put together only then.</param>
    /// <exception cref="InvariantViolationException">The condition is false.</exception>
    public static void Holds(
        bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref InvariantMessage message)
    {
        if (!condition) throw new InvariantViolationException(message.ToStringAndClear());
    }
}

/// <summary>Our own bug, found by a node in itself.</summary>
public sealed class InvariantViolationException : Exception
{
    /// <summary>A violation without words.</summary>
    public InvariantViolationException()
    {
    }

    /// <summary>A violation.</summary>
    /// <param name="message">What was found and what was expected.</param>
    public InvariantViolationException(string message) : base(message)
    {
    }

    /// <summary>A violation with a cause.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="innerException">The cause.</param>
    public InvariantViolationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The message of an invariant, formatted only where the invariant is broken.</summary>
[InterpolatedStringHandler]
public ref struct InvariantMessage
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">Length of the fixed parts.</param>
    /// <param name="formattedCount">Number of holes.</param>
    /// <param name="condition">The invariant's condition.</param>
    /// <param name="broken">Whether the message is needed.</param>
    public InvariantMessage(int literalLength, int formattedCount, bool condition, out bool broken)
    {
        broken = !condition;
        _text = broken ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    /// <summary>Called by the compiler.</summary>
    /// <param name="text">A fixed part.</param>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Called by the compiler.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">A value.</param>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    internal string ToStringAndClear() => _text.ToStringAndClear();
}
