namespace Faultline.Runtime;

/// <summary>Something that a node needs is not as it must be; nothing was changed. The message is one sentence for the user.</summary>
public sealed class SetupException : Exception
{
    /// <summary>Without a message.</summary>
    public SetupException()
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">What is wrong and what to do, in one sentence.</param>
    public SetupException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">What is wrong and what to do, in one sentence.</param>
    /// <param name="cause">What was found.</param>
    public SetupException(string message, Exception cause) : base(message, cause)
    {
    }
}
