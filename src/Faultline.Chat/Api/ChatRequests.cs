using System.Text.Json.Serialization;
using Faultline.Model.Operations;

namespace Faultline.Chat.Api;

/// <summary>Who signs up or logs in.</summary>
/// <param name="User">The name.</param>
/// <param name="Password">The password.</param>
public sealed record LogInRequest(string User, string Password);

/// <summary>What a user shows from now on, as <c>Authorization: Bearer</c>.</summary>
/// <param name="Token">The token.</param>
public sealed record LogInAnswer(string Token);

/// <summary>A message to post.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Key">A number, not 0, that no other message of the token has: posted again under it, the message is there once.</param>
public sealed record PostRequest(string Text, long Key);

/// <summary>Where the message is.</summary>
/// <param name="Number">Its number.</param>
public sealed record PostAnswer(long Number);

/// <summary>Up to where a room was read.</summary>
/// <param name="Number">The message's number.</param>
public sealed record MarkRequest(long Number);

/// <summary>Why something was not done.</summary>
/// <param name="Error">One sentence.</param>
/// <param name="Why">The refusal; null where the chat is not there at the moment.</param>
public sealed record Problem(string Error, ChatRefusal? Why);

/// <summary>What travels as JSON.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LogInRequest))]
[JsonSerializable(typeof(LogInAnswer))]
[JsonSerializable(typeof(PostRequest))]
[JsonSerializable(typeof(PostAnswer))]
[JsonSerializable(typeof(MarkRequest))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ChatPage))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(ChatRoomList))]
[JsonSerializable(typeof(ChatMemberList))]
internal sealed partial class ChatJson : JsonSerializerContext;
