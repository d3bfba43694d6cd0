using Faultline.Checking.Linearizability;

namespace Faultline.Workbench.Checks;

/// <summary>How the parts of a check are called.</summary>
public static class CheckWords
{
    /// <summary>An algorithm in words, such as <c>register zones</c>.</summary>
    /// <param name="method">The algorithm.</param>
    /// <returns>The words.</returns>
    public static string NameOf(CheckMethod method) => method switch
    {
        CheckMethod.Search => "search",
        CheckMethod.Register => "register zones",
        CheckMethod.Set => "set algorithm",
        CheckMethod.Queue => "queue algorithm",
        CheckMethod.Stack => "stack algorithm",
        _ => "priority queue algorithm",
    };
}
