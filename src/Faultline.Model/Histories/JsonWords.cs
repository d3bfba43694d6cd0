namespace Faultline.Model.Histories;

/// <summary>What the framework's JSON errors say, fit to be shown.</summary>
public static class JsonWords
{
    /// <summary>A JSON error's own words, without the place that the framework puts behind them in its own count.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The words, without a full stop.</returns>
    public static string Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var end = error.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' ');
    }
}
