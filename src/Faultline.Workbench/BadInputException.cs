namespace Faultline.Workbench;

/// <summary>Something that a user gave cannot be used. The message is one sentence that names the input and the remedy.</summary>
public sealed class BadInputException : Exception
{
    /// <summary>Bad input without words.</summary>
    public BadInputException()
    {
    }

    /// <summary>Bad input.</summary>
    /// <param name="message">What was given, and what to do.</param>
    public BadInputException(string message) : base(message)
    {
    }

    /// <summary>Bad input with a cause.</summary>
    /// <param name="message">What was given, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BadInputException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
