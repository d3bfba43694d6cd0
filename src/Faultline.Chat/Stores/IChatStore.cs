using Faultline.Model.Operations;

namespace Faultline.Chat.Stores;

/// <summary>Whoever keeps a chat: a database, or a cluster. Both answer alike.</summary>
public interface IChatStore : IAsyncDisposable
{
    /// <summary>Does an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellation">Ends the waiting, not the operation.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ChatUnavailableException">There is no answer; whether the operation took effect is not known.</exception>
    Task<ChatResult> AskAsync(ChatOperation operation, CancellationToken cancellation);
}

/// <summary>The store gives no answer now: ask again, or elsewhere. A message that has a key is not posted twice by that.</summary>
/// <param name="reason">Why.</param>
/// <param name="cause">What was thrown, if anything.</param>
public sealed class ChatUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);
