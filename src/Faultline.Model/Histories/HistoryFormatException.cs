namespace Faultline.Model.Histories;

/// <summary>A history that cannot be read. The message names the line, says what is wrong with it, and what to do.</summary>
public sealed class HistoryFormatException : Exception
{
    /// <summary>An error without words.</summary>
    public HistoryFormatException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">What is wrong.</param>
    public HistoryFormatException(string message) : base(message)
    {
    }

    /// <summary>An error with a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public HistoryFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An error in a line.</summary>
    /// <param name="line">The line's number, from 1.</param>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public HistoryFormatException(int line, string message, Exception? innerException = null)
        : base($"line {line}: {message}", innerException) => Line = line;

    /// <summary>An error at a place.</summary>
    /// <param name="line">The line's number, from 1.</param>
    /// <param name="column">The place in the line, from 1.</param>
    /// <param name="message">What is wrong there.</param>
    public HistoryFormatException(int line, int column, string message)
        : base($"line {line}, column {column}: {message}") => (Line, Column) = (line, column);

    /// <summary>The line's number, from 1; 0 where the error is in no line.</summary>
    public int Line { get; }

    /// <summary>The place in the line, from 1; 0 where the error is in the line as a whole.</summary>
    public int Column { get; }
}
