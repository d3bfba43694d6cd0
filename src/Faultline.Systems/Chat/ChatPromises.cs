using Faultline.Model.Systems;

namespace Faultline.Systems.Chat;

/// <summary>What both chats promise, and the mistake that both can be given.</summary>
internal static class ChatPromises
{
    /// <summary>The mistake that sorts messages by the time that their authors' clocks showed.</summary>
    public const string SortedByTime = "sorted-by-time";

    public static IReadOnlyList<Promise> All { get; } = [Promise.NoLoss, Promise.SameOrder, Promise.NoDuplicates];
}
