using System.Threading.Channels;
using Faultline.Model.Operations;
using Faultline.Runtime.Clients;

namespace Faultline.Chat.Stores;

/// <summary>A chat kept by a cluster of <c>chat-replicated</c>, asked through clients that find its leader by themselves.</summary>
public sealed class ReplicatedChatStore : IChatStore
{
    private readonly ClientPool _clients;
    private readonly Channel<int> _idle = Channel.CreateUnbounded<int>();

    /// <summary>A store before a cluster.</summary>
    /// <param name="clients">Clients of the cluster, which the store owns; as many operations are under way at once.</param>
    public ReplicatedChatStore(ClientPool clients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        _clients = clients;
        for (var client = 0; client < clients.Count; client++) _idle.Writer.TryWrite(client);
    }

    /// <inheritdoc />
    public async Task<ChatResult> AskAsync(ChatOperation operation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var client = await _idle.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        var asked = _clients.AskAsync(client, operation);

        // Whoever stops waiting leaves the operation under way, and its client is idle when that has ended.
        _ = asked.ContinueWith(
            _ => _idle.Writer.TryWrite(client), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        var ending = await asked.WaitAsync(cancellation).ConfigureAwait(false);
        return ending.Result as ChatResult ?? throw new ChatUnavailableException(ending.Reason ?? "no answer");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _clients.DisposeAsync();
}
