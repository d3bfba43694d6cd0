namespace Faultline.Systems.Sessions;

/// <summary>What must be so of an image that a stranger may have written, before a machine takes it over.</summary>
internal static class ImageChecks
{
    /// <summary>Whether the items are all there and have names in strictly ascending order.</summary>
    public static bool IsAscending<T>(this T[]? items, Func<T?, string?> nameOf)
    {
        if (items is null) return false;
        string? before = null;
        foreach (var item in items)
        {
            if (nameOf(item) is not { } name || (before is not null && string.CompareOrdinal(before, name) >= 0)) return false;
            before = name;
        }

        return true;
    }

    /// <summary>Whether the sessions are all there and in the order of their numbers.</summary>
    public static bool AreWhole<TResult>(this Session<TResult>[]? sessions)
        where TResult : class
    {
        if (sessions is null || Array.Exists(sessions, static session => session is null)) return false;
        return sessions.Zip(sessions.Skip(1)).All(static pair => pair.First.Id < pair.Second.Id);
    }
}
