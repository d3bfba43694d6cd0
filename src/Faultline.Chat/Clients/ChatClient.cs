using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faultline.Chat.Api;
using Faultline.Model.Operations;

namespace Faultline.Chat.Clients;

/// <summary>A user's end of a chat: asks one server after another until one answers or the time is over.</summary>
/// <remarks>A message keeps its key in every attempt, so it is there once. For one user; messages are posted one at a time.</remarks>
/// <param name="servers">The servers, at least one.</param>
/// <param name="patience">How long to try.</param>
public sealed class ChatClient(IReadOnlyList<Uri> servers, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private int _server;

    /// <summary>The server that is asked first.</summary>
    public Uri Server => servers[_server];

    /// <summary>Asks another server first from now on.</summary>
    /// <param name="server">One of the servers.</param>
    public void TurnTo(Uri server) => _server = servers.ToList().IndexOf(server) is >= 0 and var place
        ? place
        : throw new ArgumentException($"{server} is none of the chat's servers", nameof(server));

    /// <summary>Takes a name.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public Task SignUpAsync(string user, string password, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post, "signup", Json(new LogInRequest(user, password), ChatJson.Default.LogInRequest), cancellation);

    /// <summary>Logs in; what follows is done as this user.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public async Task LogInAsync(string user, string password, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            HttpMethod.Post, "login", Json(new LogInRequest(user, password), ChatJson.Default.LogInRequest), cancellation)
            .ConfigureAwait(false);
        var token = JsonSerializer.Deserialize(answer, ChatJson.Default.LogInAnswer)!.Token;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Joins a room.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public Task JoinAsync(string room, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"rooms/{room}/join", null, cancellation);

    /// <summary>Posts a message.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public async Task<long> PostAsync(string room, string text, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetInt32(1, int.MaxValue) + ((long)RandomNumberGenerator.GetInt32(int.MaxValue) << 31);
        var answer = await SendAsync(
            HttpMethod.Post, $"rooms/{room}/messages", Json(new PostRequest(text, key), ChatJson.Default.PostRequest), cancellation)
            .ConfigureAwait(false);
        return JsonSerializer.Deserialize(answer, ChatJson.Default.PostAnswer)!.Number;
    }

    /// <summary>Reads messages of a room.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public async Task<ChatPage> ReadAsync(string room, long from, int count, CancellationToken cancellation) => JsonSerializer.Deserialize(
        await SendAsync(HttpMethod.Get, $"rooms/{room}/messages?from={from}&count={count}", null, cancellation).ConfigureAwait(false),
        ChatJson.Default.ChatPage)!;

    /// <summary>The user's rooms, with what is unread in each.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public async Task<IReadOnlyList<ChatRoom>> RoomsAsync(CancellationToken cancellation) => JsonSerializer.Deserialize(
        await SendAsync(HttpMethod.Get, "rooms", null, cancellation).ConfigureAwait(false), ChatJson.Default.ChatRoomList)!.Rooms;

    /// <summary>The members of a room, and when each was there last.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public async Task<IReadOnlyList<ChatMember>> MembersAsync(string room, CancellationToken cancellation) => JsonSerializer.Deserialize(
        await SendAsync(HttpMethod.Get, $"rooms/{room}/members", null, cancellation).ConfigureAwait(false),
        ChatJson.Default.ChatMemberList)!.Members;

    /// <summary>Marks a room as read.</summary>
    /// <exception cref="ChatException">It was refused, or there was no answer in time.</exception>
    public Task MarkAsync(string room, long number, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post, $"rooms/{room}/read", Json(new MarkRequest(number), ChatJson.Default.MarkRequest), cancellation);

    /// <summary>
    /// Messages of a room from a number on, each once and in order, for as long as the caller wants; cut off, it catches up elsewhere.
    /// </summary>
    /// <exception cref="ChatException">It was refused, or no server answered in time.</exception>
    public async IAsyncEnumerable<ChatMessage> FollowAsync(string room, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            using var response = await AskAsync(HttpMethod.Get, $"rooms/{room}/events?from={from}", null, cancellation)
                .ConfigureAwait(false);
            var events = SseParser.Create(
                await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false),
                static (_, data) => JsonSerializer.Deserialize(data, ChatJson.Default.ChatMessage)!).EnumerateAsync(cancellation);
            await using var each = events.GetAsyncEnumerator(cancellation);
            while (await NextAsync(each).ConfigureAwait(false) is { } message)
            {
                from = message.Number + 1;
                yield return message;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async Task<ChatMessage?> NextAsync(IAsyncEnumerator<SseItem<ChatMessage>> each)
    {
        try
        {
            return await each.MoveNextAsync().ConfigureAwait(false) ? each.Current.Data : null;
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static Func<HttpContent> Json<T>(T value, JsonTypeInfo<T> type) => () => JsonContent.Create(value, type);

    private async Task<string> SendAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellation)
    {
        using var response = await AskAsync(method, path, content, cancellation).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AskAsync(
        HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellation)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var response = await TryAsync(method, path, content, cancellation).ConfigureAwait(false);
            if (response is { IsSuccessStatusCode: true }) return response;
            if (response is not null)
            {
                var problem = JsonSerializer.Deserialize(
                    await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), ChatJson.Default.Problem)!;
                response.Dispose();
                throw new ChatException(problem.Error, problem.Why);
            }

            if (TimeProvider.System.GetElapsedTime(since) > patience) throw new ChatException("no server answered in time", null);
            _server = (_server + 1) % servers.Count;
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The response of one server; null where there is none, and another may have one.</summary>
    private async Task<HttpResponseMessage?> TryAsync(
        HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellation)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        attempt.CancelAfter(Attempt);
        using var request = new HttpRequestMessage(method, new Uri(Server, "api/" + path)) { Content = content?.Invoke() };
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token).ConfigureAwait(false);
            if (response.StatusCode < HttpStatusCode.InternalServerError || response.StatusCode == HttpStatusCode.InsufficientStorage)
                return response;
            response.Dispose();
            return null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>The chat refused something, or no server answered in time.</summary>
/// <param name="reason">One sentence.</param>
/// <param name="why">The refusal; null where nobody answered.</param>
public sealed class ChatException(string reason, ChatRefusal? why) : Exception(reason)
{
    /// <summary>The refusal; null where nobody answered.</summary>
    public ChatRefusal? Why => why;
}
