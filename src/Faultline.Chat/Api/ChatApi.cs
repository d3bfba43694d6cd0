using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Faultline.Chat.Stores;
using Faultline.Model.Operations;
using Faultline.Systems.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Faultline.Chat.Api;

/// <summary>The chat over HTTP: the same for both architectures.</summary>
/// <remarks>
/// 401 wants a log-in, 403 a membership, 429 patience, 503 another attempt or another server; the body says why in a <see cref="Problem"/>.
/// </remarks>
public static class ChatApi
{
    /// <summary>How often the events of a room look for new messages.</summary>
    public static readonly TimeSpan EventPause = TimeSpan.FromMilliseconds(200);

    private const string Bearer = "Bearer ";

    /// <summary>Adds the chat's paths.</summary>
    /// <param name="routes">
    /// Where to; its services have an <see cref="IChatStore"/>, <see cref="Accounts"/> and a <see cref="TimeProvider"/>.
    /// </param>
    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.AddEndpointFilter(static async (context, next) =>
        {
            try
            {
                return await next(context).ConfigureAwait(false);
            }
            catch (ChatUnavailableException error)
            {
                return Results.Json(
                    new Problem(error.Message, null), ChatJson.Default.Problem, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
        api.MapPost("/signup", static async (LogInRequest request, Accounts accounts, CancellationToken cancellation) =>
            Answer(await accounts.SignUpAsync(request, cancellation).ConfigureAwait(false)));
        api.MapPost("/login", static async (LogInRequest request, Accounts accounts, CancellationToken cancellation) =>
            await accounts.LogInAsync(request, cancellation).ConfigureAwait(false) is { } token
                ? Results.Json(new LogInAnswer(token), ChatJson.Default.LogInAnswer)
                : Answer(new ChatRefused(ChatRefusal.NotLoggedIn)));
        api.MapPost("/logout", static (HttpRequest http, IChatStore store, CancellationToken cancellation) =>
            AskAsync(store, new ChatLogOut(TokenOf(http)), cancellation));
        api.MapPost("/here", static (HttpRequest http, IChatStore store, TimeProvider time, CancellationToken cancellation) =>
            AskAsync(store, new ChatHere(TokenOf(http), Now(time)), cancellation));
        api.MapGet("/rooms", static (HttpRequest http, IChatStore store, CancellationToken cancellation) =>
            AskAsync(store, new ChatRooms(TokenOf(http)), cancellation));
        MapRoom(api.MapGroup("/rooms/{room}"));
    }

    private static void MapRoom(RouteGroupBuilder room)
    {
        room.MapPost("/join", static (string room, HttpRequest http, IChatStore store, CancellationToken cancellation) =>
            AskAsync(store, new ChatJoin(TokenOf(http), room), cancellation));
        room.MapPost("/leave", static (string room, HttpRequest http, IChatStore store, CancellationToken cancellation) =>
            AskAsync(store, new ChatLeave(TokenOf(http), room), cancellation));
        room.MapPost("/read", static (string room, MarkRequest mark, HttpRequest http, IChatStore store, CancellationToken cancellation) =>
            AskAsync(store, new ChatMark(TokenOf(http), room, mark.Number), cancellation));
        room.MapGet("/members", static (string room, HttpRequest http, IChatStore store, CancellationToken cancellation) =>
            AskAsync(store, new ChatMembers(TokenOf(http), room), cancellation));
        room.MapGet(
            "/messages", static (string room, long? from, int? count, HttpRequest http, IChatStore store, CancellationToken cancellation) =>
                AskAsync(store, new ChatHistory(TokenOf(http), room, from ?? 1, count ?? ChatLimits.PageMessages), cancellation));
        room.MapPost("/messages", static (
            string room, PostRequest post, HttpRequest http, IChatStore store, TimeProvider time, CancellationToken cancellation) =>
                AskAsync(store, new ChatPost(TokenOf(http), room, post.Text, Now(time), post.Key), cancellation));
        room.MapGet("/events", EventsAsync);
    }

    /// <summary>Messages from a number on, and each new one as it comes. Who was cut off goes on behind the last.</summary>
    private static async Task<IResult> EventsAsync(
        string room, long? from, HttpRequest http, IChatStore store, TimeProvider time, CancellationToken cancellation)
    {
        var first = long.TryParse(http.Headers["Last-Event-ID"], out var last) && last is >= 0 and < long.MaxValue ? last + 1 : from ?? 1;
        var read = new ChatHistory(TokenOf(http), room, Math.Max(1, first), ChatLimits.PageMessages);
        var page = await store.AskAsync(read, cancellation).ConfigureAwait(false);
        return page is ChatPage found ? TypedResults.ServerSentEvents(FollowAsync(store, time, read, found, cancellation)) : Answer(page);
    }

    private static async IAsyncEnumerable<SseItem<ChatMessage>> FollowAsync(
        IChatStore store, TimeProvider time, ChatHistory read, ChatPage page, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = read.From;
        while (true)
        {
            foreach (var message in page.Messages)
            {
                yield return new SseItem<ChatMessage>(message, "message") { EventId = $"{message.Number}" };
                next = message.Number + 1;
            }

            if (page.Last < next) await Task.Delay(EventPause, time, cancellation).ConfigureAwait(false);
            ChatResult result;
            try
            {
                result = await store.AskAsync(read with { From = next }, cancellation).ConfigureAwait(false);
            }
            catch (ChatUnavailableException)
            {
                // The reader goes on elsewhere, or here once the chat is back.
                yield break;
            }

            if (result is not ChatPage more) yield break;
            page = more;
        }
    }

    private static async Task<IResult> AskAsync(IChatStore store, ChatOperation operation, CancellationToken cancellation) =>
        Answer(await store.AskAsync(operation, cancellation).ConfigureAwait(false));

    private static IResult Answer(ChatResult result) => result switch
    {
        ChatPosted posted => Results.Json(new PostAnswer(posted.Number), ChatJson.Default.PostAnswer),
        ChatPage page => Results.Json(page, ChatJson.Default.ChatPage),
        ChatRoomList rooms => Results.Json(rooms, ChatJson.Default.ChatRoomList),
        ChatMemberList members => Results.Json(members, ChatJson.Default.ChatMemberList),
        ChatRefused refused => Results.Json(
            new Problem(Sentence(refused.Why), refused.Why), ChatJson.Default.Problem, statusCode: StatusOf(refused.Why)),
        _ => Results.NoContent(),
    };

    private static int StatusOf(ChatRefusal why) => why switch
    {
        ChatRefusal.NotLoggedIn or ChatRefusal.NoSuchUser => StatusCodes.Status401Unauthorized,
        ChatRefusal.NotAMember => StatusCodes.Status403Forbidden,
        ChatRefusal.NameTaken => StatusCodes.Status409Conflict,
        ChatRefusal.TooFast => StatusCodes.Status429TooManyRequests,
        ChatRefusal.TooMany => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    };

    private static string Sentence(ChatRefusal why) => why switch
    {
        ChatRefusal.NotLoggedIn or ChatRefusal.NoSuchUser => "log in first: there is no such user, password or token",
        ChatRefusal.NotAMember => "join the room first",
        ChatRefusal.NameTaken => "the name is taken: choose another",
        ChatRefusal.TooFast => "you post too fast: wait a moment",
        ChatRefusal.TooMany => "the chat is full",
        ChatRefusal.BadLength => $"it is empty, too short or too long: passwords have {Accounts.ShortestPassword} characters or more",
        _ => $"names have 1 to {ChatLimits.NameCharacters} of the characters A-Z a-z 0-9 - _ .",
    };

    private static string TokenOf(HttpRequest http) => http.Headers.Authorization.ToString() is var header
        && header.StartsWith(Bearer, StringComparison.Ordinal) ? Accounts.DigestOf(header[Bearer.Length..]) : "";

    private static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
