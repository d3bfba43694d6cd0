using System.Text.Json.Serialization;
using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Model.Operations;

/// <summary>The result of a <see cref="ChatOperation"/> that completed.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(ChatDone))]
[MemoryPackUnion(1, typeof(ChatRefused))]
[MemoryPackUnion(2, typeof(ChatPosted))]
[MemoryPackUnion(3, typeof(ChatSecret))]
[MemoryPackUnion(4, typeof(ChatPage))]
[MemoryPackUnion(5, typeof(ChatRoomList))]
[MemoryPackUnion(6, typeof(ChatMemberList))]
public abstract partial record ChatResult : OperationResult;

/// <summary>The operation took effect and tells nothing else.</summary>
[MemoryPackable]
public sealed partial record ChatDone : ChatResult
{
    /// <summary>The one that there need be.</summary>
    public static ChatDone Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "done";
}

/// <summary>The operation was refused and changed nothing.</summary>
/// <param name="Why">Why.</param>
[MemoryPackable]
public sealed partial record ChatRefused(ChatRefusal Why) : ChatResult
{
    /// <inheritdoc />
    public override string ToString() => $"refused: {Why}";
}

/// <summary>Why a chat refuses an operation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChatRefusal>))]
public enum ChatRefusal : byte
{
    /// <summary>The token is unknown, or void by now.</summary>
    NotLoggedIn,

    /// <summary>There is no user of that name.</summary>
    NoSuchUser,

    /// <summary>The name is another user's.</summary>
    NameTaken,

    /// <summary>A name is empty or too long, or has characters that names may not have.</summary>
    BadName,

    /// <summary>The user is no member of the room.</summary>
    NotAMember,

    /// <summary>The message is empty, or longer than messages may be.</summary>
    BadLength,

    /// <summary>The user posts faster than users may.</summary>
    TooFast,

    /// <summary>There are as many users, rooms or memberships as may be.</summary>
    TooMany,
}

/// <summary>The message is in the room.</summary>
/// <param name="Number">Its number.</param>
[MemoryPackable]
public sealed partial record ChatPosted(long Number) : ChatResult
{
    /// <inheritdoc />
    public override string ToString() => $"posted as {Number}";
}

/// <summary>What a password is verified against.</summary>
/// <param name="PasswordHash">The hash from the sign-up.</param>
[MemoryPackable]
public sealed partial record ChatSecret([property: BoundedText] string PasswordHash) : ChatResult
{
    /// <inheritdoc />
    public override string ToString() => "a hash";
}

/// <summary>Messages of a room.</summary>
/// <param name="Messages">In the order of their numbers.</param>
/// <param name="Last">The number of the room's last message; 0 where there is none.</param>
[MemoryPackable]
public sealed partial record ChatPage(IReadOnlyList<ChatMessage> Messages, long Last) : ChatResult
{
    /// <inheritdoc />
    public override string ToString() => $"[{string.Join(", ", Messages)}] of {Last}";
}

/// <summary>A message in a room.</summary>
/// <param name="Number">Its number within the room, from 1 without gaps.</param>
/// <param name="Author">Who posted it.</param>
/// <param name="Text">What it says.</param>
/// <param name="At">When it was posted, by the author's server, in milliseconds since 1970.</param>
[MemoryPackable]
public sealed partial record ChatMessage(long Number, [property: BoundedText] string Author, [property: BoundedText] string Text, long At)
{
    /// <inheritdoc />
    public override string ToString() => $"{Number}: {Text}";
}

/// <summary>The rooms of a user.</summary>
/// <param name="Rooms">In the order of their names.</param>
[MemoryPackable]
public sealed partial record ChatRoomList(IReadOnlyList<ChatRoom> Rooms) : ChatResult
{
    /// <inheritdoc />
    public override string ToString() => $"[{string.Join(", ", Rooms)}]";
}

/// <summary>A room as one of its members sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">How many members it has.</param>
/// <param name="Last">The number of its last message; 0 where there is none.</param>
/// <param name="Read">Up to which number the member has read.</param>
[MemoryPackable]
public sealed partial record ChatRoom([property: BoundedText] string Name, long Members, long Last, long Read)
{
    /// <summary>How many messages the member has not read.</summary>
    [JsonIgnore, MemoryPackIgnore]
    public long Unread => Last - Read;

    /// <inheritdoc />
    public override string ToString() => $"{Name}: {Unread} unread";
}

/// <summary>The members of a room.</summary>
/// <param name="Members">In the order of their names.</param>
[MemoryPackable]
public sealed partial record ChatMemberList(IReadOnlyList<ChatMember> Members) : ChatResult
{
    /// <inheritdoc />
    public override string ToString() => $"[{string.Join(", ", Members)}]";
}

/// <summary>A member of a room.</summary>
/// <param name="User">The name.</param>
/// <param name="SeenAt">When the user was there last, in milliseconds since 1970.</param>
[MemoryPackable]
public sealed partial record ChatMember([property: BoundedText] string User, long SeenAt)
{
    /// <inheritdoc />
    public override string ToString() => User;
}
